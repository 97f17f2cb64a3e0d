import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { DockerfileParser } from 'dockerfile-ast';
import { ValidationSeverity, validate } from 'dockerfile-utils';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../server/src/config/config.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFile(join(ROOT, path), 'utf8');
const UNITS = ['zhixiao-pay.service', 'zhixiao-pay-backup.service', 'zhixiao-pay-backup.timer'];
const ANALYZE = '/usr/bin/systemd-analyze';
/** 10 is a service that may do everything. */
const MAX_EXPOSURE = 2;

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-packaging-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('the Dockerfile has nothing that its linter warns of', async () => {
  const warnOf = ValidationSeverity.WARNING;
  const found = validate(await read('Dockerfile'), {
    deprecatedMaintainer: warnOf,
    directiveCasing: warnOf,
    emptyContinuationLine: warnOf,
    instructionCasing: warnOf,
    instructionCmdMultiple: warnOf,
    instructionEntrypointMultiple: warnOf,
    instructionHealthcheckMultiple: warnOf,
    instructionJSONInSingleQuotes: warnOf,
    instructionWorkdirRelative: warnOf,
  });
  expect(found.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`)).toEqual([]);
});

test('the image runs as nobody special, installs nothing when it starts, and is built for the wanted processor', async () => {
  const source = await read('Dockerfile');
  const dockerfile = DockerfileParser.parse(source);
  const instructions = dockerfile.getInstructions().map((one) => ({
    keyword: one.getKeyword(),
    text: one.getArgumentsContent() ?? '',
  }));
  const stages = instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));
  expect(stages).toHaveLength(2);
  const [building, running] = [instructions.slice(0, stages[1]), instructions.slice(stages[1])];
  expect(source).toMatch(/^FROM --platform=\$BUILDPLATFORM \S+ AS build$/m);
  expect(source).toMatch(/^FROM \$\{REGISTRY\}\/debian:\S+$/m);
  expect(building.find(({ text }) => text.startsWith('TARGETARCH'))).toBeDefined();
  // every image has a tag that is not the newest one
  for (const { text } of instructions.filter(({ keyword }) => keyword === 'FROM')) {
    expect(text).toMatch(/:\$\{[A-Z]+_TAG\}/);
  }
  const of = (keyword: string) => running.filter((one) => one.keyword === keyword).map(({ text }) => text);
  expect(of('USER')).toEqual(['10001:10001']);
  expect(of('ENTRYPOINT')).toEqual(['["/opt/zhixiao-pay/zhixiao-pay"]']);
  expect(of('RUN').join('\n')).not.toMatch(/npm|npx|node |curl|wget/);
  expect(instructions.map(({ keyword }) => keyword)).not.toContain('ADD');
  // nothing secret is built in
  for (const { keyword, text } of instructions) {
    if (keyword === 'ENV' || keyword === 'ARG') expect(text).not.toMatch(/KEY|PASSWORD|SECRET|TOKEN/);
  }
});

interface Service {
  readonly image: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

test('the containers have no powers, and only the server is reached, from its machine', async () => {
  const compose = parse(await read('compose.yml'), { merge: true }) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };
  expect(Object.keys(compose.services).toSorted()).toEqual([
    'backup',
    'backup-folder',
    'postgres',
    'sandbox',
    'server',
  ]);
  for (const [name, service] of Object.entries(compose.services)) {
    expect(service.cap_drop, name).toEqual(['ALL']);
    expect(service.security_opt, name).toEqual(['no-new-privileges:true']);
    expect(service.image, name).toMatch(/:[a-z0-9]+$/);
    if (name !== 'postgres') {
      expect(service.read_only, name).toBe(true);
      expect(service.user, name).toBeDefined();
    }
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const volume of service.volumes) {
      const [from = ''] = volume.split(':');
      if (from.startsWith('./')) expect(existsSync(join(ROOT, from)), volume).toBe(true);
      else expect(Object.keys(compose.volumes), name).toContain(from);
    }
    for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network);
  }
  expect(compose.networks.database?.internal).toBe(true);
  expect(compose.services.postgres?.networks).toEqual(['database']);
  expect(compose.services.sandbox?.profiles).toEqual(['sandbox']);
});

test('the server takes the settings that the containers are given', async () => {
  const { services } = parse(await read('compose.yml'), { merge: true }) as {
    services: Record<string, Service>;
  };
  const filled = (environment: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{\w+:-\}/g, 'f00')]),
    );
  const env = {
    PUBLIC_URL: 'https://pay.example.edu.cn',
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const server = parseConfig({ ...env, ...filled(services.server?.environment) });
  expect(server.config).toMatchObject({ mode: 'production', port: 8080, dataDir: '/data' });
  expect(server.secrets.databaseUrl).toContain('zhixiao_app:f00@postgres');
  const sandbox = parseConfig(filled(services.sandbox?.environment));
  expect(sandbox.config).toMatchObject({ mode: 'sandbox', port: 8090, dataDir: '/data' });
  expect(sandbox.secrets.databaseUrl).toBeUndefined();
});

test('every unit is closed to what the service does not need', async () => {
  for (const name of UNITS.filter((unit) => unit.endsWith('.service'))) {
    const unit = await read(`packaging/systemd/${name}`);
    for (const line of [
      'NoNewPrivileges=yes',
      'ProtectSystem=strict',
      'User=zhixiao',
      'CapabilityBoundingSet=',
    ]) {
      expect(unit.split('\n'), name).toContain(line);
    }
  }
  expect(await read('packaging/systemd/zhixiao-pay.service')).toMatch(/^StateDirectory=zhixiao$/m);
});

test.runIf(existsSync(ANALYZE))('systemd reads the units, and finds them little exposed', async () => {
  const folder = await temporaryFolder();
  for (const name of UNITS) {
    const unit = await read(`packaging/systemd/${name}`);
    // the programs are where this clone has them
    await writeFile(
      join(folder, name),
      unit.replaceAll('=/opt/zhixiao-pay/', `=${join(ROOT, 'packaging')}/`),
    );
  }
  const files = UNITS.map((name) => join(folder, name));
  const { stdout, stderr } = await run(ANALYZE, ['verify', '--man=no', ...files]);
  expect(stdout + stderr).toBe('');
  for (const file of files.filter((name) => name.endsWith('.service'))) {
    const told = await run(ANALYZE, ['security', '--offline=true', '--no-pager', file]);
    const [, level] = /Overall exposure level for \S+: ([\d.]+)/.exec(told.stdout) ?? [];
    expect(Number(level), file).toBeLessThan(MAX_EXPOSURE);
  }
});

test('WAL is archived whole, again without harm, and never in place of another', async () => {
  const folder = await temporaryFolder();
  const archive = (source: string) =>
    run(join(ROOT, 'postgres/src/archive-wal.sh'), [
      join(folder, source),
      'segment',
      join(folder, 'a b'),
    ]).then(
      () => 'archived',
      ({ stderr }: { stderr: string }) => stderr,
    );
  await mkdir(join(folder, 'a b'));
  await writeFile(join(folder, 'one'), 'one');
  await writeFile(join(folder, 'other'), 'other');
  expect(await archive('one')).toBe('archived');
  expect(await archive('one')).toBe('archived');
  expect(await archive('other')).toContain('another content');
  expect(await archive('missing')).toContain('another content');
  expect(await readdir(join(folder, 'a b'))).toEqual(['segment.gz']);
  expect(gunzipSync(await readFile(join(folder, 'a b', 'segment.gz'))).toString()).toBe('one');
});

test.each(['packaging/zhixiao-pay', 'packaging/create-roles.sh', 'postgres/src/archive-wal.sh'])(
  '%s is a shell script that can be run',
  async (path) => {
    await run('sh', ['-n', join(ROOT, path)]);
    await run('test', ['-x', join(ROOT, path)]);
  },
);
