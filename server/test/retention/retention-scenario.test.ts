import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { DAY_MS, HOUR_MS, plusMs } from '../../src/lib/clock.ts';
import { dayStart, shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { carryOutRetention } from '../../src/retention/carry-out.ts';
import { firstAdministrator, signedIn } from '../helpers/console/console.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { invoicesOf } from '../helpers/partner/invoices.ts';
import { orderTerms } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

const YEARS_MS = 6 * 366 * DAY_MS;
const OPENID = 'oAgedCanary0000000000000zhan';
const PERSON = { user_no: '2013141599', user_name: '公孙小明' };
const BUYER = {
  payer_type: 1,
  payer_name: '公孙小明',
  phone: '13912345699',
  payer_email: 'aged@example.com',
};

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Scenario {
  readonly orderId: string;
  readonly outTradeNo: string;
}

/** An order with all that can be personal about it: paid, told, invoiced, refunded in part. */
async function everything(): Promise<Scenario> {
  const invoices = invoicesOf(gateway);
  const abandoned = { ...PERSON, pay_type: 1, openid: OPENID, piaoju: BUYER };
  const terms = orderTerms(gateway.endpoint.url, abandoned);
  expect(await gateway.partner.call('order_create', terms)).toMatchObject({ code: 0 });
  const { out_trade_no } = terms;
  expect(await gateway.partner.call('order_cancel', { out_trade_no })).toMatchObject({ code: 0 });
  const order = await invoices.paid({ ...PERSON, piaoju: BUYER });
  await waitFor(() => gateway.endpoint.receivedFor(order.outTradeNo)[0], { what: 'the notification' });
  await invoices.reached(order.outTradeNo, '2');
  await invoices.refund(order.outTradeNo, 1);
  await invoices.reached(order.outTradeNo, '2');
  return order;
}

/** Everything that is kept about an order, opened. */
async function opened({ orderId }: Scenario): Promise<string> {
  const { db } = gateway.app.core;
  const invoices = await invoicesOf(gateway).ofOrder(orderId);
  const [row] = await db.query<Record<string, unknown>>({
    text: `select o.payer_sealed is not null as payer, o.user_no_index, o.openid_sealed, o.openid_index, o.invoice_sealed is not null as invoice,
                  p.payer_uid_sealed, p.payer_uid_index, p.request_body_sealed, p.credential,
                  (select count(*)::int from channel_callbacks where subject_no = payment_no) as callbacks
             from orders o join payments p using (app_id, payment_no) where o.order_id = $1`,
    values: [orderId],
  });
  return JSON.stringify({ invoices, row });
}

test('years later its people are erased, and its money, its document and every proof stay whole', async () => {
  await firstAdministrator(gateway);
  const order = await everything();
  const { core } = gateway.app;
  const money = () =>
    core.db.query({
      text: `select o.order_id, o.status, o.total_amount, o.paid_at, p.transaction_id, p.paid_amount, p.refunded_amount, i.number, i.amount
               from orders o join payments p using (app_id, payment_no) left join invoices i on i.order_id = o.order_id order by 1, 5, 8`,
    });
  const before = await money();
  const was = await opened(order);
  for (const there of [BUYER.phone, BUYER.payer_email]) expect(was).toContain(there);

  // the server's own clock stays: years of bills would be asked for
  const yearsLater = plusMs(dayStart(shanghaiDate(core.clock.now())), YEARS_MS + 12 * HOUR_MS);
  await carryOutRetention({ ...core, clock: { now: () => yearsLater } }, 600_000);

  const left = await opened(order);
  for (const gone of [BUYER.phone, BUYER.payer_email]) expect(left).not.toContain(gone);
  expect(JSON.parse(left).row).toEqual({
    payer: false,
    user_no_index: null,
    openid_sealed: null,
    openid_index: null,
    invoice: false,
    payer_uid_sealed: null,
    payer_uid_index: null,
    request_body_sealed: null,
    credential: null,
    // by the database's clock it came just now
    callbacks: 1,
  });
  const openids = await core.db.query({ text: 'select 1 from orders where openid_sealed is not null' });
  expect(openids).toEqual([]);
  // a document is a voucher: it says for whom it is
  expect(left).toContain(BUYER.payer_name);
  expect(await money()).toEqual(before);
  await expectBooksAgree(gateway);
  expect(await verifyChain(core)).toMatchObject({ state: 'whole' });
});

test('an old order is still found, shown, queried and notified again', async () => {
  const { db } = gateway.app.core;
  const [row] = await db.query<{ order_id: string; out_trade_no: string }>({
    text: `select order_id, out_trade_no from orders where status = 'paid' order by order_id limit 1`,
  });
  const [orderId, outTradeNo] = [String(row?.order_id), String(row?.out_trade_no)];
  const admin = await signedIn(gateway);
  const shown = await admin.call('GET /orders/:orderId', { orderId });
  expect(shown).toMatchObject({ status: 200 });
  expect(JSON.stringify(shown.body)).not.toContain(PERSON.user_no);
  expect((await gateway.partner.call('order_query', { out_trade_no: outTradeNo })).content).toMatchObject({
    status: '2',
  });
  expect((await gateway.partner.call('piaoju_query', { out_trade_no: outTradeNo })).code).toBe(0);
  const told = gateway.endpoint.receivedFor(outTradeNo).length;
  expect(await admin.call('POST /orders/:orderId/resend', { orderId })).toMatchObject({ status: 200 });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[told], { what: 'the notification again' });
  await expectBooksAgree(gateway);
});
