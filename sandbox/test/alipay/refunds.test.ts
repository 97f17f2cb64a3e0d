import { afterEach, beforeEach, expect, test } from 'vitest';
import { APP_ID, BUYER_ID, isProven } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';

let sandbox: AlipaySandbox;
beforeEach(async () => {
  sandbox = await startAlipaySandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const queryRefund = (outTradeNo: string, outRequestNo: string, more = {}) =>
  sandbox.call('alipay.trade.fastpay.refund.query', {
    out_trade_no: outTradeNo,
    out_request_no: outRequestNo,
    ...more,
  });
const statusOf = async (outTradeNo: string) =>
  (await sandbox.call('alipay.trade.query', { out_trade_no: outTradeNo })).content.trade_status;
const setApp = (settings: object) => sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, settings);
const violations = async () =>
  (JSON.parse((await sandbox.admin('GET', '/violations')).text) as { kind: string }[]).map(
    ({ kind }) => kind,
  );

test('money moves once for a number; refund_fee adds up; the last fen closes the trade', async () => {
  const { outTradeNo, tradeNo } = await sandbox.paidTrade();
  const first = await sandbox.refund(outTradeNo, '0.30', 'R1');
  expect(isProven(first, sandbox.alipayKey)).toBe(true);
  expect(first.content).toMatchObject({
    code: '10000',
    trade_no: tradeNo,
    out_trade_no: outTradeNo,
    buyer_user_id: BUYER_ID,
    fund_change: 'Y',
    refund_fee: '0.30',
  });
  const replay = await sandbox.refund(outTradeNo, '0.30', 'R1');
  expect(replay.content).toMatchObject({ code: '10000', fund_change: 'N', refund_fee: '0.30' });
  expect(await statusOf(outTradeNo)).toBe('TRADE_SUCCESS');
  const second = await sandbox.refund(outTradeNo, '0.70', 'R2');
  expect(second.content).toMatchObject({ fund_change: 'Y', refund_fee: '1.00' });
  expect(await statusOf(outTradeNo)).toBe('TRADE_CLOSED');
  expect((await sandbox.refund(outTradeNo, '0.70', 'R2')).content.fund_change).toBe('N');
  expect(await violations()).toEqual([]);
});

test('a number stands for one amount, and all of them for no more than was paid', async () => {
  const { outTradeNo } = await sandbox.paidTrade();
  await sandbox.refund(outTradeNo, '0.30', 'R1');
  const other = await sandbox.refund(outTradeNo, '0.40', 'R1');
  expect(other.content.sub_code).toBe('ACQ.DISCORDANT_REPEAT_REQUEST');
  const above = await sandbox.refund(outTradeNo, '0.71', 'R2');
  expect(above.content.sub_code).toBe('ACQ.REASON_TRADE_REFUND_FEE_ERR');
  expect(await violations()).toEqual(['refund_number_with_other_terms', 'refund_above_payment']);
});

test('what cannot be refunded', async () => {
  expect((await sandbox.refund('NOBODY', '0.10')).content.sub_code).toBe('ACQ.TRADE_NOT_EXIST');
  const terms = sandbox.terms();
  await sandbox.call('alipay.trade.precreate', terms);
  await sandbox.admin('POST', '/alipay/pay', { out_trade_no: terms.out_trade_no, result: 'refuse' });
  expect((await sandbox.refund(terms.out_trade_no, '0.10')).content.sub_code).toBe('ACQ.TRADE_STATUS_ERROR');
  const { outTradeNo } = await sandbox.paidTrade();
  const refund = (content: object) =>
    sandbox.call('alipay.trade.refund', { out_trade_no: outTradeNo, ...content });
  const partial = await refund({ refund_amount: '0.10' });
  expect(partial.content.sub_code).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  const unknownField = await refund({ refund_amount: '0.10', out_request_no: 'R', out_refund_no: 'R' });
  expect(unknownField.content.sub_code).toBe('ACQ.INVALID_PARAMETER');
  expect((await refund({ refund_amount: '1.00' })).content.fund_change).toBe('Y');
  expect((await queryRefund(outTradeNo, outTradeNo)).content.refund_status).toBe('REFUND_SUCCESS');
});

test('the balance pays for refunds, when it is kept', async () => {
  await setApp({ balance_fen: 0 });
  const { outTradeNo } = await sandbox.paidTrade();
  await setApp({ balance_fen: 29 });
  const short = await sandbox.refund(outTradeNo, '0.30', 'R1');
  expect(short.content.sub_code).toBe('ACQ.SELLER_BALANCE_NOT_ENOUGH');
  await setApp({ balance_fen: 30 });
  expect((await sandbox.refund(outTradeNo, '0.30', 'R1')).content.fund_change).toBe('Y');
  const empty = await sandbox.refund(outTradeNo, '0.01', 'R2');
  expect(empty.content.sub_code).toBe('ACQ.SELLER_BALANCE_NOT_ENOUGH');
});

test('refunds of one trade keep their distance, when told to', async () => {
  await setApp({ refund_spacing_ms: 3000 });
  const { outTradeNo } = await sandbox.paidTrade();
  await sandbox.refund(outTradeNo, '0.10', 'R1');
  expect((await sandbox.refund(outTradeNo, '0.10', 'R1')).content.code).toBe('10000');
  expect((await sandbox.refund(outTradeNo, '0.10', 'R2')).content.code).toBe('20000');
  await sandbox.admin('POST', '/clock', { advance_ms: 3000 });
  expect((await sandbox.refund(outTradeNo, '0.10', 'R2')).content.fund_change).toBe('Y');
});

test('a refund that takes its time says N, is unknown to a query, and succeeds later', async () => {
  await setApp({ refund_delay_ms: 60_000 });
  const { outTradeNo } = await sandbox.paidTrade();
  const accepted = await sandbox.refund(outTradeNo, '1.00', 'R1');
  expect(accepted.content).toMatchObject({ code: '10000', fund_change: 'N', refund_fee: '0.00' });
  expect((await queryRefund(outTradeNo, 'R1')).content).toEqual({ code: '10000', msg: 'Success' });
  expect((await sandbox.refund(outTradeNo, '1.00', 'R1')).content.fund_change).toBe('N');
  expect((await sandbox.refund(outTradeNo, '0.01', 'R2')).content.sub_code).toBe(
    'ACQ.REASON_TRADE_REFUND_FEE_ERR',
  );
  expect(await statusOf(outTradeNo)).toBe('TRADE_SUCCESS');
  await sandbox.admin('POST', '/clock', { advance_ms: 60_000 });
  await expect.poll(() => statusOf(outTradeNo)).toBe('TRADE_CLOSED');
  expect((await queryRefund(outTradeNo, 'R1')).content.refund_status).toBe('REFUND_SUCCESS');
});

test('or fails: its money is back, and the number can be tried again', async () => {
  await setApp({ refund_delay_ms: 60_000, balance_fen: 0 });
  const { outTradeNo } = await sandbox.paidTrade();
  await sandbox.refund(outTradeNo, '1.00', 'R1');
  const decide = (status: string) => sandbox.admin('POST', '/alipay/refunds/R1/outcome', { status });
  expect((await decide('FAILED')).content).toMatchObject({ status: 'FAILED' });
  expect((await decide('SUCCESS')).status).toBe(409);
  expect((await queryRefund(outTradeNo, 'R1')).content).toEqual({ code: '10000', msg: 'Success' });
  await setApp({ refund_delay_ms: 0 });
  expect((await sandbox.refund(outTradeNo, '1.00', 'R1')).content.fund_change).toBe('Y');
  expect((await sandbox.admin('POST', '/alipay/refunds/NOBODY/outcome', { status: 'FAILED' })).status).toBe(
    404,
  );
});

test('a query of a refund tells its own amount, and the time for the asking', async () => {
  const { outTradeNo, tradeNo } = await sandbox.paidTrade();
  await sandbox.refund(outTradeNo, '0.30', 'R1');
  await sandbox.refund(outTradeNo, '0.20', 'R2');
  expect((await queryRefund(outTradeNo, 'R2')).content).toEqual({
    code: '10000',
    msg: 'Success',
    out_request_no: 'R2',
    out_trade_no: outTradeNo,
    refund_amount: '0.20',
    refund_status: 'REFUND_SUCCESS',
    total_amount: '1.00',
    trade_no: tradeNo,
  });
  const timed = await queryRefund(outTradeNo, 'R2', { query_options: ['gmt_refund_pay'] });
  expect(timed.content.gmt_refund_pay).toMatch(/^\d{4}-/);
  expect((await queryRefund(outTradeNo, 'R3')).content).toEqual({ code: '10000', msg: 'Success' });
  expect((await queryRefund('NOBODY', 'R1')).content.sub_code).toBe('ACQ.TRADE_NOT_EXIST');
});
