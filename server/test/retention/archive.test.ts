import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { DAY_MS, HOUR_MS, plusMs } from '../../src/lib/clock.ts';
import { shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { rollUpDaySums } from '../../src/overview/day-sums.ts';
import { type ArchiveOptions, archiveMonths } from '../../src/retention/archive/archive-months.ts';
import { type ArchiveSession, openArchiveSession } from '../../src/retention/archive/archive-session.ts';
import { bringBack } from '../../src/retention/archive/bring-back.ts';
import { listMonths } from '../../src/retention/archive/list-months.ts';
import { openMonths } from '../../src/retention/months/months-store.ts';
import { sheetMovements } from '../../src/settlement/movements.ts';
import { orderTimeline } from '../../src/timeline/order-timeline.ts';
import { balancesOf } from '../helpers/gateway/balances.ts';
import { violationsIn } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runHostedCli } from '../helpers/gateway/hosted-cli.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';
import { waitFor } from '../helpers/wait-for.ts';

const TABLES = ['channel_callbacks', 'ledger_entries', 'notification_attempts'] as const;

let gateway: Gateway;
let session: ArchiveSession;
let folder: string;
/** When it is archived: a month that is over for longer than anything is kept from the archive. */
let later: Date;
let before: string;
const inDays = (days: number) => plusMs(gateway.clock.now(), days * DAY_MS);
const db = () => gateway.app.core.db;
const parts = () => ({
  ...gateway.app.core,
  db: session,
  clock: { now: () => later },
  operator: 'shell:tester',
});
const archive = (options: Partial<ArchiveOptions> = {}) =>
  archiveMonths(parts(), { before, folder, isDropping: true, ...options });
const manifestOf = (partition: string) => join(folder, `${partition}.json`);

async function contentOf(table: string): Promise<string[]> {
  const rows = await db().query<{ row: string }>({
    text: `select t::text as row from ${table} t order by 1`,
  });
  return rows.map(({ row }) => row);
}
async function partitionsOf(table: string): Promise<string[]> {
  const rows = await db().query<{ name: string }>({
    text: `select partition_name as name from monthly_partitions where table_name = $1 order by first_number nulls first`,
    values: [table],
  });
  return rows.map(({ name }) => name);
}
async function count(from: string): Promise<number> {
  const [row] = await db().query<{ n: number }>({ text: `select count(*)::int as n from ${from}` });
  return row?.n ?? 0;
}
const openAll = async (at: Date) => {
  for (const table of TABLES) await openMonths(db(), table, at);
};

let orderId: string;
const contents = new Map<string, string[]>();
let balances: unknown;

beforeAll(async () => {
  gateway = await startGateway();
  session = await openArchiveSession(gateway.databaseUrl);
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-archive-'));
  later = inDays(1_000);
  before = shanghaiDate(inDays(500)).slice(0, 7);
  await openAll(inDays(70));
  const { orderId: paid, outTradeNo } = await payOrder(gateway);
  orderId = paid;
  const refund = { out_trade_no: outTradeNo, out_refund_no: 'R1', refund_fee: '40', refund_desc: '退' };
  expect((await gateway.partner.call('order_refund', refund)).code).toBe(0);
  await waitFor(
    async () =>
      (await count(`refunds where status = 'succeeded'`)) === 1 &&
      (await count(`notification_attempts where outcome = 'acknowledged'`)) === 1,
    { what: 'the refund to succeed and the partner to acknowledge' },
  );
  await openAll(inDays(300));
  await payOrder(gateway);
  await waitFor(async () => (await count(`notification_attempts where outcome = 'acknowledged'`)) === 2, {
    what: 'the partner to acknowledge the second',
  });
  await openAll(inDays(450));
  await openAll(later);
  for (const table of TABLES) contents.set(table, await contentOf(table));
  balances = await balancesOf(db(), 'partner1');
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('nobody else archives or brings back meanwhile', async () => {
  await expect(openArchiveSession(gateway.databaseUrl, 1)).rejects.toThrow('is under way');
});

test('nothing of the last thirteen months is archived', async () => {
  await expect(archive({ before: shanghaiDate(inDays(990)).slice(0, 7) })).rejects.toThrow('at the latest');
});

test('entries that the sums by day have not reached stay, with all behind them', async () => {
  const names = await partitionsOf('ledger_entries');
  const done = await archive({ isDropping: false });
  expect(done.at(-1)).toBeDefined();
  expect(done.filter(({ outcome }) => outcome === 'needed').map(({ partition }) => partition)).toHaveLength(
    1,
  );
  const left = await partitionsOf('ledger_entries');
  expect(await contentOf('ledger_entries')).toEqual(contents.get('ledger_entries'));
  // those before it had no rows
  expect(left.slice(1)).toEqual(names.slice(-left.length + 1));
  for (const manifest of (await archivedNames()).map(manifestOf)) await bringBack(parts(), manifest);
  expect(await partitionsOf('ledger_entries')).toEqual(names);
  for (const table of TABLES) expect(await contentOf(table)).toEqual(contents.get(table));
});

test('one that cannot be written changes nothing', async () => {
  for (const hours of [0, 1, 2, 3]) {
    const now = plusMs(gateway.clock.now(), hours * HOUR_MS);
    await rollUpDaySums({ db: db(), clock: { now: () => now } });
  }
  await expect(archive({ folder: join(folder, 'missing') })).rejects.toThrow('ENOENT');
  for (const table of TABLES) expect(await contentOf(table)).toEqual(contents.get(table));
  expect(await archivedNames()).toEqual([]);
});

test('what is archived is in files alone, and the books are as before', async () => {
  const done = await archive();
  expect(new Set(done.map(({ outcome }) => outcome))).toEqual(new Set(['archived']));
  for (const table of TABLES) expect(await contentOf(table), table).toEqual([]);
  expect(done.reduce((sum, { rows }) => sum + rows, 0)).toBe([...contents.values()].flat().length);
  expect(await balancesOf(db(), 'partner1')).toEqual(balances);
  expect(await violationsIn(db())).toEqual([]);
  expect(await verifyChain(gateway.app.core)).toMatchObject({ state: 'whole' });
  const { order, events, archived } = await orderTimeline(gateway.app.core, 'all', orderId);
  expect(order.status).toBe('paid');
  expect(archived).toEqual(['callbacks', 'attempts', 'postings']);
  expect(events.map(({ what }) => what)).not.toContain('posted');
  const sheet = { appId: 'partner1', month: shanghaiDate(gateway.clock.now()).slice(0, 7) };
  await expect(sheetMovements(gateway.app.core, 'all', sheet, { limit: 10 })).rejects.toMatchObject({
    code: 'entries_archived',
  });
  const names = (await readdir(folder)).filter((name) => !name.endsWith('.json'));
  expect(names.every((name) => name.endsWith('.jsonl.gz'))).toBe(true);
});

test('payments and refunds go on, also of what was archived', async () => {
  await payOrder(gateway);
  expect(await violationsIn(db())).toEqual([]);
  // a callback that is repeated two years later
  await db().query({
    text: `insert into channel_callbacks select channel_account_id, 'late', 'payment', payment_no, '\\x01', now()
             from payments where order_id = $1 and status = 'succeeded'`,
    values: [orderId],
  });
  // the new payment's is one: payments are not made in the future here
  expect(await contentOf('channel_callbacks_before')).toHaveLength(2);
});

test('a file that is not as it was written, and one out of turn, are refused', async () => {
  const archived = await archivedNames();
  const [last = '', earlier = ''] = archived.filter((name) => name.startsWith('ledger_entries'));
  await expect(bringBack(parts(), manifestOf(earlier))).rejects.toThrow(`bring back ${last} first`);
  const file = join(folder, `${last}.jsonl.gz`);
  const whole = await readFile(file);
  await truncate(file, whole.length - 1);
  await expect(bringBack(parts(), manifestOf(last))).rejects.toThrow('does not read as it was written');
  await writeFile(file, whole);
});

test('callbacks whose data key was retired since do not come back, for nobody could open them', async () => {
  const { archived } = await listMonths({ db: db() });
  const callbacks = archived.filter(({ table }) => table === 'channel_callbacks');
  const first = callbacks.findIndex(({ rows }) => rows !== '0');
  for (const { name } of callbacks.slice(0, first)) await bringBack(parts(), manifestOf(name));
  // this gateway has its keys from elsewhere
  await db().query({
    text: `insert into data_keys values ('seal', 1, 'retired', '', now()), ('seal', 2, 'current', '', now())`,
  });
  try {
    await expect(bringBack(parts(), manifestOf(callbacks[first]?.name ?? ''))).rejects.toThrow(
      'a data key that was retired since',
    );
  } finally {
    await db().query({ text: 'delete from data_keys' });
  }
});

test('everything comes back as it was, and what came late has its place', async () => {
  for (const name of await archivedNames()) await bringBack(parts(), manifestOf(name));
  expect(await archivedNames()).toEqual([]);
  expect((await orderTimeline(gateway.app.core, 'all', orderId)).archived).toEqual([]);
  const [late] = await db().query<{ part: string }>({
    text: `select tableoid::regclass::text as part from channel_callbacks where callback_id = 'late'`,
  });
  expect(late?.part).not.toBe('channel_callbacks_before');
  for (const table of TABLES) {
    const rows = await contentOf(table);
    expect(contents.get(table)?.filter((row) => !rows.includes(row))).toEqual([]);
  }
  expect(await count('ledger_carried_sums')).toBe(0);
  expect(await violationsIn(db())).toEqual([]);
});

/** The last ones of each table first. */
async function archivedNames(): Promise<string[]> {
  return (await listMonths({ db: db() })).archived.map(({ name }) => name);
}

test('the command lists months, archives them by name of who did it, and refuses what is too young', async () => {
  const settings = { DATABASE_URL: gateway.databaseUrl, MASTER_KEY: gateway.masterKey.toString('base64') };
  const cli = (...args: string[]) => runHostedCli(settings, ['archive', ...args]);
  const listed = await cli();
  expect(listed).toMatchObject({ status: 0, stderr: '' });
  await session[Symbol.asyncDispose]();
  expect(listed.stdout).toMatch(/ledger_entries_first: … until before \d{4}-\d\d, /);
  const young = await cli('--before', '2999-01', '--to', folder, '--operator', 'tester');
  expect(young.status).toBe(1);
  expect(young.stderr).toContain('The last 13 months are not archived');
  const none = await cli('--before', '2020-01', '--to', folder, '--operator', 'tester');
  expect(none.stderr).toContain('There is no partition of before 2020-01');
  const unknown = await cli('restore', join(folder, 'missing.json'), '--operator', 'tester');
  expect(unknown.stderr).toContain('ENOENT');
  const [entry] = await db().query<{ operator: string; subject: string }>({
    text: `select operator, subject from audit_entries where action = 'months.bring_back' order by entry_no desc limit 1`,
  });
  expect(entry).toEqual({ operator: 'shell:tester', subject: expect.stringContaining('_') });
});
