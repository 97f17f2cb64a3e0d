import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { DAY_MS, HOUR_MS, plusMs } from '../../src/lib/clock.ts';
import { shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { rollUpDaySums } from '../../src/overview/day-sums.ts';
import { openArchiveSession } from '../../src/retention/archive/archive-session.ts';
import { bringBack } from '../../src/retention/archive/bring-back.ts';
import { type ArchivedPartition, listMonths } from '../../src/retention/archive/list-months.ts';
import { openMonths } from '../../src/retention/months/months-store.ts';
import { balancesOf } from '../helpers/gateway/balances.ts';
import type { CliRun } from '../helpers/gateway/cli.ts';
import { BUILT } from '../helpers/gateway/compiled.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runHostedCli } from '../helpers/gateway/hosted-cli.ts';
import { killChild } from '../helpers/gateway/kill-child.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** `npm run cli -- archive` as it is typed, killed where it hurts, and typed again. The tests go on from one another. */
const CLI = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
const TABLES = ['channel_callbacks', 'ledger_entries', 'notification_attempts'] as const;
const LATER_DAYS = 1_000;
/** The command's time is that many days ahead, as if the rows had been written years ago. */
const LATER = `data:text/javascript,${encodeURIComponent(`
  const Now = Date;
  const ahead = ${LATER_DAYS * DAY_MS};
  globalThis.Date = class extends Now {
    constructor(...parts) { parts.length > 0 ? super(...parts) : super(Now.now() + ahead); }
    static now() { return Now.now() + ahead; }
  };`)}`;
/** More rows than the command reads or adds at a time, and more bytes than a pipe holds. */
const MANY = 6_000;

let gateway: Gateway;
let folder: string;
let before: string;
const inDays = (days: number) => plusMs(gateway.clock.now(), days * DAY_MS);
const db = () => gateway.app.core.db;
const settings = () => ({
  DATABASE_URL: gateway.databaseUrl,
  MASTER_KEY: gateway.masterKey.toString('base64'),
});
const archiving = (...more: string[]) => ['--before', before, '--to', folder, ...more];
const manifestOf = (partition: string) => join(folder, `${partition}.json`);
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** The command, running. */
function start(...args: string[]): { child: ChildProcess; ended: Promise<CliRun> } {
  const child = spawn(
    process.execPath,
    ['--import', LATER, CLI, 'archive', ...args, '--operator', 'tester'],
    { env: { ...BUILT, ...settings() }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk) => {
      printed[name] += chunk;
    });
  }
  const ended = once(child, 'close').then(() => ({ status: child.exitCode ?? -1, ...printed }));
  return { child, ended };
}

/** Starts the command, kills it when `isReached`, and waits until the database has ended its session. */
async function killedWhen(what: string, isReached: () => Promise<boolean>, ...args: string[]): Promise<void> {
  const { child, ended } = start(...args);
  await waitFor(async () => child.exitCode !== null || (await isReached()), { what });
  if (child.exitCode !== null) throw new Error(`it ended before ${what}: ${(await ended).stderr}`);
  await killChild(child);
}

const isWaiting = (condition: string) => async () =>
  (await count(`pg_stat_activity where application_name = 'zhixiao-pay-archive' and ${condition}`)) > 0;

/** Holds a lock, as a long report does, while `work` is done. */
async function holding(lock: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: gateway.databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(lock);
    await work();
  } finally {
    await client.end();
  }
}

async function count(from: string): Promise<number> {
  const [row] = await db().query<{ n: number }>({ text: `select count(*)::int as n from ${from}` });
  return row?.n ?? 0;
}

async function contentOf(table: string): Promise<string[]> {
  const rows = await db().query<{ row: string }>({
    text: `select t::text as row from ${table} t order by 1`,
  });
  return rows.map(({ row }) => row);
}

/** What was archived of a table, the last one first. */
async function archivedOf(table: string): Promise<ArchivedPartition[]> {
  return (await listMonths({ db: db() })).archived.filter((month) => month.table === table);
}

const contents = new Map<string, string[]>();
let balances: unknown;
/** The partition that has a table's rows. */
const partition = new Map<string, string>();
const partitionOf = (table: (typeof TABLES)[number]) => partition.get(table) ?? '';

/** Nothing was lost, and nothing is there twice: in the tables, in those beside them, and in the sums that were carried forward. */
async function expectRight(rowsBeside: Readonly<Partial<Record<(typeof TABLES)[number], string>>> = {}) {
  expect(await balancesOf(db(), 'partner1')).toEqual(balances);
  for (const table of TABLES) {
    const beside = rowsBeside[table];
    expect(await contentOf(table), table).toEqual(beside === undefined ? contents.get(table) : []);
    if (beside) expect(await contentOf(beside), beside).toEqual(contents.get(table));
  }
  const books = await runHostedCli(settings(), ['check-books']);
  expect(books, books.stdout).toMatchObject({ status: 0 });
}

beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-archive-killed-'));
  before = shanghaiDate(inDays(500)).slice(0, 7);
  const { orderId, outTradeNo } = await payOrder(gateway);
  const refund = { out_trade_no: outTradeNo, out_refund_no: 'R1', refund_fee: '40', refund_desc: '退' };
  expect((await gateway.partner.call('order_refund', refund)).code).toBe(0);
  await waitFor(
    async () =>
      (await count(`refunds where status = 'succeeded'`)) === 1 &&
      (await count(`notification_attempts where outcome = 'acknowledged'`)) === 1,
    { what: 'the refund to succeed and the partner to acknowledge' },
  );
  await db().query({
    text: `insert into channel_callbacks
             select channel_account_id, 'more ' || n, 'payment', payment_no,
                    decode(string_agg(md5(random()::text), ''), 'hex'), now()
               from payments, generate_series(1, $2::int) n, generate_series(1, 16)
              where order_id = $1 and status = 'succeeded' group by 1, 2, 3, 4`,
    values: [orderId, MANY],
  });
  for (const table of TABLES) {
    for (const at of [inDays(70), inDays(LATER_DAYS)]) await openMonths(db(), table, at);
    contents.set(table, await contentOf(table));
    const [row] = await db().query<{ name: string }>({
      text: `select distinct tableoid::regclass::text as name from ${table}`,
    });
    partition.set(table, row?.name ?? '');
  }
  for (const hours of [0, 1, 2, 3]) {
    const now = plusMs(gateway.clock.now(), hours * HOUR_MS);
    await rollUpDaySums({ db: db(), clock: { now: () => now } });
  }
  balances = await balancesOf(db(), 'partner1');
  // what is before the rows, so that the command begins with them
  const thisMonth = shanghaiDate(gateway.clock.now()).slice(0, 7);
  const empty = await start('--before', thisMonth, '--to', folder, '--drop').ended;
  expect(empty).toMatchObject({ status: 0, stderr: '' });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('killed while it writes a file, and before the commit: the month is in its table as before', async () => {
  const callbacks = partitionOf('channel_callbacks');
  const part = join(folder, `${callbacks}.jsonl.gz.part`);
  // a pipe that nobody empties stops the command in the middle of the file
  await promisify(execFile)('mkfifo', [part]);
  const pipe = createReadStream(part);
  let written: Buffer | undefined;
  pipe.once('data', (chunk) => {
    written = Buffer.from(chunk);
    pipe.pause();
  });
  await killedWhen('a piece of the file', async () => written !== undefined, ...archiving());
  pipe.destroy();
  await rm(part);
  await writeFile(part, written ?? '');
  expect(await isThere(manifestOf(callbacks))).toBe(false);
  expect((await archivedOf('channel_callbacks')).map(({ name }) => name)).not.toContain(callbacks);
  await expectRight();

  for (const table of ['channel_callbacks', 'ledger_entries'] as const) {
    const written = () => isThere(manifestOf(partitionOf(table)));
    await holding(`lock table ${partitionOf(table)} in access share mode`, () =>
      killedWhen(`both files of ${partitionOf(table)}`, written, ...archiving()),
    );
    expect((await archivedOf(table)).map(({ name }) => name)).not.toContain(partitionOf(table));
    expect(await count('ledger_carried_sums')).toBe(0);
    const detached = table === 'ledger_entries' ? { channel_callbacks: callbacks } : {};
    await expectRight(detached);
  }

  const again = await start(...archiving()).ended;
  expect(again).toMatchObject({ status: 0 });
  expect(again.stdout).not.toContain(callbacks);
  expect(again.stdout).toContain(`${partitionOf('ledger_entries')}: `);
  expect(await isThere(part)).toBe(false);
  await expectRight(Object.fromEntries(partition));
});

test('killed between the detaching and the dropping: the next call drops', async () => {
  const entries = partitionOf('ledger_entries');
  await holding(`lock table ${entries} in access share mode`, () =>
    killedWhen('a lock to be missing', isWaiting(`wait_event_type = 'Lock'`), ...archiving('--drop')),
  );
  expect((await archivedOf('ledger_entries')).find(({ name }) => name === entries)).toMatchObject({
    isDropped: false,
    isTable: true,
  });
  await expectRight({
    channel_callbacks: '',
    ledger_entries: entries,
    notification_attempts: partitionOf('notification_attempts'),
  });

  const again = await start(...archiving('--drop')).ended;
  expect(again).toMatchObject({ status: 0, stderr: '' });
  expect(again.stdout).toContain(`${entries}: archived before; its table is dropped now`);
  const { archived } = await listMonths({ db: db() });
  expect(archived.filter(({ isDropped, isTable }) => !isDropped || isTable)).toEqual([]);
  await expectRight({ channel_callbacks: '', ledger_entries: '', notification_attempts: '' });
  const none = await start('--drop', '--to', folder).ended;
  expect(none).toMatchObject({ status: 0, stdout: 'No table of an archived month is kept.\n' });
});

test('killed while it brings back: what it read stands beside the table, and the next call begins anew', async () => {
  const gone = { channel_callbacks: '', ledger_entries: '', notification_attempts: '' };
  const callbacks = partitionOf('channel_callbacks');
  await bringBackUntil('channel_callbacks');
  const restore = ['restore', manifestOf(callbacks)];

  // the second portion of rows takes a minute
  for (const text of [
    `create function sleep_a_minute() returns trigger language plpgsql as $$
           declare has_rows boolean;
           begin
             execute format('select exists (select from %I)', tg_table_name) into has_rows;
             if has_rows then perform pg_sleep(60); end if;
             return null;
           end $$`,
    `create function slow_down() returns event_trigger language plpgsql as $$
           begin
             execute 'create trigger slow before insert on ${callbacks} for each statement execute function sleep_a_minute()';
           end $$`,
    `create event trigger slow_fill on ddl_command_end when tag in ('CREATE TABLE') execute function slow_down()`,
  ]) {
    await db().query({ text });
  }
  await killedWhen('the second portion', isWaiting(`wait_event = 'PgSleep'`), ...restore);
  for (const text of [
    'drop event trigger slow_fill',
    'drop function slow_down()',
    'drop function sleep_a_minute() cascade',
  ]) {
    await db().query({ text });
  }
  expect((await archivedOf('channel_callbacks'))[0]).toMatchObject({ isDropped: true, isTable: true });
  expect((await start().ended).stdout).toContain(
    `archived; its restore was interrupted: run that again, or archive --drop`,
  );
  await expectRight(gone);
  const dropped = await start('--drop', '--to', folder).ended;
  expect(dropped).toMatchObject({ status: 0, stdout: expect.stringContaining(callbacks) });

  const waits = isWaiting(`wait_event_type = 'Lock'`);
  await holding('lock table channel_callbacks in access share mode', () =>
    killedWhen('the lock of its table to be missing', waits, ...restore),
  );
  expect(await count(callbacks)).toBe(contents.get('channel_callbacks')?.length);
  await expectRight(gone);

  const again = await start(...restore).ended;
  expect(again).toMatchObject({
    status: 0,
    stdout: `${callbacks}: ${contents.get('channel_callbacks')?.length} rows are back\n`,
  });
  await expectRight({ ledger_entries: '', notification_attempts: '' });

  for (const table of ['ledger_entries', 'notification_attempts'] as const) {
    await bringBackUntil(table);
    expect(await start('restore', manifestOf(partitionOf(table))).ended).toMatchObject({ status: 0 });
  }
  expect(await count('ledger_carried_sums')).toBe(0);
  await expectRight();
  expect(await verifyChain(gateway.app.core)).toMatchObject({ state: 'whole' });
  const subjects = await count(
    `audit_entries where action = 'months.bring_back' and subject = '${callbacks}'`,
  );
  expect(subjects).toBe(1);
});

/** Brings back the empty months that were archived after the one that has a table's rows. */
async function bringBackUntil(table: (typeof TABLES)[number]): Promise<void> {
  await using session = await openArchiveSession(gateway.databaseUrl);
  const parts = { ...gateway.app.core, db: session, operator: 'shell:tester' };
  for (const { name } of await archivedOf(table)) {
    if (name === partitionOf(table)) return;
    await bringBack(parts, manifestOf(name));
  }
}
