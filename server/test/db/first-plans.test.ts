import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { openVault } from '../../src/lib/vault.ts';
import { claimNotifications } from '../../src/notifications/notification-store.ts';
import { findOrderById } from '../../src/orders/order-store.ts';
import { ask } from '../helpers/ask.ts';
import { explain } from '../helpers/explain.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { addManyOrders } from '../helpers/many-orders.ts';
import { createDatabaseBefore, migrateThrough } from '../helpers/postgres/database-before.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

// How statements are planned that a process prepares before PostgreSQL has looked at its tables: it keeps the plan as they
// grow, until then.

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

const vault = openVault(Buffer.alloc(32));
/** As if the tables were large: a plan for empty ones may read them from end to end. */
const BY_INDEXES = { enable_seqscan: 0, enable_hashjoin: 0, enable_mergejoin: 0 };

test('an order’s page finds the order by its number, its payments by the order, and what paid it by its own', async () => {
  const { indexes } = await explain(testDatabase.database, BY_INDEXES, (q) => findOrderById(q, vault, '1'));
  expect([...indexes].sort()).toEqual([
    'orders_order_id_key',
    'payments_one_open',
    'payments_payment_no_key',
  ]);
});

test('a claim of notifications finds orders and payments by their own numbers, not by all of the app', async () => {
  const now = new Date();
  const terms = { now, leaseUntil: now, limit: 512, underWay: new Map([['partner1', 0]]) };
  const { indexes } = await explain(testDatabase.database, BY_INDEXES, (q) =>
    claimNotifications(q, vault, terms),
  );
  expect(indexes.filter((name) => /^(orders|payments)_/.test(name)).sort()).toEqual([
    'orders_order_id_key',
    'payments_payment_no_key',
  ]);
});

/** Many times what a payment and its refund read of themselves; of a filled table so many that two indexes seem better than one. */
const MANY_ORDERS = { empty: 4_000, filled: 25_000 };
const TIMES = 6;

test.for(['empty', 'filled'] as const)(
  'a payment and its refund read by keys alone, planned on tables that were %s and never analyzed',
  async (were, { skip }) => {
    await using stack = new AsyncDisposableStack();
    const young = await createTestDatabase();
    stack.defer(() => young.drop());
    skip(!(await takesStatistics(young.database)), TOO_OLD);
    await leaveUnanalyzed(young.database);
    const gateway = stack.use(await startGateway({ databaseUrl: young.url }));
    if (were === 'empty') for (let n = 0; n < TIMES; n += 1) await payRefundAndCancel(gateway);
    await inSession(young.url, (db) => addManyOrders(db, gateway.partner.keys.appId, MANY_ORDERS[were]));
    const before = await inSession(young.url, readUntilNow);
    for (let n = 0; n < TIMES; n += 1) await payRefundAndCancel(gateway);
    // sessions report what they read when they end
    await gateway[Symbol.asyncDispose]();
    const after = await inSession(young.url, readUntilNow);
    const read = [...after].map(([where, rows]) => [where, rows - (before.get(where) ?? 0)] as const);
    expect(read.filter(([, rows]) => rows >= MANY_ORDERS[were])).toEqual([]);
  },
);

test('autovacuum leaves tables of some pages alone, whose rows it would find best read whole', async ({
  skip,
}) => {
  await using stack = new AsyncDisposableStack();
  const { database, url, drop } = await createTestDatabase();
  stack.defer(drop);
  skip(!(await takesStatistics(database)), TOO_OLD);
  await inSession(url, (db) => addManyOrders(db, 'app', 100));
  await inSession(url, (db) => db.query({ text: 'create table other as select generate_series(1, 100)' }));
  const analyzed = async () => {
    const rows = await database.query<{ name: string }>({
      text: 'select relname as name from pg_stat_user_tables where last_autoanalyze is not null or last_autovacuum is not null',
    });
    return rows.map(({ name }) => name);
  };
  // in the order in which they were made
  await waitFor(async () => (await analyzed()).includes('other'), { what: 'autovacuum' });
  const found = await analyzed();
  const left = ['orders', 'payments', 'refunds', 'notifications', 'ledger_transactions'];
  expect(found.filter((name) => left.includes(name))).toEqual([]);
});

test('an installation that is upgraded keeps the statistics that it has', async ({ skip }) => {
  await using stack = new AsyncDisposableStack();
  const { database, url, drop } = await createDatabaseBefore('first_statistics');
  stack.defer(drop);
  skip(!(await takesStatistics(database)), TOO_OLD);
  await database.query({
    text: `select pg_restore_attribute_stats('schemaname', 'public', 'relname', 'orders', 'attname', 'app_id',
             'inherited', false, 'null_frac', 0::real, 'avg_width', 8, 'n_distinct', 7::real)`,
  });
  await migrateThrough(url, 'first_statistics');
  const rows = await database.query<{ of: string; apps: number }>({
    text: `select tablename as of, n_distinct as apps from pg_stats where schemaname = 'public' and attname = 'app_id' order by 1`,
  });
  const one = ['invoices', 'notifications', 'payments', 'refund_applications', 'refunds'];
  expect(rows.filter(({ of }) => of !== 'orders')).toEqual(one.map((of) => ({ of, apps: 1 })));
  expect(rows).toContainEqual({ of: 'orders', apps: 7 });
});

const TOO_OLD = 'before PostgreSQL 18 there is no way to give it statistics';

async function takesStatistics(db: Database): Promise<boolean> {
  const [server] = await db.query<{ version: number }>({
    text: `select current_setting('server_version_num')::int as version`,
  });
  return (server?.version ?? 0) >= 180_000;
}

/** Sessions keep the first plan they make, and nothing has them make another. */
async function leaveUnanalyzed(db: Database): Promise<void> {
  await db.query({
    text: `do $$
      declare of_table text;
      begin
        execute format('alter database %I set plan_cache_mode = force_generic_plan', current_database());
        for of_table in select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
          execute format('alter table %I set (autovacuum_enabled = false)', of_table);
        end loop;
        -- would read the rows of new pages once
        alter index ledger_transactions_by_time set (autosummarize = off);
      end $$`,
  });
}

/** An order is paid, notified, queried and refunded; another is looked at, asked about and cancelled. */
async function payRefundAndCancel({ partner, wechat, openCode, app, advance, url }: Gateway): Promise<void> {
  const { outTradeNo: out_trade_no, orderId } = await partner.order();
  await wechat.pay({ code_url: await openCode(orderId) });
  const isTold = async () => {
    const text = `select 1 from notifications where app_id = $1 and order_id = $2 and event = 'payment' and status = 'delivered'`;
    return (await app.core.db.query({ text, values: [partner.keys.appId, orderId] })).length > 0;
  };
  await waitFor(isTold, { what: 'the notification to be noted' });
  expect((await partner.call('order_query', { out_trade_no })).content.status).toBe('2');
  const refund = { out_trade_no, refund_fee: '40', out_refund_no: out_trade_no };
  expect(await partner.call('order_refund', refund)).toMatchObject({ code: 0 });
  expect(await partner.call('refund_query', { out_trade_no })).toMatchObject({ code: 0 });
  const unpaid = await partner.order();
  await openCode(unpaid.orderId);
  await ask(`${url}/pay/orderId/${unpaid.orderId}.html`);
  await ask(`${url}/cashier-api/orders/${unpaid.orderId}`);
  // by then a worker asks the channel
  await advance(60_000);
  expect(await partner.call('order_query', { out_trade_no: unpaid.outTradeNo })).toMatchObject({ code: 0 });
  expect(await partner.call('order_cancel', { out_trade_no: unpaid.outTradeNo })).toMatchObject({ code: 0 });
}

/** Rows that were read until now by each index, and from each table without one. */
async function readUntilNow(db: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ place: string; read: string }>({
    text: `select indexrelname as place, idx_tup_read as read from pg_stat_user_indexes
           union all select relname, seq_tup_read from pg_stat_user_tables`,
  });
  return new Map(rows.map(({ place, read }) => [place, Number(read)]));
}

async function inSession<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase({ url, poolSize: 1 });
  return work(db).finally(() => db.close());
}
