import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decrypt, MCHID, registerBody } from './helpers/merchant.ts';
import { startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';
import { waitFor } from './helpers/wait-for.ts';

const REFUNDS = '/v3/refund/domestic/refunds';
const DAY_MS = 86_400_000;

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(async () => {
  await settings({ refund_delay_ms: DAY_MS, refund_spacing_ms: 0, balance_fen: null });
  await sandbox.admin('PUT', '/clock', { offset_ms: 0 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const refund = (terms: object) => sandbox.call('POST', REFUNDS, terms);
const query = (number: string) => sandbox.call('GET', `${REFUNDS}/${number}`);
const outcome = (number: string, status: string) =>
  sandbox.admin('POST', `/wechat/refunds/${number}/outcome`, { status });
const settings = (changes: object) => sandbox.admin('PATCH', `/wechat/merchants/${MCHID}`, changes);

async function bookOf(outTradeNo: string) {
  const books = JSON.parse((await sandbox.admin('GET', `/wechat/books?mchid=${MCHID}`)).text) as {
    out_trade_no: string;
    refunds: { amount: number; status: string }[];
  }[];
  return books.find((book) => book.out_trade_no === outTradeNo);
}

test('the same number with the same parameters is one refund', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  const terms = sandbox.refundTerms(outTradeNo, 60);
  const first = await refund(terms);
  const second = await refund(terms);
  expect(first.content).toMatchObject({ status: 'PROCESSING', channel: 'ORIGINAL' });
  expect(second.content.refund_id).toBe(first.content.refund_id);
  expect((await bookOf(outTradeNo))?.refunds).toEqual([
    expect.objectContaining({ amount: 60, status: 'PROCESSING', refund_id: first.content.refund_id }),
  ]);
});

test('the same number with changed parameters is INVALID_REQUEST, and is remembered', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  const terms = sandbox.refundTerms(outTradeNo, 10);
  await refund(terms);
  const changed = [
    { ...terms, amount: { refund: 11, total: 100, currency: 'CNY' } },
    { ...terms, reason: 'x' },
  ];
  for (const each of changed) {
    const answer = await refund(each);
    expect([answer.status, answer.content.code]).toEqual([400, 'INVALID_REQUEST']);
  }
  const { text } = await sandbox.admin('GET', '/violations');
  const kept = (JSON.parse(text) as { kind: string; detail: string }[]).filter(
    ({ detail }) => detail === terms.out_refund_no,
  );
  expect(kept.map(({ kind }) => kind)).toEqual(Array(2).fill('refund_number_with_other_terms'));
});

test('refunds never exceed the payment; a closed one counts no more', async () => {
  const { outTradeNo, transactionId } = await sandbox.paidOrder();
  const sixty = sandbox.refundTerms(outTradeNo, 60);
  await refund(sixty);
  const tooMuch = sandbox.refundTerms(outTradeNo, 41);
  expect((await refund(tooMuch)).content.code).toBe('INVALID_REQUEST');
  expect((await query(tooMuch.out_refund_no)).content.code).toBe('RESOURCE_NOT_EXISTS');
  await outcome(sixty.out_refund_no, 'CLOSED');
  expect((await refund(tooMuch)).status).toBe(200);
  const { out_trade_no: _, ...byTransaction } = sandbox.refundTerms(outTradeNo, 59);
  expect((await refund({ ...byTransaction, transaction_id: transactionId })).status).toBe(200);
});

test('registering again keeps the switches', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  await settings({ balance_fen: 50 });
  await sandbox.admin('PUT', `/wechat/merchants/${MCHID}`, registerBody());
  expect((await refund(sandbox.refundTerms(outTradeNo, 51))).content.code).toBe('NOT_ENOUGH');
  await sandbox.admin('PUT', `/wechat/merchants/${MCHID}`, registerBody({ balance_fen: null }));
  expect((await refund(sandbox.refundTerms(outTradeNo, 51))).status).toBe(200);
});

test('what cannot be refunded', async () => {
  const unpaid = sandbox.orderTerms();
  await sandbox.call('POST', '/v3/pay/transactions/native', unpaid);
  const notPaid = await refund(sandbox.refundTerms(unpaid.out_trade_no, 1));
  expect([notPaid.status, notPaid.content.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
  const { outTradeNo } = await sandbox.paidOrder();
  expect((await refund(sandbox.refundTerms(outTradeNo, 1, 99))).content.code).toBe('INVALID_REQUEST');
  expect((await refund(sandbox.refundTerms(outTradeNo, 0))).content.code).toBe('PARAM_ERROR');
  const extra = { ...sandbox.refundTerms(outTradeNo, 1), extra: 1 };
  expect((await refund(extra)).content.code).toBe('PARAM_ERROR');
  const noCurrency = { ...sandbox.refundTerms(outTradeNo, 1), amount: { refund: 1, total: 100 } };
  expect((await refund(noCurrency)).content.code).toBe('PARAM_ERROR');
  const { out_trade_no: _, ...nameless } = sandbox.refundTerms(outTradeNo, 1);
  expect((await refund(nameless)).content.code).toBe('PARAM_ERROR');
  expect((await bookOf(outTradeNo))?.refunds).toEqual([]);
});

test('at most fifty refunds of one order', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  for (let count = 0; count < 50; count += 1) {
    expect((await refund(sandbox.refundTerms(outTradeNo, 1))).status).toBe(200);
  }
  const oneMore = await refund(sandbox.refundTerms(outTradeNo, 1));
  expect(oneMore.content).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('50') });
});

test('a year after the payment it is too late', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  await sandbox.admin('PUT', '/clock', { offset_ms: 366 * DAY_MS });
  const timestampSeconds = Math.floor((Date.now() + 366 * DAY_MS) / 1000);
  const late = await sandbox.call('POST', REFUNDS, sandbox.refundTerms(outTradeNo, 1), { timestampSeconds });
  expect(late.content.code).toBe('TRADE_OVERDUE');
});

test('with a minute of spacing the second refund waits', async () => {
  await settings({ refund_spacing_ms: 60_000 });
  const { outTradeNo } = await sandbox.paidOrder();
  expect((await refund(sandbox.refundTerms(outTradeNo, 1))).status).toBe(200);
  const second = sandbox.refundTerms(outTradeNo, 1);
  expect((await refund(second)).status).toBe(429);
  await sandbox.admin('POST', '/clock', { advance_ms: 60_000 });
  expect((await refund(second)).status).toBe(200);
});

test('a kept balance pays for refunds, and is enough or not', async () => {
  await settings({ balance_fen: 0 });
  const { outTradeNo } = await sandbox.paidOrder();
  await settings({ balance_fen: 50 });
  const terms = sandbox.refundTerms(outTradeNo, 51);
  const refused = await refund(terms);
  expect([refused.status, refused.content.code]).toEqual([403, 'NOT_ENOUGH']);
  await sandbox.paidOrder(1);
  expect((await refund(terms)).status).toBe(200);
  const empty = sandbox.refundTerms(outTradeNo, 1);
  expect((await refund(empty)).content.code).toBe('NOT_ENOUGH');
  await outcome(terms.out_refund_no, 'CLOSED');
  expect((await refund(empty)).status).toBe(200);
});

test('a refund succeeds after its delay, by the clock', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  const terms = sandbox.refundTerms(outTradeNo, 100);
  await refund(terms);
  await sandbox.admin('POST', '/clock', { advance_ms: DAY_MS });
  const settled = await waitFor('the refund to succeed', async () => {
    const [only] = (await bookOf(outTradeNo))?.refunds ?? [];
    return only?.status === 'SUCCESS' && only;
  });
  expect(settled.amount).toBe(100);
});

test('forced outcomes: abnormal can still succeed, what is final stays', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  const terms = sandbox.refundTerms(outTradeNo, 100);
  const number = terms.out_refund_no;
  await refund(terms);
  sandbox.receiver.received.splice(0);
  expect((await outcome(number, 'ABNORMAL')).content).toMatchObject({ status: 'ABNORMAL' });
  expect((await query(number)).content.status).toBe('ABNORMAL');
  expect((await refund(terms)).content.status).toBe('ABNORMAL');
  expect((await outcome(number, 'SUCCESS')).content).toMatchObject({ status: 'SUCCESS' });
  expect((await outcome(number, 'CLOSED')).status).toBe(409);
  expect((await outcome('NOSUCHREFUND', 'CLOSED')).status).toBe(404);
  await waitFor('both callbacks', () => sandbox.receiver.received.length === 2);
  const events = sandbox.receiver.received.map(({ body }) => JSON.parse(body));
  expect(events.map(({ event_type }) => event_type).sort()).toEqual(['REFUND.ABNORMAL', 'REFUND.SUCCESS']);
  for (const { event_type, resource } of events) {
    const told = JSON.parse(decrypt(resource));
    expect(told).toMatchObject({ out_refund_no: number, refund_status: event_type.slice('REFUND.'.length) });
  }
});

test('without a notify_url nobody is called back', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  const { notify_url: _, ...terms } = sandbox.refundTerms(outTradeNo, 100);
  await refund(terms);
  await outcome(String(terms.out_refund_no), 'SUCCESS');
  const { content } = await sandbox.admin('GET', `/wechat/orders/${outTradeNo}`);
  expect(content.callbacks).toHaveLength(1);
  expect(content.trade_state).toBe('REFUND');
});
