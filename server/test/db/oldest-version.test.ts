import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import { migrate } from '../../src/db/migrate.ts';
import { OLDEST_VERSION } from '../../src/db/wait.ts';
import type { ConsoleClient } from '../helpers/console/console.ts';
import { EXAMPLES } from '../helpers/console/console-examples.ts';
import { seedEveryList } from '../helpers/console/every-list.ts';
import { violationsIn } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { seedManyOrders } from '../helpers/many-orders.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';
import { OLDEST_BIN, startGivenPostgres } from '../helpers/postgres/given-postgres.ts';
import { administer, withDatabase } from '../helpers/postgres/postgres-setup.ts';
import { waitFor } from '../helpers/wait-for.ts';

/**
 * The migrations and most statements on the oldest PostgreSQL that a start takes, where Debian's package `postgresql-15` is
 * installed. The whole server step runs on it by `TEST_POSTGRES_BIN` (docs/development.md).
 */
const IS_THERE = existsSync(OLDEST_BIN);

let gateway: Gateway;
let admin: ConsoleClient;
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  if (!IS_THERE) return;
  const postgres = await startGivenPostgres(OLDEST_BIN);
  cleanup.defer(() => postgres.remove());
  await administer(postgres.url, (server) => server.query('create database oldest'));
  const databaseUrl = withDatabase(postgres.url, 'oldest');
  await migrate(databaseUrl);
  gateway = cleanup.use(await startGateway({ databaseUrl }));
  ({ admin } = await seedEveryList(gateway));
});
afterAll(() => cleanup.disposeAsync());

test.runIf(IS_THERE)('it is the version that the start refuses older ones of', async () => {
  const [server] = await gateway.app.core.db.query<{ version: number }>({
    text: `select current_setting('server_version_num')::int as version`,
  });
  expect(Math.floor((server?.version ?? 0) / 10_000)).toBe(OLDEST_VERSION);
});

test.runIf(IS_THERE)('no route of the console fails on it', async () => {
  const failed: string[] = [];
  for (const { method, path } of CONSOLE_ROUTES) {
    const key = `${method} ${path}`;
    // the session goes on, and what would end it is left out
    if (/session|sign|password|totp|passkey|recovery/.test(path)) continue;
    const { status, body } = await admin.call(key, EXAMPLES[key]?.own ?? {});
    if (status >= 500) failed.push(`${key}: ${status} ${JSON.stringify(body)}`);
  }
  expect(failed).toEqual([]);
});

test.runIf(IS_THERE)('an order is paid, notified, notified again and refunded', async () => {
  const { outTradeNo, orderId } = await payOrder(gateway);
  const received = () => gateway.endpoint.receivedFor(outTradeNo).length;
  await waitFor(() => received() === 1, { what: 'the notification' });
  const again = await admin.call('POST /orders/:orderId/resend', { orderId });
  expect(again.status, JSON.stringify(again.body)).toBe(200);
  await waitFor(() => received() === 2, { what: 'the second notification' });
  const refund = { out_trade_no: outTradeNo, refund_fee: '40', out_refund_no: 'OLDEST' };
  expect(await gateway.partner.call('order_refund', refund)).toMatchObject({ code: 0 });
  expect(await violationsIn(gateway.app.core.db)).toEqual([]);
});

test.runIf(IS_THERE)(
  'it checks the books of many orders within the time limit of any statement',
  async () => {
    const { db } = gateway.app.core;
    await seedManyOrders(db, 20_000);
    expect(await violationsIn(db)).toEqual([]);
  },
);
