import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { newSecrets } from '../../src/apps/new-secrets.ts';
import { checkMasterKey, keepMasterKey, MasterKeyError } from '../../src/installation/master-key-check.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openVault } from '../../src/lib/vault.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { BUILT } from '../helpers/gateway/compiled.ts';
import { runMain } from '../helpers/gateway/main-process.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

/** A database belongs to the master key of its first start. */
const KEY = randomBytes(32);
const OTHER = randomBytes(32);
const OPERATOR = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

let created: TestDatabase;
let dataDir: string;
beforeEach(async () => {
  created = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-key-'));
});
afterEach(async () => {
  await created.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const keep = (key: Buffer) =>
  keepMasterKey({ db: created.database, vault: openVault(key), clock: systemClock });
const settings = (key: Buffer) => ({
  DATABASE_URL: created.url,
  DATA_DIR: dataDir,
  MASTER_KEY: key.toString('base64'),
  PORT: '0',
});

test('a start, or a command, with another key is refused in one line, and seals nothing', async () => {
  await keep(KEY);
  const { ended, output } = runMain(settings(OTHER));
  expect(await ended).toBe(1);
  expect(output().trim()).toMatch(
    /^MASTER_KEY is not the key that the secrets in this database are sealed with: .*$/,
  );
  expect(await created.database.query({ text: 'select from apps' })).toEqual([]);
  const command = promisify(execFile)(process.execPath, [OPERATOR, 'audit', 'verify'], {
    env: { ...BUILT, ...settings(OTHER) },
  });
  await expect(command).rejects.toMatchObject({ stderr: expect.stringContaining('MASTER_KEY is not') });
});

test('the first key stays the only one, also of two first starts at once', async () => {
  const starts = await Promise.allSettled([keep(KEY), keep(OTHER)]);
  expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [right, wrong] = starts[0]?.status === 'fulfilled' ? [KEY, OTHER] : [OTHER, KEY];
  await keep(right);
  await checkMasterKey(created.database, openVault(right));
  await expect(keep(wrong)).rejects.toThrow(MasterKeyError);
  await expect(checkMasterKey(created.database, openVault(wrong))).rejects.toThrow(MasterKeyError);
});

test('a database from before is judged by its secrets', async () => {
  await insertSchool(created.database, { schoolId: '10086', name: '学校' }, new Date());
  const app = {
    appId: 'elder',
    ...newSecrets(),
    schoolId: '10086',
    name: '缴费系统',
    cipher: 'aes-256-cbc' as const,
  };
  await insertApp(created.database, openVault(KEY), app, new Date());
  await expect(keep(OTHER)).rejects.toThrow(MasterKeyError);
  await keep(KEY);
  await expect(keep(OTHER)).rejects.toThrow(MasterKeyError);
});
