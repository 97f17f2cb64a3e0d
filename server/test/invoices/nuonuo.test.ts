import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { continueReversal } from '../../src/invoices/reverse-invoice.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from '../../src/lib/clock.ts';
import { emulatedNuonuo } from '../helpers/channels/emulated-nuonuo.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { COMPANY, invoicesOf, PERSON } from '../helpers/partner/invoices.ts';

let gateway: Gateway;
let invoices: ReturnType<typeof invoicesOf>;
let nuonuo: Awaited<ReturnType<typeof emulatedNuonuo>>;
beforeAll(async () => {
  gateway = await startGateway({ channelTimeoutMs: patience(500) });
  invoices = invoicesOf(gateway);
  nuonuo = await emulatedNuonuo(gateway);
});
afterEach(async () => {
  await nuonuo.clearFaults();
  await nuonuo.plan({});
  expect(await nuonuo.violations()).toEqual([]);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const issuedBy = async (piaojuNo: string | undefined) =>
  (await nuonuo.invoices()).filter(({ order_no }) => order_no === piaojuNo);

test('an invoice is issued, queried after a hint, and its files are stored', async () => {
  await nuonuo.plan({ delay_ms: 10 * MINUTE_MS });
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY, total_fee: '123456' });
  const invoice = await invoices.reached(outTradeNo, '2', 30 * SECOND_MS);
  expect(await issuedBy(invoice.piaoju_no)).toMatchObject([{ total: 123456, number: invoice.number }]);
  for (const kind of ['pdf', 'ofd', 'xml']) {
    const file = await fetch((invoice.url ?? '').replace('.pdf', `.${kind}`));
    expect(await file.text()).toContain(invoice.number);
  }
});

test.each([
  { fault: 'timeout_after' },
  { fault: 'reset_after' },
  { fault: 'truncated' },
  { fault: 'empty' },
  { fault: 'system_error', after: true },
  { fault: 'status', body: { code: 'E9008', describe: '开票失败' }, status: 200, after: true },
  { fault: 'status', body: { code: 'E9008', describe: '开票失败' }, status: 502, after: true },
])('an answer that is lost or wrong (%j) does not issue twice', async (fault) => {
  await nuonuo.fault({ match: { path: 'requestBillingNew' }, ...fault });
  const { outTradeNo } = await invoices.paid({ piaoju: PERSON });
  const invoice = await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  expect(await issuedBy(invoice.piaoju_no)).toHaveLength(1);
});

test('an answer that never was is asked for again under the same number', async () => {
  await nuonuo.fault({ match: { path: 'requestBillingNew' }, fault: 'timeout_before' });
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  expect(await invoices.rows(orderId)).toHaveLength(1);
});

test('a provider in trouble is asked again under the same number', async () => {
  await nuonuo.fault({ match: { path: 'requestBillingNew' }, fault: 'system_error', times: 3 });
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  await invoices.reached(outTradeNo, '2', MINUTE_MS);
  expect(await invoices.rows(orderId)).toMatchObject([{ status: 'issued' }]);
});

test('a day without the provider loses nothing', async () => {
  await nuonuo.fault({ match: { path: 'nuonuo' }, fault: 'status', status: 503, times: 1000 });
  const orders = [await invoices.paid({ piaoju: PERSON }), await invoices.paid({ piaoju: COMPANY })];
  for (let hour = 0; hour < 24; hour += 1) await gateway.advance(HOUR_MS);
  for (const { outTradeNo } of orders) {
    expect((await invoices.query(outTradeNo)).content.status).toBe('1');
  }
  await nuonuo.clearFaults();
  for (const { outTradeNo, orderId } of orders) {
    await invoices.reached(outTradeNo, '2', 10 * MINUTE_MS);
    expect(await invoices.rows(orderId)).toHaveLength(1);
  }
});

test('a refusal fails the invoice with its reason, and the next request takes a new number', async () => {
  await nuonuo.plan({ outcome: 'failed', reason: '商品编码不可用' });
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  const failed = await invoices.reached(outTradeNo, '3', 5 * SECOND_MS);
  expect(failed.message).toBe('商品编码不可用');
  await nuonuo.plan({});
  expect(await invoices.create(outTradeNo)).toMatchObject({ code: 0 });
  const issued = await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  expect(issued.piaoju_no).not.toBe(failed.piaoju_no);
  expect(await invoices.rows(orderId)).toMatchObject([{ status: 'failed' }, { status: 'issued' }]);
});

test('an invoice whose seal failed is sealed again under its number', async () => {
  await nuonuo.plan({ outcome: 'seal_failed' });
  const { outTradeNo } = await invoices.paid({ piaoju: PERSON });
  const invoice = await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  expect(await issuedBy(invoice.piaoju_no)).toMatchObject([{ outcome: 'issued' }]);
});

test('an invoice that waits for a person is issued once that person has proved who he is', async () => {
  await nuonuo.plan({ outcome: 'blocked' });
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  await gateway.advanceUntil(5 * SECOND_MS, 'the invoice to be blocked', async () => {
    const [row] = await invoices.rows(orderId);
    return row?.status === 'blocked_auth';
  });
  const { content } = await invoices.query(outTradeNo);
  expect(content).toMatchObject({ status: '1', message: '开票员需要扫码认证' });
  await nuonuo.settle(String(content.piaoju_no), 'issued');
  await invoices.reached(outTradeNo, '2', MINUTE_MS);
});

test('a refund is a red letter, a partial one with a new invoice for the rest', async () => {
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  const first = await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  await invoices.refund(outTradeNo, 40);
  await gateway.advanceUntil(5 * SECOND_MS, 'the rest to be issued', async () => {
    const { content } = await invoices.query(outTradeNo);
    return content.status === '2' && content.total_fee === '60';
  });
  const [reversed] = await issuedBy(first.piaoju_no);
  expect(reversed).toMatchObject({ forms: [{ outcome: 'reversed' }] });
  expect(reversed?.red_number).toMatch(/^\d{20}$/);
});

test('a refund does not wait for a buyer who does not confirm, and the red letter is asked for again', async () => {
  await nuonuo.plan({ red_outcome: 'awaiting_buyer' });
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  const { piaoju_no } = await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  await invoices.refund(outTradeNo, 100);
  const isAsked = async () => (await issuedBy(piaoju_no))[0]?.forms.length === 1;
  await gateway.advanceUntil(SECOND_MS, 'the red letter to be asked for', isAsked);
  await gateway.advance(2 * DAY_MS);
  expect((await invoices.query(outTradeNo)).content.status).toBe('4');
  await nuonuo.plan({});
  // nobody confirms: after 72 hours that form is void, and another is asked for
  await invoices.reached(outTradeNo, '5', 2 * HOUR_MS);
  const [reversed] = await issuedBy(piaoju_no);
  expect(reversed?.forms).toHaveLength(2);
});

test('a worker that stood still while another sent the red letter does not send a second', async () => {
  await nuonuo.plan({ red_outcome: 'awaiting_buyer' });
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: COMPANY });
  const { piaoju_no } = await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  const [asClaimed] = await invoices.ofOrder(orderId);
  if (!asClaimed) throw new Error('the order has no invoice');
  await invoices.refund(outTradeNo, 100);
  const forms = async () => (await issuedBy(piaoju_no))[0]?.forms.length;
  const isAsked = async () => (await forms()) === 1;
  await gateway.advanceUntil(SECOND_MS, 'the red letter to be asked for', isAsked);
  await continueReversal(gateway.app.core, asClaimed);
  expect(await forms()).toBe(1);
});

test('a buyer’s confirmation at the tax office is noticed', async () => {
  await nuonuo.plan({ red_outcome: 'awaiting_buyer' });
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  const { piaoju_no } = await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  await invoices.refund(outTradeNo, 100);
  const formOf = async () => (await issuedBy(piaoju_no))[0]?.forms[0];
  await gateway.advanceUntil(SECOND_MS, 'the red letter to be asked for', formOf);
  await gateway.advance(2 * HOUR_MS);
  expect((await invoices.query(outTradeNo)).content.status).toBe('4');
  await nuonuo.decide((await formOf())?.bill_id ?? '', 'reversed');
  await invoices.reached(outTradeNo, '5', HOUR_MS);
  expect((await issuedBy(piaoju_no))[0]?.forms).toHaveLength(1);
});

test.each([
  { fault: 'timeout_after' },
  { fault: 'system_error', after: true },
  { fault: 'status', body: { code: 'E9103', describe: '该发票不能重复冲红' }, status: 200, after: true },
])('an answer to a red letter that is lost or wrong (%j) does not ask for another', async (fault) => {
  await nuonuo.fault({ match: { path: 'saveInvoiceRedConfirm' }, ...fault });
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  const { piaoju_no } = await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  await invoices.refund(outTradeNo, 100);
  await invoices.reached(outTradeNo, '5', MINUTE_MS);
  expect((await issuedBy(piaoju_no))[0]?.forms).toHaveLength(1);
});

test('an account that is refused fails no invoice and spends no tokens', async () => {
  const spent = await nuonuo.tokensGiven();
  await nuonuo.useSecret('another-secret');
  const { outTradeNo } = await invoices.paid({ piaoju: PERSON });
  for (let minute = 0; minute < 10; minute += 1) await gateway.advance(MINUTE_MS);
  expect((await invoices.query(outTradeNo)).content.status).toBe('1');
  expect(await nuonuo.tokensGiven()).toBe(spent);
  await nuonuo.useSecret();
  await invoices.reached(outTradeNo, '2', MINUTE_MS);
});

test('whatever waited for a token goes on as soon as there is one', async () => {
  await nuonuo.useSecret('another-secret');
  const waiting = await invoices.paid({ piaoju: PERSON });
  await gateway.advanceUntil(10 * MINUTE_MS, 'the invoice to be patient', async () => {
    const [row] = await gateway.app.core.db.query<{ due_at: Date }>({
      text: 'select due_at from invoices where order_id = $1',
      values: [waiting.orderId],
    });
    return row && row.due_at > plusMs(gateway.clock.now(), 20 * MINUTE_MS);
  });
  await nuonuo.useSecret();
  const next = await invoices.paid({ piaoju: PERSON });
  await invoices.reached(next.outTradeNo, '2');
  await invoices.reached(waiting.outTradeNo, '2');
});

test('all of it took a token a day', async () => {
  expect(await nuonuo.tokensGiven()).toBeLessThan(10);
});
