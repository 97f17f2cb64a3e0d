import { afterAll, beforeAll, expect, test } from 'vitest';
import { userNoBlindIndex } from '../../src/orders/payer-indexes.ts';
import { eraseOn, erasePerson } from '../../src/personal-data/erase-person.ts';
import { exportPerson, requestExport } from '../../src/personal-data/export-person.ts';
import { findRequest, findRunning } from '../../src/personal-data/request-store.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { differenceOf } from '../helpers/reconciliation/difference-of.ts';

/** More than two commits' worth, of a gateway whose workers are left out: the test is the worker. */
const ORDERS = 230;
const FEW = 3;
const SCHOOL = '10086';
const USER_NO = '20318880001';
const BY = { account: 'somebody' };

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ role: 'api' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Paid orders for the person, each paid by the same uid. */
async function seedOrders(userNo: string, count: number): Promise<void> {
  const { db, vault, clock, newId } = gateway.app.core;
  const ids = Array.from({ length: count }, () => newId());
  await db.transaction((tx) =>
    tx.query({
      text: `with number as (select unnest($1::bigint[]) as id),
                  paid as (
                    insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, status, created_at,
                                        expires_at, paid_at, payment_no, payer_sealed, user_no_index)
                    select 'partner1', id, id::text, '电费', 100, 'http://127.0.0.1/', 'paid', $2,
                           $2::timestamptz + interval '1 h', $2, id, sealed, $3::bigint
                      from number join unnest($4::bytea[], $1::bigint[]) as s (sealed, sealed_id) on sealed_id = id
                    returning order_id)
             insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status, request_body_sealed,
                                   created_at, expires_at, transaction_id, paid_amount, paid_at, payer_uid_sealed, payer_uid_index, disposition)
             select 'partner1', order_id, order_id, 'wechat', 'jsapi', 'sandbox-wechat', 100, 'succeeded', $5::bytea, $2, $2,
                    't' || order_id, 100, $2, $5::bytea, $5::bytea, 'order' from paid`,
      values: [
        ids,
        clock.now(),
        userNoBlindIndex(vault, userNo),
        ids.map((id) => vault.seal(`orders.payer_sealed|${id}`, { userNo })),
        Buffer.from('sealed'),
      ],
    }),
  );
}

test('two workers at once, or a second turn after a crash, erase each order once and count it once', async () => {
  const { core } = gateway.app;
  await seedOrders(USER_NO, ORDERS);
  const requestId = core.newId();
  const input = { requestId, schoolId: SCHOOL, by: 'user_no', text: USER_NO, reason: 'x' } as const;
  await erasePerson(core, BY, input);
  // one who asks again meanwhile is told so
  await expect(erasePerson(core, BY, { ...input, requestId: core.newId() })).rejects.toThrow(
    'person_data_erasing',
  );
  const running = await findRunning(core.db, core.vault, 'all', requestId);
  if (!running) throw new Error('the request is over');
  await Promise.all([eraseOn(core, running), eraseOn(core, running)]);
  await eraseOn(core, running);
  const request = await findRequest(core.db, 'all', requestId);
  expect(request).toMatchObject({
    status: 'done',
    counts: { orders: { found: ORDERS, erased: ORDERS }, payments: { found: ORDERS, erased: ORDERS } },
  });
  const [left] = await core.db.query({
    text: `select count(*) filter (where payer_sealed is not null or user_no_index is not null)::int as named,
                  (select count(*)::int from payments where num_nonnulls(payer_uid_sealed, request_body_sealed) > 0) as payers,
                  (select sum(paid_amount)::int from payments) as paid
             from orders`,
  });
  expect(left).toEqual({ named: 0, payers: 0, paid: ORDERS * 100 });
});

test('a file about a person is given to one of those who fetch it at once', async () => {
  const { core } = gateway.app;
  await seedOrders(`${USER_NO}-file`, FEW);
  const requestId = core.newId();
  const sought = { schoolId: SCHOOL, by: 'user_no', text: `${USER_NO}-file` } as const;
  await requestExport(core, BY, { requestId, reason: 'x', ...sought });
  const fetched = await Promise.allSettled(
    Array.from({ length: 5 }, () => exportPerson(core, 'all', BY, requestId)),
  );
  const refused = fetched.flatMap((one) => (one.status === 'rejected' ? [one.reason.message] : []));
  expect(refused).toEqual(Array(4).fill('data_request_not_found'));
});

test.each([
  [
    'a refund under way',
    `insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, request_body, channel,
      created_at, due_at) select app_id, order_id, order_id, payment_no, 1, 'operator', '', 'wechat', paid_at,
      paid_at + interval '1 year' from orders where user_no_index = $1 limit 1`,
    'refunds',
  ],
  [
    'a refund that waits for a second person',
    `insert into refund_applications (app_id, refund_application_id, order_id, payment_no,
      refund_amount, reason, needs_approval, requested_by, requested_at) select app_id, order_id, order_id, payment_no, 1, 'x', true,
      'x', paid_at from orders where user_no_index = $1 limit 1`,
    'refunds',
  ],
  [
    'money of a wrong amount',
    `update payments set disposition = 'wrong_amount' where order_id =
      (select order_id from orders where user_no_index = $1 limit 1)`,
    'refunds',
  ],
  [
    'a payment that nobody knows of',
    `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id,
      total_amount, status, request_body_sealed, created_at, expires_at) select app_id, order_id + 1, order_id, 'wechat', 'native',
      'sandbox-wechat', 100, 'unknown', '', paid_at, paid_at from orders where user_no_index = $1 limit 1`,
    'orders',
  ],
  [
    'an invoice being issued',
    `insert into invoices (app_id, invoice_no, order_id, source, terms_sealed, verify_code, file_code,
      created_at, due_at) select app_id, order_id, order_id, 'partner', ''::bytea, order_id::text, order_id::text, paid_at,
      paid_at + interval '1 year' from orders where user_no_index = $1 limit 1`,
    'invoices',
  ],
  [
    'a notification not delivered',
    `insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
      select app_id, order_id, 'http://127.0.0.1', paid_at, paid_at + interval '7 days', paid_at + interval '1 year'
      from orders where user_no_index = $1 limit 1`,
    'notifications',
  ],
  [
    'a failed refund that nobody saw to',
    `insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, status, failure, request_body, channel,
      created_at, settled_at) select app_id, order_id, order_id, payment_no, 1, 'operator', 'failed', 'x', '', 'wechat', paid_at,
      paid_at from orders where user_no_index = $1 limit 1`,
    'refunds',
  ],
  [
    'a difference between bill and books',
    differenceOf('select order_id from orders where user_no_index = $1 limit 1'),
    'differences',
  ],
] as const)('%s stands in the way', async (what, sql, kind) => {
  const { core } = gateway.app;
  const userNo = `${USER_NO}-${what}`;
  await seedOrders(userNo, FEW);
  await core.db.query({ text: sql, values: [userNoBlindIndex(core.vault, userNo)] });
  const input = {
    requestId: core.newId(),
    schoolId: SCHOOL,
    by: 'user_no',
    text: userNo,
    reason: 'x',
  } as const;
  await expect(erasePerson(core, BY, input)).rejects.toMatchObject({
    code: 'person_data_open',
    details: { orders: 0, refunds: 0, invoices: 0, notifications: 0, differences: 0, [kind]: 1 },
  });
});
