import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOTICE_GAPS_MS } from '../../src/alipay/notices.ts';
import { APP_ID, BUYER_ID, isProvenNotice, SELLER_ID } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';
import { waitFor } from '../helpers/wait-for.ts';

let sandbox: AlipaySandbox;
beforeEach(async () => {
  sandbox = await startAlipaySandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

interface NoticeState {
  readonly attempts: number;
  readonly next_at: string | null;
  readonly delivered_at: string | null;
}

async function noticeOf(outTradeNo: string): Promise<NoticeState> {
  const [notice] = (await sandbox.tradeOf(outTradeNo)).callbacks as NoticeState[];
  if (!notice) throw new Error('no notice was planned');
  return notice;
}

async function payOne(changes: Record<string, unknown> = {}): Promise<string> {
  const terms = sandbox.terms(changes);
  await sandbox.call('alipay.trade.precreate', terms);
  await sandbox.admin('POST', '/alipay/pay', { out_trade_no: terms.out_trade_no });
  return terms.out_trade_no;
}

const received = (count: number) =>
  waitFor(`notice number ${count}`, () => sandbox.receiver.received.length === count);
const told = (index: number) =>
  Object.fromEntries(new URLSearchParams(sandbox.receiver.received[index]?.body)) as Record<string, string>;
const violations = async () =>
  JSON.parse((await sandbox.admin('GET', '/violations')).text) as { kind: string; detail: string }[];

test('a notice of a payment has its parameters and is signed', async () => {
  const { outTradeNo, tradeNo } = await sandbox.paidTrade();
  const [notice] = sandbox.receiver.received;
  expect(notice?.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=utf-8');
  expect(isProvenNotice(notice?.body ?? '', sandbox.alipayKey)).toBe(true);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  expect(told(0)).toEqual({
    notify_time: time,
    notify_type: 'trade_status_sync',
    notify_id: expect.stringMatching(/^\d{34}$/),
    app_id: APP_ID,
    auth_app_id: APP_ID,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    sign: expect.any(String),
    trade_no: tradeNo,
    out_trade_no: outTradeNo,
    buyer_id: BUYER_ID,
    buyer_logon_id: '159****5620',
    seller_id: SELLER_ID,
    seller_email: 'sandbox@example.com',
    trade_status: 'TRADE_SUCCESS',
    total_amount: '1.00',
    receipt_amount: '1.00',
    invoice_amount: '1.00',
    buyer_pay_amount: '1.00',
    point_amount: '0.00',
    subject: '宿舍电费',
    gmt_create: time,
    gmt_payment: time,
    fund_bill_list: '[{"amount":"1.00","fundChannel":"ALIPAYACCOUNT"}]',
  });
});

test('what the merchant passed along comes back', async () => {
  await payOne({ passback_params: 'a%3D1%26b', body: '三栋' });
  await received(1);
  expect(told(0)).toMatchObject({ passback_params: 'a%3D1%26b', body: '三栋' });
  expect(isProvenNotice(sandbox.receiver.received[0]?.body ?? '', sandbox.alipayKey)).toBe(true);
});

test('eight deliveries within 25 hours, under one notify_id, signed anew', async () => {
  const { receiver, admin } = sandbox;
  receiver.answerWith(200, 'fail');
  const outTradeNo = await payOne();
  await received(1);
  const gaps = [4, 10, 10, 60, 120, 360, 900].map((minutes) => minutes * 60_000);
  expect(NOTICE_GAPS_MS).toEqual(gaps);
  for (const [index, gapMs] of gaps.entries()) {
    // Five seconds leave room for the real time that this test takes.
    await admin('POST', '/clock', { advance_ms: gapMs - 5000 });
    expect((await noticeOf(outTradeNo)).attempts).toBe(index + 1);
    await admin('POST', '/clock', { advance_ms: 5000 });
    await received(index + 2);
  }
  expect(await noticeOf(outTradeNo)).toMatchObject({ attempts: 8, next_at: null, delivered_at: null });
  const ids = new Set(receiver.received.map((_, index) => told(index).notify_id));
  const times = new Set(receiver.received.map((_, index) => told(index).notify_time));
  expect([ids.size, times.size]).toEqual([1, 8]);
  expect(receiver.received.every(({ body }) => isProvenNotice(body, sandbox.alipayKey))).toBe(true);
  await admin('POST', '/clock', { advance_ms: 7 * 86_400_000 });
  expect((await noticeOf(outTradeNo)).attempts).toBe(8);
});

test.each(['success\n', 'Success', '"success"', ''])('the body %j is not the word', async (body) => {
  sandbox.receiver.answerWith(200, body);
  const outTradeNo = await payOne();
  await received(1);
  expect((await noticeOf(outTradeNo)).delivered_at).toBeNull();
});

test('the word ends the matter', async () => {
  const outTradeNo = await payOne();
  await waitFor('the delivery', async () => (await noticeOf(outTradeNo)).delivered_at);
  await sandbox.admin('POST', '/clock', { advance_ms: 86_400_000 });
  expect(await noticeOf(outTradeNo)).toMatchObject({ attempts: 1, next_at: null });
});

test('notices of refunds go to the same address, adding up, or are not sent', async () => {
  const { outTradeNo } = await sandbox.paidTrade();
  await sandbox.refund(outTradeNo, '0.30', 'R1');
  await received(2);
  expect(told(1)).toMatchObject({
    trade_status: 'TRADE_SUCCESS',
    out_biz_no: 'R1',
    refund_fee: '0.30',
    total_amount: '1.00',
    gmt_payment: told(0).gmt_payment,
    gmt_refund: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
  });
  expect(told(1).notify_id).not.toBe(told(0).notify_id);
  await sandbox.refund(outTradeNo, '0.70', 'R2');
  await received(3);
  expect(told(2)).toMatchObject({
    trade_status: 'TRADE_CLOSED',
    out_biz_no: 'R2',
    refund_fee: '1.00',
    gmt_close: expect.any(String),
  });
  expect(sandbox.receiver.received.every(({ body }) => isProvenNotice(body, sandbox.alipayKey))).toBe(true);

  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { refund_notices: false });
  const quiet = await sandbox.paidTrade();
  await sandbox.refund(quiet.outTradeNo, '1.00', 'R3');
  expect((await sandbox.tradeOf(quiet.outTradeNo)).callbacks).toHaveLength(1);
});

test('an answer after five seconds comes too late, and is a violation', async () => {
  sandbox.receiver.answerWith('never');
  const outTradeNo = await payOne();
  const kept = await waitFor('the violation', async () => {
    const found = await violations();
    return found.length > 0 && found;
  });
  expect(kept).toMatchObject([{ kind: 'slow_callback_answer', detail: outTradeNo }]);
});

test('lost, then repeated; duplicated; delayed', async () => {
  const fault = (rule: object) => sandbox.admin('POST', '/faults', { callback: 'payment', ...rule });
  await fault({ fault: 'lost' });
  const lost = await payOne();
  await waitFor('the attempt', async () => (await noticeOf(lost)).attempts === 1);
  expect(sandbox.receiver.received).toEqual([]);
  await sandbox.admin('POST', '/clock', { advance_ms: 240_000 });
  await received(1);
  await fault({ fault: 'duplicate', times: 3 });
  await payOne();
  await received(4);
  await fault({ fault: 'delay', ms: 60_000 });
  const late = await payOne();
  await waitFor('the postponement', async () => {
    const { next_at: nextAt } = await noticeOf(late);
    return nextAt !== null && Date.parse(nextAt) > Date.now() + 240_000 + 30_000;
  });
  expect((await noticeOf(late)).attempts).toBe(0);
  await sandbox.admin('POST', '/clock', { advance_ms: 60_000 });
  await received(5);
});

test('forged: does not verify, and accepting it is a violation', async () => {
  await sandbox.admin('POST', '/faults', { callback: 'payment', fault: 'forged' });
  const outTradeNo = await payOne();
  await received(1);
  expect(isProvenNotice(sandbox.receiver.received[0]?.body ?? '', sandbox.alipayKey)).toBe(false);
  await waitFor('the violation', async () => (await violations()).length > 0);
  expect(await violations()).toMatchObject([{ kind: 'forged_callback_accepted', detail: outTradeNo }]);
});

test('wrong amount: well signed, one fen too much', async () => {
  await sandbox.admin('POST', '/faults', { callback: 'payment', fault: 'wrong_amount' });
  await payOne();
  await received(1);
  expect(isProvenNotice(sandbox.receiver.received[0]?.body ?? '', sandbox.alipayKey)).toBe(true);
  expect(told(0).total_amount).toBe('1.01');
});
