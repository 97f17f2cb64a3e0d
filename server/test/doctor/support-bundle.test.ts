import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import yauzl from 'yauzl';
import { summariseLog } from '../../src/doctor/summarise-log.ts';
import { createLog } from '../../src/lib/log.ts';
import { listAccounts } from '../../src/merchants/account-store.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { firstAdministrator, PASSWORD } from '../helpers/console/console.ts';
import { runCli } from '../helpers/gateway/cli.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** Whoever pays or is paid for, and what only this installation knows. */
const PEOPLE = {
  user_no: '2013141516',
  user_name: '欧阳张三丰',
};
const INVOICE = {
  payer_type: 1,
  payer_name: '司马小明',
  phone: '13912345678',
  payer_email: 'canary@example.com',
};
const SECRETS = {
  SMTP_URL: 'smtp://canary-user:canary-mail-password@127.0.0.1:1',
  SMTP_FROM: '财务处 <canary-from@example.edu.cn>',
  SMS_ACCESS_KEY_ID: 'canary-sms-id',
  SMS_ACCESS_KEY_SECRET: 'canary-sms-secret',
  SMS_SIGN_NAME: 'canary-sign',
  SMS_TEMPLATE_CODE: 'canary-template',
  AUDIT_SYSLOG: 'udp://10.9.8.7:514',
};

let gateway: Gateway;
let folder: string;
const logged: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-support-'));
  gateway = await startGateway({ log: createLog('trace', { write: (line) => void logged.push(line) }) });
  await firstAdministrator(gateway);
  const { orderId } = await gateway.partner.order({ ...PEOPLE, piaoju: INVOICE });
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(
    async () =>
      (await gateway.app.core.db.query({ text: `select from orders where status = 'paid'` })).length === 1,
    { what: 'the order to be paid' },
  );
  gateway.app.core.log.error(
    { alert: 'refund_abnormal', err: new Error(`of ${PEOPLE.user_name}`) },
    'canary-message',
  );
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const settings = () => ({
  ...SECRETS,
  DATABASE_URL: gateway.databaseUrl,
  MASTER_KEY: gateway.masterKey.toString('base64'),
  PUBLIC_URL: gateway.url,
  SANDBOX_PORT: new URL(gateway.sandboxUrl).port,
  DATA_DIR: folder,
});

/** Every text that must not leave, of the settings, the database's sealed values and its people. */
async function canaries(): Promise<string[]> {
  const { db, vault } = gateway.app.core;
  const accounts = await listAccounts(db, vault);
  const ofAccounts = accounts.flatMap(({ secrets }) => Object.values(secrets).map(String));
  const payers = ['oSandboxPayer0000000000zhang', '2088612279536603'];
  const database = new URL(gateway.databaseUrl);
  return [
    ...ofAccounts.flatMap((secret) =>
      secret.includes('-----') ? secret.split('\n').slice(1, -2) : [secret],
    ),
    ...Object.values(PEOPLE),
    ...Object.values(INVOICE).filter((value) => typeof value === 'string'),
    ...payers,
    ...['canary-', 'canary@', '财务处', PASSWORD, TEST_APP.appSecret, TEST_APP.aesKey, '张三', '20140548'],
    database.password,
    gateway.masterKey.toString('base64'),
    gateway.masterKey.toString('hex'),
  ].filter((canary) => canary.length > 1);
}

async function filesIn(path: string): Promise<Map<string, string>> {
  const archive = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(path, {
    lazyEntries: true,
  });
  const files = new Map<string, string>();
  return new Promise((resolve, reject) => {
    archive.on('entry', (entry: yauzl.Entry) => {
      archive.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        void text(stream).then((content) => {
          files.set(entry.fileName, content);
          archive.readEntry();
        }, reject);
      });
    });
    archive.on('end', () => resolve(files));
    archive.on('error', reject);
    archive.readEntry();
  });
}

test('the bundle has what helps, and none of the secrets and people', async () => {
  const log = join(folder, 'server.log');
  const strange = [
    `not JSON ${PEOPLE.user_name}`,
    '{"level":50,"time":1,"alert":"canary-alert","err":{"code":"canary-code"}}',
  ];
  await writeFile(log, [...logged, ...strange.map((line) => `${line}\n`)].join(''));
  const output = join(folder, 'support.zip');
  const run = await runCli(settings(), ['support-bundle', '--output', output, '--log', log], folder);
  expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining(`已写入 ${output}`) });
  expect((await stat(output)).mode & 0o777).toBe(0o600);

  const files = await filesIn(output);
  expect([...files.keys()]).toEqual([
    'doctor.json',
    'version.json',
    'settings.json',
    'database.json',
    'log.json',
  ]);
  const json = (name: string) => JSON.parse(files.get(name) ?? 'null');
  expect(json('doctor.json')).toContainEqual(expect.objectContaining({ id: 'mail', severity: 'fault' }));
  expect(json('version.json')).toMatchObject({
    program: expect.stringMatching(/^\d/),
    node: process.version,
  });
  expect(json('settings.json')).toMatchObject({
    DATABASE_URL: new URL(gateway.databaseUrl).host,
    MASTER_KEY: '(set)',
    SMTP_URL: 'smtp://127.0.0.1:1',
    SMTP_FROM: '(set)',
    AUDIT_SYSLOG: 'udp://10.9.8.7:514',
    CONSOLE_URL: '(not set)',
  });
  expect(json('database.json')).toMatchObject({
    states: { orders: { paid: 1 }, payments: { succeeded: 1 }, channel_accounts: { wechat: 1, alipay: 1 } },
    migrations: { pending: [], unknown: [] },
    settings: { fsync: 'off', max_connections: expect.any(String) },
    problems: expect.any(Array),
  });
  expect(json('log.json').strange).toBe(1);
  expect(JSON.stringify(json('log.json').hours)).toContain('"error refund_abnormal":1');

  const whole = [...files.values(), run.stdout, run.stderr].join('\n');
  const found = await canaries();
  // of two accounts with their keys, besides what stands above
  expect(found.length).toBeGreaterThan(40);
  for (const canary of found) expect(whole, canary).not.toContain(canary);
});

test('a bundle is made while the database is away, and replaces no file', async () => {
  const output = join(folder, 'away.zip');
  const away = {
    ...settings(),
    DATABASE_URL: 'postgres://u:canary-database@127.0.0.1:1/x',
    PORT: 'canary-port',
  };
  expect((await runCli(away, ['support-bundle', '--output', output], folder)).status).toBe(0);
  const files = await filesIn(output);
  expect(JSON.parse(files.get('database.json') ?? '')).toEqual({ unavailable: 'ECONNREFUSED' });
  expect([...files.values()].join('\n')).not.toMatch(/canary-/);
  const before = await readFile(output);
  const again = await runCli(away, ['support-bundle', '--output', output], folder);
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('EEXIST') });
  expect(await readFile(output)).toEqual(before);
});

test('a log is counted hour by hour, the last week of it', async () => {
  const file = join(folder, 'long.log');
  const at = (hour: number, more: object) =>
    JSON.stringify({ level: 50, time: hour * 3_600_000, msg: '张三', ...more });
  const lines = [
    ...Array.from({ length: 200 }, (_item, hour) => at(hour, { alert: 'unwanted_money' })),
    at(199, { err: { code: '57P01', message: '张三' } }),
    at(199, { alert: '张三', err: { code: '13912345678' } }),
    at(199, {}),
    '',
    '{"level":50',
    '[]',
  ];
  await writeFile(file, lines.join('\r\n'));
  const { hours, ...summary } = await summariseLog(file);
  expect(summary).toEqual({
    lines: 205,
    strange: 2,
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-09T07:00:00.000Z',
  });
  expect(hours).toHaveLength(168);
  expect(hours.at(-1)).toEqual({
    hour: '1970-01-09T07',
    counts: { 'error unwanted_money': 1, 'error 57P01': 1, error: 2 },
  });
});
