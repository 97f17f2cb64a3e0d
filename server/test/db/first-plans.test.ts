import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVault } from '../../src/lib/vault.ts';
import { claimNotifications } from '../../src/notifications/notification-store.ts';
import { findOrderById } from '../../src/orders/order-store.ts';
import { explain } from '../helpers/explain.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

// How statements are planned that a process prepares when its tables are still small: it keeps the plan as they grow, until
// PostgreSQL next looks at them.

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
