import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { BUILT } from '../helpers/gateway/compiled.ts';
import { runMain, startMain } from '../helpers/gateway/main-process.ts';
import { startOrderLoad } from '../helpers/gateway/order-load.ts';
import { partnerOf } from '../helpers/partner/partner.ts';
import { administer } from '../helpers/postgres/postgres-setup.ts';
import { createEmptyDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** The command as it is typed, beside a server at work: as the role that owns the tables, and killed in the middle. */
const OPERATOR = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
const ROLE = `zhixiao_rotated_${process.pid}`;
const PASSWORD = 'role-password';
const NOTIFY_URL = 'http://127.0.0.1:9/notify';

let created: TestDatabase;
let dataDir: string;
let settings: Record<string, string>;
beforeAll(async () => {
  created = await createEmptyDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-rotation-'));
  await administer(inject('postgres').url, (admin) =>
    admin.query(`create role ${ROLE} login password '${PASSWORD}'`),
  );
  const asRole = new URL(created.url);
  asRole.username = ROLE;
  asRole.password = PASSWORD;
  settings = { DATABASE_URL: asRole.href, MIGRATION_DATABASE_URL: created.url, DATA_DIR: dataDir };
});
afterAll(async () => {
  await created.drop();
  await administer(inject('postgres').url, (admin) => admin.query(`drop role ${ROLE}`));
  await rm(dataDir, { recursive: true, force: true });
});

function operator(env: Readonly<Record<string, string>>, ...args: string[]) {
  const child = spawn(process.execPath, [OPERATOR, ...args], { env: { ...BUILT, ...env } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  return { child, output: () => text, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

async function run(env: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  const { ended, output } = operator(env, ...args);
  await ended;
  return output();
}

const states = async () =>
  (
    await created.database.query<{ state: string }>({
      text: `select state from data_keys where purpose = 'seal' order by version`,
    })
  ).map(({ state }) => state);

test('killed while it seals anew, it goes on from there; the server has worked on all the time', async () => {
  const keyFile = join(dataDir, 'master.key');
  const main = await startMain(settings);
  const url = `http://127.0.0.1:${main.port}`;
  const partner = partnerOf(url, NOTIFY_URL);
  const old = await readFile(keyFile);
  const load = startOrderLoad({ url, partner, endpoint: { url: NOTIFY_URL } }, { callers: 2, pauseMs: 20 });

  const { MIGRATION_DATABASE_URL: _owner, ...asServer } = settings;
  expect(await run(asServer, 'rotate-master-key')).toMatch(
    /^this role may not change \w+: set MIGRATION_DATABASE_URL/,
  );
  const killed = operator(settings, 'rotate-master-key');
  await waitFor(() => killed.output().includes('Every running process knows'), { what: 'sealing to begin' });
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(await states()).toEqual(['leaving', 'current']);
  expect((await readFile(keyFile)).equals(old)).toBe(false);

  const told = await run(settings, 'rotate-master-key', '--operator', 'keys-person');
  expect(told).toContain('Going on with a rotation that was interrupted.');
  expect(told).toContain('The rotation is over: master key version 2.');
  expect(await states()).toEqual(['retired', 'current']);
  await load.stop();
  expect(load.received.filter(({ code }) => code !== 0)).toEqual([]);
  expect(load.received.length).toBeGreaterThan(0);
  await expect(access(`${keyFile}.next`)).rejects.toThrow();
  const audited = await run(settings, 'audit', 'verify');
  expect(audited).toMatch(/entries, each following the one before/);
  const entry = await created.database.query({
    text: `select operator from audit_entries where action = 'master_key.rotated'`,
  });
  expect(entry).toEqual([{ operator: 'shell:keys-person' }]);
  await main.stop();

  const current = await readFile(keyFile);
  await writeFile(keyFile, old);
  const refused = runMain({ ...settings, PORT: '0' });
  expect(await refused.ended).toBe(1);
  expect(refused.output().trim()).toMatch(
    /^MASTER_KEY is not the key .*: set the one it was rotated to last .*$/,
  );
  // as a setting: the new one alone, or with the old one still behind it
  await rm(keyFile);
  const given = { ...settings, MASTER_KEY: current.toString('base64') };
  const both = { ...given, MASTER_KEY_PREVIOUS: old.toString('base64') };
  expect(await run(given, 'rotate-master-key')).toContain('there is nothing to rotate to');
  const again = await startMain(both);
  expect((await partnerOf(`http://127.0.0.1:${again.port}`, NOTIFY_URL).order()).orderId).toMatch(/^\d+$/);
  await again.stop();
});
