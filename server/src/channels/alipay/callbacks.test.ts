import { expect, test } from 'vitest';
import {
  ALIPAY_2_SN,
  certificateAccount,
  testFile,
} from '../../../test/helpers/channels/alipay/certificate-account.ts';
import {
  APP_ID,
  account,
  alipay,
  joined,
  SELLER_ID,
  signatureOf,
  stranger,
} from '../../../test/helpers/channels/alipay/signing-server.ts';
import { CallbackRejected, type ChannelAccount } from '../channel.ts';
import { parseAlipayAccount } from './alipay-account.ts';
import { callbackReply, readCallback } from './callbacks.ts';

type Form = Record<string, string>;

const USER_ID = '2088000000000009';

const payment: Form = {
  notify_time: '2026-09-01 10:00:01',
  notify_type: 'trade_status_sync',
  notify_id: '2026090100222100001001230000000001',
  app_id: APP_ID,
  auth_app_id: APP_ID,
  charset: 'utf-8',
  version: '1.0',
  trade_no: '2026090122001400001000000001',
  out_trade_no: '1788228000000123456',
  buyer_id: USER_ID,
  seller_id: SELLER_ID,
  trade_status: 'TRADE_SUCCESS',
  total_amount: '1.13',
  receipt_amount: '1.00',
  subject: '宿舍 电费+1%2B',
  body: '',
  gmt_create: '2026-09-01 09:59:50',
  gmt_payment: '2026-09-01 09:59:58',
  fund_bill_list: '[{"amount":"1.13","fundChannel":"PCREDIT"}]',
};
const refundMarks: Form = {
  refund_fee: '0.30',
  gmt_refund: '2026-09-01 10:30:00.123',
  out_biz_no: '1788228000000654321',
};

function sealed(form: Form, sign = signatureOf(joined(form))): Form {
  return { ...form, sign_type: 'RSA2', sign };
}

function encoded(form: Form): Buffer {
  return Buffer.from(new URLSearchParams(form).toString());
}

function read(body: Buffer, record: ChannelAccount = account) {
  return readCallback(parseAlipayAccount(record), { headers: {}, body });
}

function rejection(body: Buffer, record?: ChannelAccount): string {
  try {
    read(body, record);
  } catch (error) {
    if (error instanceof CallbackRejected) return error.message;
    throw error;
  }
  throw new Error('the callback was taken');
}

const evidence = {
  transactionId: '2026090122001400001000000001',
  paidAmount: 113,
  paidAt: new Date('2026-09-01T01:59:58Z'),
  payerUid: USER_ID,
};

test('a payment is read, and its parameters are kept', () => {
  const form = sealed(payment);
  const callback = read(encoded(form));
  expect(callback).toEqual({
    callbackId: '2026090100222100001001230000000001',
    content: JSON.stringify(form),
    kind: 'payment',
    paymentNo: '1788228000000123456',
    state: { status: 'paid', evidence },
  });
});

test('spaces and plus signs arrive as they were signed, however they are escaped', () => {
  const body = encoded(sealed(payment)).toString();
  expect(body).toContain('%2B');
  expect(read(Buffer.from(body.replaceAll('+', '%20'))).kind).toBe('payment');
});

const { gmt_payment: _paid, ...unpaid } = payment;
test.each<[string, Form, object]>([
  ['finished', { ...payment, trade_status: 'TRADE_FINISHED' }, { status: 'paid', evidence }],
  ['waiting', { ...unpaid, trade_status: 'WAIT_BUYER_PAY' }, { status: 'pending' }],
  ['something new', { ...unpaid, trade_status: 'TRADE_NEW' }, { status: 'pending' }],
  ['timed out', { ...unpaid, trade_status: 'TRADE_CLOSED' }, { status: 'closed' }],
  [
    'timed out, nothing refunded',
    { ...unpaid, trade_status: 'TRADE_CLOSED', refund_fee: '0.00' },
    { status: 'closed' },
  ],
  ['pay later', { ...payment, credit_pay_mode: 'creditAdvanceV2' }, { status: 'pending' }],
  ['by open id', { ...payment, buyer_id: '', buyer_open_id: 'o1' }, { evidence: { payerUid: 'o1' } }],
  ['by nobody named', { ...payment, buyer_id: '' }, { evidence: { payerUid: '' } }],
])('a trade %s', (_name, form, state) => {
  expect(read(encoded(sealed(form)))).toMatchObject({ kind: 'payment', state });
});

test.each<[string, Form]>([
  ['part', { ...payment, ...refundMarks }],
  ['all', { ...payment, ...refundMarks, refund_fee: '1.13', trade_status: 'TRADE_CLOSED' }],
])('a notice of refunding %s repeats the payment it belongs to and claims no refund', (_name, form) => {
  const callback = read(encoded(sealed(form)));
  expect(callback).toMatchObject({
    kind: 'payment',
    paymentNo: payment.out_trade_no,
    state: { status: 'paid', evidence },
  });
});

test('in certificate mode the number picks the key, and may be signed or not', () => {
  const named = { ...payment, alipay_cert_sn: ALIPAY_2_SN };
  const { privateKey } = parseAlipayAccount({
    ...account,
    secrets: { appPrivateKey: testFile('alipay-2.key') },
  });
  for (const form of [payment, named]) {
    const sign = signatureOf(joined(form), privateKey);
    expect(read(encoded(sealed(named, sign)), certificateAccount).kind).toBe('payment');
    expect(rejection(encoded(sealed({ ...named, total_amount: '1.14' }, sign)), certificateAccount)).toBe(
      '验签不通过',
    );
  }
});

const good = sealed(payment);
const changed = (changes: Form) => encoded({ ...good, ...changes });

test.each([
  ['an amount changed', changed({ total_amount: '1.14' }), '验签不通过'],
  ['a parameter added', changed({ refund_fee: '1.13' }), '验签不通过'],
  ['a parameter emptied', changed({ seller_id: '' }), '验签不通过'],
  ['unsigned', encoded(payment), '缺少签名'],
  ['signed with nothing', encoded(sealed(payment, '')), '缺少签名'],
  [
    "a stranger's key",
    encoded(sealed(payment, signatureOf(joined(payment), stranger.privateKey))),
    '验签不通过',
  ],
  [
    'downgraded to SHA-1',
    encoded({
      ...sealed(payment, signatureOf(joined(payment), alipay.privateKey, 'sha1')),
      sign_type: 'RSA',
    }),
    '验签不通过',
  ],
  [
    'an algorithm that is none',
    encoded({ ...sealed(payment, signatureOf(joined(payment), stranger.privateKey)), sign_type: 'none' }),
    '验签不通过',
  ],
  ['an amount twice', Buffer.from(`${encoded(good)}&total_amount=9.99`), '参数重复'],
  ['escaped twice', Buffer.from(encoded(good).toString().replaceAll('%', '%25')), '验签不通过'],
  ['JSON', Buffer.from(JSON.stringify(good)), '缺少签名'],
  ['empty', Buffer.alloc(0), '缺少签名'],
  ['bytes', Buffer.from('sign=a%&b=%ff'), '验签不通过'],
])('refused, not believed: %s', (_name, body, message) => {
  expect(rejection(body)).toBe(message);
});

test.each<[string, Form, string]>([
  ['another application', { app_id: '2021004100000009' }, '应用与账户不符'],
  ['another merchant', { seller_id: '2088000000000002' }, '收款商户与账户不符'],
  ['no merchant', { seller_id: '' }, '缺少字段 seller_id'],
  ['another kind of notice', { notify_type: 'dut_user_sign' }, '回调类型不认识'],
  ['no id', { notify_id: '' }, '缺少字段 notify_id'],
  ['no trade number', { trade_no: '' }, '缺少字段 trade_no'],
  ['no amount', { total_amount: '' }, '缺少字段 total_amount'],
  ['a strange amount', { total_amount: '1e2' }, '金额字段 total_amount 格式不对'],
  ['no time of payment', { gmt_payment: '' }, '缺少字段 gmt_payment'],
])('refused though signed: %s', (_name, changes, message) => {
  expect(rejection(encoded(sealed({ ...payment, ...changes })))).toBe(message);
});

test('the one word Alipay takes as received', () => {
  expect(callbackReply(true)).toEqual({ status: 200, contentType: 'text/plain', body: 'success' });
  expect(callbackReply(false)).toEqual({ status: 500, contentType: 'text/plain', body: 'fail' });
});
