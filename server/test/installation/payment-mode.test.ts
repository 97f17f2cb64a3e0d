import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AppSecrets, insertApp } from '../../src/apps/app-store.ts';
import { newSecrets } from '../../src/apps/new-secrets.ts';
import { checkPaymentMode, keepPaymentMode } from '../../src/installation/payment-mode.ts';
import { findPaymentMode } from '../../src/installation/payment-mode-store.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openVault } from '../../src/lib/vault.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { BUILT } from '../helpers/gateway/compiled.ts';
import { runMain, startMain } from '../helpers/gateway/main-process.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

/** A database is of a sandbox or of production from its first start on. */
const MASTER_KEY = randomBytes(32);
const SCHOOL_ID = '10086';
const OPERATOR = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

let created: TestDatabase;
let dataDir: string;
beforeEach(async () => {
  created = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-mode-'));
});
afterEach(async () => {
  await created.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const sandbox = () => ({
  DATABASE_URL: created.url,
  DATA_DIR: dataDir,
  MASTER_KEY: MASTER_KEY.toString('base64'),
});
const production = () => ({
  ...sandbox(),
  PAYMENT_MODE: 'production',
  PUBLIC_URL: 'https://pay.example.edu.cn',
});

async function refusedStart(env: Record<string, string>): Promise<string> {
  const { ended, output } = runMain({ PORT: '0', ...env });
  expect(await ended).toBe(1);
  return output().trim();
}

const installation = (masterKey = MASTER_KEY) => ({
  db: created.database,
  vault: openVault(masterKey),
  clock: systemClock,
});
const keep = (mode: 'sandbox' | 'production') => keepPaymentMode(installation(), mode);
const kept = () => findPaymentMode(created.database);

test('production’s database is not started as a sandbox: no published key comes in', async () => {
  await keep('production');
  expect(await refusedStart(sandbox())).toBe(
    'This database is of production, but PAYMENT_MODE is sandbox: set PAYMENT_MODE=production, ' +
      'or give the sandbox a database of its own (DATABASE_URL; DATA_DIR when it is embedded)',
  );
  for (const table of ['apps', 'schools', 'channel_accounts']) {
    expect(await created.database.query({ text: `select from ${table}` })).toEqual([]);
  }
});

test('a sandbox’s database is not started as production', async () => {
  await (await startMain(sandbox())).stop();
  expect(await kept()).toBe('sandbox');
  expect(await refusedStart(production())).toBe(
    'This database is of a sandbox, whose keys are published, but PAYMENT_MODE is production: ' +
      'give production a database of its own (DATABASE_URL; DATA_DIR when it is embedded)',
  );
});

test('a command beside the server is not run in the other mode', async () => {
  await keep('production');
  const env = { ...BUILT, ...sandbox() };
  const run = promisify(execFile)(process.execPath, [OPERATOR, 'audit', 'verify'], { env });
  await expect(run).rejects.toMatchObject({ stderr: expect.stringContaining('of production') });
});

async function seedSchool(): Promise<void> {
  await insertSchool(created.database, { schoolId: SCHOOL_ID, name: '学校' }, new Date());
}

/** What a start as a sandbox left behind before modes were kept, as far as it matters here. */
async function seedAsBefore(secrets: Partial<AppSecrets> = {}): Promise<void> {
  await seedSchool();
  const app = { ...TEST_APP, ...secrets, schoolId: SCHOOL_ID, name: '缴费测试系统' };
  await insertApp(created.database, openVault(MASTER_KEY), app, new Date());
  await created.database.query({
    text: `insert into channel_accounts (channel_account_id, school_id, channel, settings, secrets_sealed, created_at)
           values ('sandbox-wechat', $1, 'wechat', '{}', '\\x00', now())`,
    values: [SCHOOL_ID],
  });
}

test.each(['sandbox', 'production'] as const)('a new database is what it is started as: %s', async (mode) => {
  await keep(mode);
  await keep(mode);
  expect(await kept()).toBe(mode);
  const other = mode === 'sandbox' ? 'production' : 'sandbox';
  await expect(keep(other)).rejects.toThrow(`but PAYMENT_MODE is ${other}`);
  await expect(checkPaymentMode(created.database, other)).rejects.toThrow('This database is of');
  await expect(
    created.database.query({ text: 'update installation set payment_mode = $1', values: [other] }),
  ).rejects.toThrow('append only');
});

test('one that has the published keys already is a sandbox', async () => {
  await seedAsBefore();
  await expect(keep('production')).rejects.toThrow('of a sandbox');
  expect(await kept()).toBeUndefined();
  await keep('sandbox');
  expect(await kept()).toBe('sandbox');
});

test('one whose keys this master key does not open is not judged', async () => {
  await seedAsBefore();
  const wrong = keepPaymentMode(installation(randomBytes(32)), 'sandbox');
  await expect(wrong).rejects.toThrow('MASTER_KEY does not open');
  expect(await kept()).toBeUndefined();
});

test('one that has schools and was never a sandbox is production', async () => {
  await seedSchool();
  await expect(keep('sandbox')).rejects.toThrow('of production');
  expect(await kept()).toBeUndefined();
  await keep('production');
  expect(await kept()).toBe('production');
});

test.each(['sandbox', 'production'] as const)(
  'one that was a sandbox and has other keys now is what it is started as: %s',
  async (mode) => {
    await seedAsBefore(newSecrets());
    await keep(mode);
    expect(await kept()).toBe(mode);
  },
);

test('of two first starts at once in different modes one is refused', async () => {
  const starts = await Promise.allSettled([keep('sandbox'), keep('production')]);
  expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
