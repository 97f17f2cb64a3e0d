import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import { expireOld } from '../../src/changes/decide-change.ts';
import { foldOldNumbers } from '../../src/directory/fold-numbers.ts';
import { looksHere } from '../../src/installation/split/here.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { noteOpenItems } from '../../src/messages/note-open-items.ts';
import { alertAging } from '../../src/overview/alert-aging.ts';
import { rollUpDaySums } from '../../src/overview/day-sums.ts';
import { carryOutRetention } from '../../src/retention/carry-out.ts';
import type { ConsoleClient } from '../helpers/console/console.ts';
import { EXAMPLES } from '../helpers/console/console-examples.ts';
import { seedEveryList } from '../helpers/console/every-list.ts';
import { violationsIn } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';
import { ELSEWHERE, splitDatabase } from '../helpers/postgres/split-database.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** Between a split and the end of its cleaning, servers work through views of their tables: their statements are the same. */
let gateway: Gateway;
let admin: ConsoleClient;
const logged: string[] = [];
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  const created = await createTestDatabase();
  cleanup.defer(() => created.drop());
  await splitDatabase(created.url);
  const log = createLog('error', { write: (line) => void logged.push(line) });
  gateway = cleanup.use(await startGateway({ databaseUrl: created.url, log }));
  ({ admin } = await seedEveryList(gateway));
});
afterAll(() => cleanup.disposeAsync());

test('every session of a server sees through the views, and nothing of the other shard', async () => {
  const { db } = gateway.app.core;
  expect(await looksHere(db)).toBe(true);
  expect(await db.query({ text: 'select from schools where school_id = $1', values: [ELSEWHERE] })).toEqual(
    [],
  );
  const order = `insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, created_at, expires_at, due_at)
                 values ('${ELSEWHERE}', 1, '1', 'x', 1, 'http://127.0.0.1/', now(), now(), now())`;
  await expect(db.query({ text: order })).rejects.toThrow('is of a school that another shard has');
});

test('no route of the console fails', async () => {
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

test('an order is paid, notified, notified again and refunded, and what is past its period erased', async () => {
  const { outTradeNo, orderId } = await payOrder(gateway);
  const received = () => gateway.endpoint.receivedFor(outTradeNo).length;
  await waitFor(() => received() === 1, { what: 'the notification' });
  const again = await admin.call('POST /orders/:orderId/resend', { orderId });
  expect(again.status, JSON.stringify(again.body)).toBe(200);
  await waitFor(() => received() === 2, { what: 'the second notification' });
  const refund = { out_trade_no: outTradeNo, refund_fee: '40', out_refund_no: 'SPLIT' };
  expect(await gateway.partner.call('order_refund', refund)).toMatchObject({ code: 0 });
  expect(await violationsIn(gateway.app.core.db)).toEqual([]);
  await gateway.advance(400 * 24 * HOUR_MS);
  await carryOutRetention(gateway.app.core);
});

test('work in the background fails nowhere', async () => {
  const { core } = gateway.app;
  await rollUpDaySums(core);
  await alertAging(core);
  await noteOpenItems(core);
  await foldOldNumbers(core);
  await expireOld(core, core.db);
  expect(logged.filter((line) => /background work failed|could not /.test(line))).toEqual([]);
});
