import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPublicAddress } from '../../src/doctor/check-public-address.ts';
import { checkSenders } from '../../src/doctor/check-senders.ts';
import { examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { findAccount, saveChannelAccount } from '../../src/merchants/account-store.ts';
import { runCli } from '../helpers/gateway/cli.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
let folder: string;
beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-doctor-'));
  await chmod(folder, 0o700);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Of nobody, and over since it was made. */
const EXPIRED = `-----BEGIN CERTIFICATE-----
MIIBJjCBzQIUPajHpKAistSsZ4wUKcGZnwB1ZnUwCgYIKoZIzj0EAwIwFjEUMBIG
A1UEAwwLb2xkLmV4YW1wbGUwHhcNMjYxMTI4MTgzMDU1WhcNMjYxMTI3MTgzMDU1
WjAWMRQwEgYDVQQDDAtvbGQuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABPItRiwpUAMtls4Bkm/INax0FEBzjpjSPjdTu4AKlYOUR6whkK/1TJDyyISp
5o/EUDDYm/ljvi30J2UHvZf/eIMwCgYIKoZIzj0EAwIDSAAwRQIgYYwEOJt1ye4z
TegKwEExgdc8oGG7rTV0IxVAhpB0weQCIQDKal/F6i+4uF0jzhOTl+dJYGRqCpFq
SXX6ofwOoEYWYg==
-----END CERTIFICATE-----`;

/** As the gateway's own settings would be, with others. */
const settings = (more: Record<string, string> = {}) => ({
  DATABASE_URL: gateway.databaseUrl,
  MASTER_KEY: gateway.masterKey.toString('base64'),
  PUBLIC_URL: gateway.url,
  SANDBOX_PORT: new URL(gateway.sandboxUrl).port,
  DATA_DIR: folder,
  DATABASE_POOL_SIZE: '4',
  ...more,
});

const doctor = (more?: Record<string, string>) =>
  examine({ env: settings(more), envFile: undefined }, () => undefined);

/** What is not as it should be, but for what the tests' PostgreSQL leaves out on purpose: it never waits for the disk. */
function troubles(findings: readonly Finding[]): string[] {
  return findings
    .filter(
      ({ id, severity }) =>
        severity !== 'ok' && !['database.fsync', 'database.full_page_writes'].includes(id),
    )
    .map(({ id, severity }) => `${severity} ${id}`);
}

test('of a healthy installation everything is looked at, and nothing is wrong', async () => {
  const findings = await doctor();
  expect(troubles(findings)).toEqual([]);
  expect(findings.filter(({ severity }) => severity === 'ok').map(({ id }) => id)).toEqual([
    'settings',
    'files',
    'disk.data',
    'time_zones',
    'database.reachable',
    'database.version',
    'database.connections',
    'database.text',
    'clock.database',
    expect.stringMatching('disk.database'),
    'migrations',
    'database.rights',
    'jobs.workers',
    'jobs.backlog',
    'jobs.months',
    'master_key',
    'accounts.sandbox-wechat',
    'certificates.sandbox-wechat.platformKeys',
    'accounts.sandbox-alipay',
    'channels.sandbox-wechat',
    'channels.sandbox-alipay',
    `clock.${new URL(gateway.sandboxUrl).host}`,
    'public.dns',
    'public.callbacks',
    'mail',
    'sms',
  ]);
  // the tests' server is set up so that a crash may lose something, and this is seen
  expect(findings).toContainEqual(expect.objectContaining({ id: 'database.fsync', severity: 'fault' }));
});

test('the command prints both languages with cures, its progress apart, and tells by its exit status', async () => {
  const { status, stdout, stderr } = await runCli(settings(), ['doctor'], folder);
  expect(status).toBe(2);
  expect(stdout).toContain('[故障 / FAULT] 数据库设置 fsync=off');
  expect(stdout).toContain('    → alter system set fsync = on');
  expect(stdout).toMatch(/故障 2，警告 0。/);
  expect(stderr).toContain('检查渠道…… / Checking channels …');
  const json = await runCli(settings(), ['doctor', '--json', '--lang', 'en'], folder);
  const { status: told, findings } = JSON.parse(json.stdout) as { status: number; findings: Finding[] };
  expect([told, json.status]).toEqual([2, 2]);
  for (const { severity, cure } of findings) expect(cure === undefined).toBe(severity === 'ok');
  expect(json.stderr).not.toMatch(/[一-龥]/);
});

test('a database that is away is one fault, and the rest is looked at', async () => {
  const findings = await doctor({ DATABASE_URL: 'postgres://u:s3cret@127.0.0.1:1/x' });
  expect(troubles(findings)).toEqual(['fault database.reachable']);
  expect(findings.map(({ id }) => id)).toContain('public.callbacks');
  expect(JSON.stringify(findings)).not.toContain('s3cret');
});

test('an embedded database that does not run is not started', async () => {
  const { DATABASE_URL: _url, ...embedded } = settings();
  const findings = await examine({ env: embedded, envFile: undefined }, () => undefined);
  expect(troubles(findings)).toEqual(['warning database.reachable']);
});

test("a master key or a mode that is not the database's", async () => {
  expect(troubles(await doctor({ MASTER_KEY: Buffer.alloc(32, 'another key').toString('base64') }))).toEqual([
    'fault master_key',
  ]);
  await using stack = new AsyncDisposableStack();
  const production = await createTestDatabase();
  stack.defer(() => production.drop());
  await production.database.query({
    text: `insert into installation (payment_mode, decided_at) values ('production', now())`,
  });
  expect(troubles(await doctor({ DATABASE_URL: production.url }))).toContain('fault payment_mode');
});

test('accounts that cannot be used, are refused, or whose certificate is over', async () => {
  const { db, vault } = gateway.app.core;
  const account = await findAccount(db, vault, 'sandbox-wechat');
  if (!account) throw new Error('not seeded');
  const save = (changes: Record<string, unknown>) =>
    saveChannelAccount(
      db,
      vault,
      { ...account, schoolId: '10086', settings: { ...account.settings, ...changes } },
      new Date(),
    );
  try {
    await save({ merchantSerial: 'short' });
    expect(troubles(await doctor())).toEqual(['fault accounts.sandbox-wechat']);
    await save({ merchantSerial: 'F'.repeat(40) });
    expect(troubles(await doctor())).toEqual(['fault channels.sandbox-wechat']);
    await save({ note: EXPIRED });
    expect(troubles(await doctor())).toEqual(['fault certificates.sandbox-wechat.note']);
  } finally {
    await save({});
  }
});

test('channels that do not answer', async () => {
  const findings = await doctor({ SANDBOX_PORT: '1' });
  expect(troubles(findings)).toEqual(['fault channels.sandbox-wechat', 'fault channels.sandbox-alipay']);
});

test('a database that is newer, half-migrated, or that the server may not use', async () => {
  const { db } = gateway.app.core;
  const change = async (text: string) => {
    await db.query({ text });
  };
  await change(
    `insert into schema_migrations (number, name, sha256, breaks) values (9999, '9999_next_year.sql', '', 'none')`,
  );
  expect(troubles(await doctor())).toEqual(['fault migrations']);
  await change('delete from schema_migrations where number = 9999');
  await change('update schema_migrations set number = -1 where number = 7');
  expect(troubles(await doctor())).toContain('fault migrations');
  await change('update schema_migrations set number = 7 where number = -1');
  await change('alter table orders add constraint half_done check (total_amount > 0) not valid');
  expect(troubles(await doctor())).toEqual(['fault migrations.unfinished']);
  await change('alter table orders drop constraint half_done');
});

test('work that stands still, and no worker to do it', async () => {
  await using idle = await startGateway({ role: 'api' });
  const { orderId } = await idle.partner.order();
  await idle.app.core.db.query({
    text: `update orders set due_at = now() - interval '1 hour', expires_at = now() - interval '1 hour' where order_id = $1`,
    values: [orderId],
  });
  const env = {
    ...settings(),
    DATABASE_URL: idle.databaseUrl,
    MASTER_KEY: idle.masterKey.toString('base64'),
    SANDBOX_PORT: new URL(idle.sandboxUrl).port,
  };
  const found = troubles(await examine({ env, envFile: undefined }, () => undefined));
  expect(found).toEqual([
    'fault jobs.workers',
    'fault jobs.orders',
    'warning jobs.months',
    'fault problems.order_closing',
  ]);
});

test('folders and files that others can read', async () => {
  const open = join(folder, 'open');
  await mkdir(open, { mode: 0o755 });
  await writeFile(join(open, 'master.key'), 'x', { mode: 0o644 });
  await chmod(open, 0o755);
  expect(troubles(await doctor({ DATA_DIR: open }))).toEqual(['fault files.data']);
  await chmod(open, 0o700);
  expect(troubles(await doctor({ DATA_DIR: open }))).toEqual(['fault files.data']);
  await chmod(join(open, 'master.key'), 0o600);
  expect(troubles(await doctor({ DATA_DIR: open }))).toEqual([]);
  const env = join(open, '.env');
  await writeFile(env, 'PORT=1\nSMTP_PASWORD=s3cret\n', { mode: 0o644 });
  const { status, stdout } = await runCli(settings({ PORT: '8080' }), ['doctor', '--lang', 'en'], open);
  expect(status).toBe(2);
  expect(stdout).toContain(`[WARNING] Other users of this machine can read ${env}`);
  expect(stdout).toContain('[WARNING] SMTP_PASWORD in .env is no setting of this program');
  expect(stdout).not.toContain('s3cret');
});

test('an address for callbacks that leads elsewhere, redirects, or changes what comes', async () => {
  await using http = createHttpClient({ timeoutMs: 2_000 });
  let answer: (body: string) => { status: number; headers?: Record<string, string>; body: string };
  const proxy = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, headers = {}, body } = answer(Buffer.concat(chunks).toString());
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const look = async () => {
    const findings = await checkPublicAddress(http, { publicUrl, isProduction: false, now: new Date() });
    return findings.map(({ message }) => message.en).at(-1);
  };
  try {
    answer = () => ({ status: 301, headers: { location: 'https://x/' }, body: '' });
    expect(await look()).toContain('redirects (301)');
    answer = () => ({ status: 404, body: '<html>' });
    expect(await look()).toContain('answers 404');
    answer = () => ({ status: 200, body: '{"status":"ok","sha256":"of another body"}' });
    expect(await look()).toContain('changed on the way');
    answer = () => ({ status: 200, body: '<html>welcome' });
    expect(await look()).toContain('answers 200, which is not ours');
  } finally {
    proxy.close();
  }
  expect(await look()).toContain('does not answer (connection)');
  const unknown = { publicUrl: 'https://pay.invalid', isProduction: true, now: new Date() };
  expect(await checkPublicAddress(http, unknown)).toMatchObject([{ id: 'public.dns', severity: 'fault' }]);
  const plain = { publicUrl: publicUrl.replace('http:', 'https:'), isProduction: true, now: new Date() };
  expect(troubles(await checkPublicAddress(http, plain))).toContain('fault public.tls');
});

test('the health beside the callbacks tells the hash of what came, whatever it is', async () => {
  const post = async (body: string | Uint8Array<ArrayBuffer>) => {
    const answer = await fetch(`${gateway.url}/channel/health`, { method: 'POST', body });
    return [answer.status, await answer.json()];
  };
  const none = { status: 'ok', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' };
  expect(await post('')).toEqual([200, none]);
  expect(await post(new Uint8Array([0, 255, 13, 10]))).toEqual([
    200,
    { status: 'ok', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
});

test('a mail server that refuses the password, and one that takes it', async () => {
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ password }, _session, done) =>
      password === 'right' ? done(null, { user: 'u' }) : done(new Error('no')),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const mail = async (password: string, at = port) => {
    const smtp = { url: `smtp://u:${password}@127.0.0.1:${at}?requireTLS=false`, from: 'a@b.cn' };
    const [found] = await checkSenders({ smtp });
    expect(JSON.stringify(found)).not.toContain(password);
    return [found?.severity, found?.message.en];
  };
  try {
    expect(await mail('right')).toEqual(['ok', 'The mail server 127.0.0.1 takes our password.']);
    expect(await mail('wr0ng-pass')).toEqual(['fault', expect.stringContaining('refuses user or password')]);
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
  await waitFor(async () => (await mail('wr0ng-pass'))[0] === 'fault', { what: 'the server to be gone' });
  expect(await mail('wr0ng-pass')).toEqual(['fault', expect.stringContaining('cannot be used')]);
});
