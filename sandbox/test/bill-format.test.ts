import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type FundRow, fundFlowBill, type TradeRow, tradeBill } from '../src/wechat/bill-format.ts';

/** A row as it stands in a bill of 2021-01-28 that WeChat Pay itself wrote. */
const realRow = (time: string, transactionId: string, outTradeNo: string): TradeRow => ({
  at: Date.parse(`2021-01-28T${time}+08:00`),
  appid: 'wx81be3101902f7cb2',
  mchid: '1601959334',
  subMchid: null,
  transactionId,
  outTradeNo,
  openid: 'ofyak5qR_1wYsC99CsWA6R9MJazA',
  tradeType: 'NATIVE',
  tradeState: 'SUCCESS',
  total: 1,
  coupon: 0,
  refund: undefined,
  description: 'for testing',
  attach: 'cipher code',
  fee: 0,
  feeBasisPoints: 100,
});

const payment = realRow('17:07:11', '4200000925202101284997714292', 'S20210128170702357723');
const refund: TradeRow = {
  ...payment,
  tradeState: 'REFUND',
  total: 0,
  fee: -12,
  refund: {
    refundId: '50300806962021020105978994968',
    outRefundNo: 'S20210201135356381941',
    amount: 1234,
    status: 'SUCCESS',
    succeededAt: payment.at + 60_000,
  },
};

test('the bytes of a real trade bill come out again: the hash WeChat gave for them', () => {
  const bill = tradeBill('ALL', [
    payment,
    realRow('15:35:18', '4200000910202101282955148400', 'S20210128153505214586'),
    realRow('16:59:46', '4200000926202101281412639609', 'S20210128165824499930'),
  ]);
  expect(Buffer.byteLength(bill)).toBe(1356);
  expect(createHash('sha1').update(bill).digest('hex')).toBe('dcd7ceb3d382a1181798368bb15d8437de46c00f');
});

test('refunds have their own amounts and give a fee back', () => {
  const [, , row = '', , totals] = linesOf(tradeBill('ALL', [payment, refund]));
  expect(row.split(',`').slice(12)).toEqual([
    ...['0.00', '0.00', '50300806962021020105978994968', 'S20210201135356381941', '12.34', '0.00'],
    ...['ORIGINAL', 'SUCCESS', 'for testing', 'cipher code', '-0.12000', '1.00%', '0.00', '12.34', ''],
  ]);
  expect(totals).toBe('`2,`0.01,`12.34,`0.00,`-0.12000,`0.01,`12.34');
});

test('each type of bill has its own columns and rows', () => {
  const [successHeader = '', successRow = '', , successTotals] = linesOf(
    tradeBill('SUCCESS', [payment, refund]),
  );
  expect(successHeader).not.toContain('退款');
  expect(successRow.split(',`')).toHaveLength(successHeader.split(',').length);
  expect(successTotals).toBe('`1,`0.01,`0.00000,`0.01');

  const [refundHeader = '', refundRow = '', , refundTotals] = linesOf(tradeBill('REFUND', [payment, refund]));
  const column = refundHeader.split(',').indexOf('退款申请时间');
  expect(refundHeader.split(',')[column + 1]).toBe('退款成功时间');
  expect(refundRow.split(',`').slice(column, column + 2)).toEqual([
    '2021-01-28 17:07:11',
    '2021-01-28 17:08:11',
  ]);
  expect(refundTotals).toBe('`1,`0.00,`12.34,`0.00,`-0.12000,`0.00,`12.34');
});

test('a comma or a line end in the merchant’s text moves nothing', () => {
  const told = { ...payment, subMchid: '1900000109', coupon: 1, description: '书本,文具', attach: 'a\nb' };
  const [header = '', row = ''] = linesOf(tradeBill('ALL', [told]));
  const cells = Object.fromEntries(header.split(',').map((name, index) => [name, row.split(',`')[index]]));
  expect(cells).toMatchObject({
    特约商户号: '1900000109',
    商品名称: '书本\\ 文具',
    商户数据包: 'a\\nb',
    应结订单金额: '0.00',
    代金券金额: '0.01',
    订单金额: '0.01',
  });
});

test('a real row of a fund flow bill', () => {
  const row: FundRow = {
    at: Date.parse('2021-02-01T13:54:01+08:00'),
    businessId: '50300806962021020105978994968',
    transactionId: '4200000920202101197964319284',
    name: '退款',
    type: '退款',
    amount: -1,
    balance: 22,
    applicant: '1601959334API',
    note: '退款总金额0.01元;含手续费0.00元',
    voucher: 'S20210201135356381941',
  };
  const bill = fundFlowBill([row, { ...row, amount: 100, balance: 122 }]);
  expect(bill.startsWith('\uFEFF记账时间,')).toBe(true);
  const lines = linesOf(bill);
  expect(lines[1]).toBe(
    '`2021-02-01 13:54:01,`50300806962021020105978994968,`4200000920202101197964319284,`退款,`退款,`支出,' +
      '`0.01,`0.22,`1601959334API,`退款总金额0.01元;含手续费0.00元,`S20210201135356381941',
  );
  expect(lines[4]).toBe('`2,`1,`1.00,`1,`0.01');
});

/** The lines without what ends them: always CR LF, the last one too. */
function linesOf(bill: string): string[] {
  const lines = bill.split('\r\n');
  expect(lines.pop()).toBe('');
  return lines;
}
