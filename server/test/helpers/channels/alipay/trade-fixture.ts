import { refused } from './signing-server.ts';

/** What the tests of the channel pay, refund, and let Alipay say about it. */
export const PAYMENT_NO = '1788228000000123456';
export const REFUND_NO = '1788228000000654321';
export const TRADE_NO = '2026090122001400001000000001';
export const USER_ID = '2088000000000009';

export const refundTerms = {
  refundNo: REFUND_NO,
  paymentNo: PAYMENT_NO,
  refundAmount: 30,
  paidAmount: 113,
  reason: '退费/多缴',
  callbackUrl: 'https://pay.example.cn/channel/alipay/alipay1',
};

export const trade = {
  trade_no: TRADE_NO,
  out_trade_no: PAYMENT_NO,
  trade_status: 'TRADE_SUCCESS',
  total_amount: '1.13',
  receipt_amount: '1.00',
  send_pay_date: '2026-09-01 09:59:58',
  buyer_user_id: USER_ID,
  buyer_logon_id: '159****5620',
};
export const refund = {
  trade_no: TRADE_NO,
  out_trade_no: PAYMENT_NO,
  out_request_no: REFUND_NO,
  refund_status: 'REFUND_SUCCESS',
  refund_amount: '0.30',
  total_amount: '1.13',
};

export const notThere = refused('ACQ.TRADE_NOT_EXIST', '交易不存在');
