import { afterAll, beforeAll, expect, test } from 'vitest';
import { selectRequests } from '../../src/apps/requests/request-search-store.ts';
import { findEntries } from '../../src/audit/audit-store.ts';
import { findLastWithoutIndexes, findLookUps } from '../../src/audit/look-up-store.ts';
import type { Reads } from '../../src/db/count-states.ts';
import type { Queryable } from '../../src/db/database.ts';
import { openVault } from '../../src/lib/vault.ts';
import { type FinishedAttempt, recordAttempts } from '../../src/notifications/attempt-store.ts';
import type { ClaimedNotification } from '../../src/notifications/notification.ts';
import { selectNotifications } from '../../src/notifications/notification-search-store.ts';
import { claimNotifications } from '../../src/notifications/notification-store.ts';
import { findOrdersOfNumber } from '../../src/orders/number-store.ts';
import { countOrders, type OrderConditions, selectOrders } from '../../src/orders/order-search-store.ts';
import { findProblemsOfOrder } from '../../src/overview/problem-store.ts';
import type { RefundFilter } from '../../src/refunds/refund-list.ts';
import { selectRefunds } from '../../src/refunds/refund-search-store.ts';
import { explain } from '../helpers/explain.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { A_DAY, IDLE_APP, PAGE_COSTS, SEEDED_UNTIL, seedLists } from '../helpers/seeded-lists.ts';

/**
 * Statements whose plan was won by how they are written, on tables of millions. Where the writing looks odd, the plain
 * one is planned beside it and must come out worse: who finds that it does not may write the plain one.
 */
type Run = (q: Queryable) => Promise<unknown>;
type Rewrite = (text: string) => string;

const LIMIT = 21;
const vault = openVault(Buffer.alloc(32));
const orders =
  (conditions: Partial<OrderConditions>): Run =>
  (q) =>
    selectOrders(
      q,
      vault,
      'all',
      { orderIds: undefined, person: undefined, behind: undefined, ...conditions },
      LIMIT,
    );
const refunds =
  (filter: Omit<RefundFilter, 'number'>): Run =>
  (q) =>
    selectRefunds(q, vault, 'all', { orderIds: undefined, behind: undefined, ...filter }, LIMIT);

/** A database that only explains what it is asked. */
const asDatabase = (q: Queryable): Reads => ({ readWithin: (statement) => q.query(statement) });

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await seedLists(testDatabase.database);
});
afterAll(() => testDatabase.drop());

const planOf = (run: Run, rewrite?: Rewrite) => explain(testDatabase.database, PAGE_COSTS, run, rewrite);

/** `db/newest-of-app.ts`, `ofApp`: the app as an equality. */
const appAsEquality: Rewrite = (text) => text.replaceAll('= any (array[a.app_id])', '= a.app_id');
/** The same, `ofAppToo`: the second table as the first. */
const appOfBothAlike: Rewrite = (text) =>
  text.replaceAll('array_fill(a.app_id, array[1])', 'array[a.app_id]');
/** `audit/audit-store.ts`: times compared as they are. */
const timesAsTheyAre: Rewrite = (text) => text.replaceAll(" + interval '0'", '');

const LISTS: readonly {
  readonly list: string;
  readonly run: Run;
  readonly first: readonly string[];
  readonly plain?: Rewrite;
}[] = [
  { list: 'orders', run: orders({}), first: ['orders_pkey'], plain: appAsEquality },
  {
    list: 'orders of an app that has none',
    run: orders({ appId: IDLE_APP, amount: { min: 1_000, max: 400_000 } }),
    first: ['orders_pkey'],
    plain: appAsEquality,
  },
  {
    list: 'orders between amounts of one channel',
    run: orders({ channel: 'alipay', amount: { min: 100_000, max: 110_000 } }),
    first: ['orders_pkey', 'payments_of_channel'],
    plain: appOfBothAlike,
  },
  { list: 'orders, the oldest first', run: orders({ sort: 'oldest' }), first: ['orders_pkey'] },
  {
    list: 'orders behind one, the largest first',
    run: orders({ sort: 'largest', behind: { amount: 100_000, id: '1' } }),
    first: ['orders_of_amount'],
  },
  {
    list: 'counts of orders',
    run: (q) =>
      countOrders(asDatabase(q), 'all', { orderIds: undefined, person: undefined, behind: undefined }),
    first: ['orders_due', 'orders_pkey', 'orders_closed'],
  },
  {
    list: 'orders booked on a day',
    run: orders({ booked: A_DAY }),
    first: ['ledger_payments_by_time', 'payments_payment_no_key', 'orders_order_id_key'],
  },
  {
    list: 'orders booked at any time',
    run: orders({ booked: { from: undefined, to: SEEDED_UNTIL } }),
    first: ['orders_pkey', 'payments_one_per_order'],
  },
  {
    list: 'counts of orders booked on a day',
    run: (q) =>
      countOrders(asDatabase(q), 'all', {
        orderIds: undefined,
        person: undefined,
        behind: undefined,
        booked: A_DAY,
      }),
    first: ['ledger_payments_by_time', 'payments_payment_no_key', 'orders_order_id_key'],
  },
  { list: 'refunds', run: refunds({}), first: ['refunds_pkey'], plain: appAsEquality },
  { list: 'refunds of operators', run: refunds({ cause: 'operator' }), first: ['refunds_not_by_partner'] },
  {
    list: 'refunds of operators of a day',
    run: refunds({ cause: 'operator', ...A_DAY }),
    first: ['refunds_not_by_partner'],
  },
  {
    list: 'notifications of a day',
    run: (q) => selectNotifications(q, 'all', A_DAY, undefined, LIMIT),
    first: ['notifications_app_id_order_id_event_key'],
  },
  {
    list: 'audit entries of a day',
    run: (q) => findEntries(q, { schools: null, ...A_DAY }, undefined, LIMIT),
    first: ['audit_entries_at', 'audit_entries_pkey'],
    plain: timesAsTheyAre,
  },
  {
    list: 'audit entries about a person',
    run: (q) => findLookUps(q, ['10001'], { indexes: ['1', '2', '3'], openIds: ['x'] }, {}, undefined, LIMIT),
    first: ['audit_entries_people'],
  },
  {
    list: 'the last look-up without its person',
    run: findLastWithoutIndexes,
    first: ['audit_entries_unnamed'],
  },
];
/** Of no matter how many rows. */
const SMALL = [
  'apps',
  'operators',
  'notification_attempts_first',
  'notification_attempts_2026_11',
  'notification_endpoints',
  'unreachable_endpoints',
];

test.each(LISTS)('$list: read from the index that is meant', async ({ run, first, plain }) => {
  const plan = await planOf(run);
  expect(plan.indexes.slice(0, first.length)).toEqual(first);
  expect(plan.wholeTables.filter((table) => !SMALL.includes(table))).toEqual([]);
  if (plain === undefined) return;
  const plainPlan = await planOf(run, plain);
  expect(plainPlan.indexes.slice(0, first.length), 'written plainly').not.toEqual(first);
});

test('requests of partners are read from the days of the ring that are asked for, by an index that begins with the app', async () => {
  for (const [outcome, index] of [
    [undefined, /^partner_requests_\d_app_id_request_id_idx$/],
    ['refused', /^partner_requests_\d_app_id_request_id_idx1$/],
  ] as const) {
    const plan = await planOf((q) => selectRequests(q, 'all', { ...A_DAY, outcome }, undefined, LIMIT));
    expect(plan.wholeTables.filter((table) => !SMALL.includes(table))).toEqual([]);
    const ofRing = plan.indexes.filter((name) => name.startsWith('partner_requests'));
    expect(ofRing.length).toBeLessThanOrEqual(3);
    expect(ofRing.length).toBeGreaterThan(0);
    for (const name of ofRing) expect(name).toMatch(index);
  }
});

test('the orders of a number are found by an index of each kind of number', async () => {
  const plan = await planOf((q) => findOrdersOfNumber(q, 'all', '1795958409634074730'));
  expect(plan.wholeTables.filter((table) => !SMALL.includes(table))).toEqual([]);
  expect(plan.indexes).toEqual([
    'orders_order_id_key',
    'orders_app_id_out_trade_no_key',
    'payments_payment_no_key',
    'payments_transaction',
    'refunds_refund_id_key',
    'refunds_out_refund_no',
    'refunds_of_channel_number',
    'refund_applications_refund_application_id_key',
    'notifications_pkey',
    'invoices_invoice_no_key',
    'invoices_of_number',
  ]);
});

test('the problems of an order are found by the order, whatever else is open', async () => {
  const order = { appId: 'app-1', orderId: '1795958409634074730' };
  const plan = await planOf((q) => findProblemsOfOrder(q, order, SEEDED_UNTIL));
  expect(plan.wholeTables.filter((table) => !SMALL.includes(table))).toEqual([]);
  // those of what is open now are small, however many rows their tables have
  expect(plan.indexes).toEqual([
    'payments_unwanted',
    'payments_due',
    'orders_due',
    'refunds_due',
    'refunds_abnormal',
    'refunds_undismissed',
    'refunds_of_order',
    'refund_applications_of_order',
    'refund_applications_pending',
    'notifications_exhausted',
    'invoices_failed',
    'orders_order_id_key',
    'payments_payment_no_key',
    'invoices_of_order',
    'invoices_due',
    'invoice_deliveries_failed',
  ]);
});

const claim: Run = (q) =>
  claimNotifications(q, vault, {
    now: SEEDED_UNTIL,
    leaseUntil: SEEDED_UNTIL,
    limit: 64,
    underWay: new Map(),
  });

test('due notifications are claimed by leaps from one partner to the next, each from the end of its own queue', async () => {
  const plan = await planOf(claim);
  expect(plan.steps).toContain('Recursive Union');
  expect(plan.steps).toContain('LockRows');
  expect(plan.indexes.slice(0, 2)).toEqual(['notifications_due', 'notifications_pkey']);
  expect(plan.wholeTables.filter((table) => !SMALL.includes(table))).toEqual([]);
});

test('finished attempts find their notifications by the key, however many the table has', async () => {
  const finished: readonly FinishedAttempt[] = Array.from({ length: 16 }, (_, n) => ({
    claimed: {
      appId: 'app-1',
      notificationId: String(n),
      attempt: 1,
      leaseUntil: SEEDED_UNTIL,
      endpoint: 'http://app-1',
    } as ClaimedNotification,
    attempt: {
      startedAt: SEEDED_UNTIL,
      durationMs: 1,
      outcome: 'acknowledged',
      httpStatus: 200,
      detail: 'success',
    },
    nextAttemptAt: undefined,
  }));
  const plan = await planOf((q) => recordAttempts(q, finished, SEEDED_UNTIL));
  expect(plan.indexes).toEqual(['notifications_pkey']);
  expect(plan.wholeTables.filter((table) => !SMALL.includes(table))).toEqual([]);
});
