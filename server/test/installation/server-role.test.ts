import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readHeads } from '../../src/audit/head-file.ts';
import { migrate } from '../../src/db/migrate.ts';
import { needlessPowers } from '../../src/db/server-role.ts';
import { HOUR_MS, plusMs } from '../../src/lib/clock.ts';
import { dayStart, shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { openVault } from '../../src/lib/vault.ts';
import { carryOutRetention } from '../../src/retention/carry-out.ts';
import { firstAdministrator } from '../helpers/console/console.ts';
import { startGateway } from '../helpers/gateway/gateway.ts';
import { runMain, startMain } from '../helpers/gateway/main-process.ts';
import { administer } from '../helpers/postgres/postgres-setup.ts';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

const ROLE = `zhixiao_role_${randomBytes(4).toString('hex')}`;
const PASSWORD = 'role-password';
const INSUFFICIENT_PRIVILEGE = '42501';

let created: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  created = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-role-'));
  await administer(inject('postgres').url, (admin) =>
    admin.query(`create role ${ROLE} login password '${PASSWORD}'`),
  );
  await migrate(created.url, { serverRole: ROLE });
});
afterAll(async () => {
  await created.drop();
  await administer(inject('postgres').url, (admin) => admin.query(`drop role ${ROLE}`));
  await rm(dataDir, { recursive: true, force: true });
});

const asRole = (url: string) => {
  const own = new URL(url);
  own.username = ROLE;
  own.password = PASSWORD;
  return own.href;
};

test('the role of the server reads and writes, and has no right to change tables or what is only added to', async () => {
  expect(await needlessPowers(asRole(created.url))).toEqual([]);
  expect(await needlessPowers(created.url)).toContain('owns tables');
  const client = new pg.Client({ connectionString: asRole(created.url) });
  await client.connect();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => client.end());
  // what lets the database's own function erase lets no one else
  await client.query(`select set_config('zhixiao.expiring', 'channel_callbacks', false)`);
  for (const statement of [
    'create table own (a int)',
    'create function one() returns int language sql as $$ select 1 $$',
    'alter table audit_entries disable trigger all',
    'alter table audit_entries add column x int',
    'drop trigger audit_entries_append_only on audit_entries',
    'drop table audit_entries',
    "update audit_entries set operator = 'x'",
    'delete from audit_entries',
    'truncate audit_entries',
    'delete from ledger_entries',
    'delete from channel_callbacks',
    'delete from channel_callbacks_first',
    'truncate ledger_entries_first',
    'drop table ledger_entries_first',
    'alter table ledger_entries detach partition ledger_entries_first',
    `select protect_partition('ledger_entries', 'orders')`,
    'delete from archived_partitions',
    'update ledger_carried_sums set amount = 0',
    `update monthly_tables set counter = 'orders'`,
    'update channel_callbacks set content_sealed = content_sealed',
    'update bills set file_sealed = file_sealed',
    'update bill_unread_lines set text_sealed = text_sealed',
    'delete from person_accesses',
    'delete from consents',
    'update consents set at = at',
    'truncate orders',
    'create role other',
    `alter role ${ROLE} superuser`,
    "set session_replication_role = 'replica'",
    "copy (select 1) to program 'true'",
    "select pg_read_file('/etc/passwd')",
    'delete from schema_migrations',
    'delete from channels',
    'update channels set pay_type = 9',
    `insert into channels (channel, pay_type) values ('own', 9)`,
  ]) {
    const refused = await client.query(statement).catch((error: pg.DatabaseError) => error);
    expect(refused, statement).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  }
});

test('the role of the server has partitions made, and writes to them through their table alone', async () => {
  const client = new pg.Client({ connectionString: asRole(created.url) });
  await client.connect();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => client.end());
  const { rows } = await client.query(
    `select open_months('ledger_entries', now() + interval '100 days') as made`,
  );
  expect(rows).toEqual([{ made: 1 }]);
  const { rows: newest } = await client.query<{ name: string }>(
    `select partition_name as name from monthly_partitions
      where table_name = 'ledger_entries' and number_behind is null`,
  );
  const direct = client.query(`insert into ${newest[0]?.name} values ('x', 1, 'suspense', 'wechat', 1)`);
  await expect(direct).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
});

test('an order is created, paid, notified, refunded, and shown in the console with this role', async () => {
  await using gateway = await startGateway({ databaseUrl: asRole(created.url) });
  await firstAdministrator(gateway);
  const { orderId, outTradeNo } = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await gateway.advanceUntil(
    1_000,
    'the notification to arrive',
    async () => gateway.endpoint.received.length > 0,
  );
  const refund = await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '100' });
  expect(refund).toMatchObject({ code: 0 });
  const { core } = gateway.app;
  const { db } = core;
  await waitFor(async () => (await db.query({ text: 'select from refunds' })).length === 1, {
    what: 'the refund to be there',
  });
  // it erases as well
  const noon = plusMs(dayStart(shanghaiDate(core.clock.now())), 36 * HOUR_MS);
  await carryOutRetention({ ...core, clock: { now: () => noon } }, 600_000);
  const unfinished = await db.query({ text: 'select kind from retention_runs where finished_at is null' });
  expect(unfinished).toEqual([]);
});

test('main migrates as the owner and works as the role; heads are written out when it stops', async () => {
  const empty = await createEmptyDatabase();
  const key = randomBytes(32);
  const settings = {
    DATABASE_URL: asRole(empty.url),
    DATA_DIR: dataDir,
    MASTER_KEY: key.toString('base64'),
  };
  try {
    const refused = runMain({ ...settings, PORT: '0' });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain('set MIGRATION_DATABASE_URL');
    const first = await startMain({ ...settings, MIGRATION_DATABASE_URL: empty.url });
    expect(await first.stop()).toBe(0);
    // nothing to migrate: the owner is not needed
    const second = await startMain(settings);
    await empty.database.query({ text: 'select from audit_entries' });
    await second.stop();
    const { heads } = await readHeads(join(dataDir, 'audit-heads.jsonl'), openVault(key));
    const entries = await empty.database.query({ text: 'select from audit_entries' });
    expect(heads.at(-1)?.entries ?? 0).toBe(entries.length);
  } finally {
    await empty.drop();
  }
});
