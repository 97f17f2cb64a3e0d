import { createPrivateKey } from 'node:crypto';
import { SCENES } from '@zhixiao/contract/codes/scenes';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  ALIPAY_1_SN,
  APP_SN,
  certificateAccount,
  testFile,
} from '../../../test/helpers/channels/alipay/certificate-account.ts';
import {
  account,
  granted,
  NOW,
  type Reply,
  refused,
  type SigningServer,
  signed,
  signedByApplication,
  startSigningServer,
  stranger,
  unsigned,
} from '../../../test/helpers/channels/alipay/signing-server.ts';
import {
  notThere,
  PAYMENT_NO,
  REFUND_NO,
  refund,
  refundTerms,
  TRADE_NO,
  trade,
  USER_ID,
} from '../../../test/helpers/channels/alipay/trade-fixture.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import type { Outcome } from '../../lib/outcome.ts';
import { createAlipayChannel } from './alipay-channel.ts';

const http = createHttpClient({ timeoutMs: 400 });
let now = NOW;
let alipay: SigningServer;
let channel: ReturnType<typeof createAlipayChannel>;

beforeAll(async () => {
  alipay = await startSigningServer();
  channel = createAlipayChannel({ http, clock: { now: () => now }, gatewayUrl: alipay.gatewayUrl });
});
afterAll(async () => {
  await alipay[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
});
beforeEach(() => {
  now = NOW;
  alipay.received.splice(0);
});

const terms = {
  paymentNo: PAYMENT_NO,
  description: '宿舍/电费🎉',
  totalAmount: 113,
  callbackUrl: 'https://pay.example.cn/channel/alipay/alipay1',
  returnUrl: 'https://pay.example.cn/pay/orderId/1.html?from=alipay&x=学',
  expiresAt: new Date('2026-09-01T02:05:00.900Z'),
} as const;
const expiresAt = new Date('2026-09-01T02:05:00Z');
const nativeRequestBody = () => channel.paymentRequestBody(account, { ...terms, scene: 'native' });
const calls: Record<string, () => Promise<Outcome<unknown>>> = {
  createPayment: () => channel.createPayment(account, 'native', nativeRequestBody()),
  queryPayment: () => channel.queryPayment(account, PAYMENT_NO),
  closePayment: () => channel.closePayment(account, PAYMENT_NO),
  createRefund: () => channel.createRefund(account, channel.refundRequestBody(account, refundTerms)),
  queryRefund: () => channel.queryRefund(account, REFUND_NO, PAYMENT_NO),
  payerIdFromCode: () => channel.payerIdFromCode(account, 'c0de'),
};

/** One answer that would satisfy every call, was it only believed. */
const BELIEVABLE = granted({
  ...trade,
  ...refund,
  fund_change: 'Y',
  qr_code: 'https://qr.alipay.com/bax',
  user_id: USER_ID,
});

function answering(reply: Reply): void {
  alipay.answerWith(reply);
}

const contentOf = (index = 0): unknown => JSON.parse(alipay.received[index]?.body.biz_content ?? '');
const methods = () => alipay.received.map(({ query }) => query.method);

test.each(Object.keys(calls))('%s: what is not proven is unknown', async (name) => {
  const call = calls[name];
  const believed = signed(BELIEVABLE);
  const doubtful: Record<string, Reply> = {
    'no answer in time': () => 'hang',
    'connection reset': () => 'reset',
    unsigned: unsigned(BELIEVABLE),
    'wrong key': signed(BELIEVABLE, { key: stranger.privateKey }),
    'signature of another text': signed(BELIEVABLE, { signed: JSON.stringify(BELIEVABLE) }),
    'bad gateway': () => ({ status: 502, body: '<html>' }),
    'a redirect': () => ({ status: 302, body: '' }),
    'a status that is not 200': (request) => ({ ...(believed(request) as object), status: 201, body: '{}' }),
    'an empty answer': () => ({ body: '' }),
    'a page in GBK': () => ({ body: Buffer.from([0x3c, 0xb5, 0xf7, 0xca, 0xd4]) }),
    'the answer of another method': () => ({ body: '{"alipay_trade_pay_response":{"code":"10000"}}' }),
    'waiting for the payer': signed({ ...BELIEVABLE, code: '10003' }),
    'service unavailable': signed({ ...BELIEVABLE, code: '20000', sub_code: 'isp.unknow-error' }),
    'service unavailable, unsigned': unsigned({ code: '20000', sub_code: 'aop.ACQ.SYSTEM_ERROR' }),
    'called too often': unsigned({ code: '40005', sub_code: 'isv.app-call-limited' }),
    'a code that nobody knows': unsigned({ code: '50000', sub_code: 'isv.new' }),
    'a code that is a number': signed({ ...BELIEVABLE, code: 10000 }),
    'a refusal with a strange code': unsigned({ code: '40002', sub_code: 'isv.invalid <script>' }),
    'a refusal wrongly signed': signed(
      { code: '40002', sub_code: 'isv.invalid-parameter' },
      { key: stranger.privateKey },
    ),
    'a business refusal nobody knows': signed(refused('ACQ.SOMETHING_NEW')),
    'a system error': signed(refused('ACQ.SYSTEM_ERROR')),
    'a system error misspelt': signed(refused('AQC.SYSTEM_ERROR')),
    'no trade, unsigned': unsigned(refused('ACQ.TRADE_NOT_EXIST')),
    'a bad parameter, unsigned': unsigned(refused('ACQ.INVALID_PARAMETER')),
  };
  for (const [situation, reply] of Object.entries(doubtful)) {
    answering(reply);
    const outcome = await call?.();
    expect([situation, outcome?.kind]).toEqual([situation, 'unknown']);
    expect(JSON.stringify(outcome)).not.toContain(USER_ID);
  }
  answering(believed);
  expect(await call?.()).toMatchObject({ kind: 'done' });
  expect(alipay.received.every((request) => request.authentic)).toBe(true);
});

test.each(['createPayment', 'queryPayment', 'closePayment', 'queryRefund', 'payerIdFromCode'])(
  '%s: refused before it was carried out, signed or not',
  async (name) => {
    for (const [code, subCode] of [
      ['20001', 'aop.invalid-app-auth-token'],
      ['40001', 'isv.missing-method'],
      ['40002', 'isv.invalid-signature'],
      ['40003', 'isv.missing-signature-config'],
      ['40006', 'isv.insufficient-isv-permissions'],
    ] as const) {
      const content = { code, msg: 'no', sub_code: subCode, sub_msg: '请检查' };
      const error: Reply = () => ({ body: JSON.stringify({ error_response: content }) });
      for (const reply of [signed(content), unsigned(content), error]) {
        answering(reply);
        expect(await calls[name]?.()).toEqual({
          kind: 'not_done',
          code: 'CHANNEL_CONFIGURATION',
          message: `支付宝账户配置有误（${subCode}）：请检查`,
        });
      }
    }
    answering(signed(refused('ACQ.ACCESS_FORBIDDEN')));
    expect(await calls[name]?.()).toMatchObject({ kind: 'not_done', code: 'CHANNEL_CONFIGURATION' });
  },
);

test('an answer that swaps the order of its members, and one with a decoy, are told apart', async () => {
  answering((request) => {
    const answer = signed(granted(trade))(request);
    if (typeof answer === 'string') return answer;
    const { sign, ...others } = JSON.parse(`${answer.body}`);
    const response = `${answer.body}`.match(/_response":(\{.*\}),"sign"/)?.[1];
    return { body: `{"sign":"${sign}","${Object.keys(others)[0]}":${response}}` };
  });
  expect(await calls.queryPayment?.()).toMatchObject({ kind: 'done', value: { status: 'paid' } });
  const unpaid = granted({ ...trade, trade_status: 'WAIT_BUYER_PAY' });
  answering((request) => {
    const answer = signed(unpaid)(request);
    if (typeof answer === 'string') return answer;
    const paid = JSON.stringify(granted(trade));
    return { body: `${answer.body}`.replace('{', `{"alipay_trade_query_response":${paid},`) };
  });
  expect(await calls.queryPayment?.()).toEqual({ kind: 'unknown', reason: expect.stringContaining('重复') });
});

test('in certificate mode requests name our certificates and answers name theirs', async () => {
  const query = () => channel.queryPayment(certificateAccount, PAYMENT_NO);
  const key = createPrivateKey(testFile('alipay-1.key'));
  answering(signed(granted(trade), { key, certificateSn: ALIPAY_1_SN }));
  expect(await query()).toMatchObject({ kind: 'done', value: { status: 'paid' } });
  answering(signed(granted(trade), { certificateSn: ALIPAY_1_SN }));
  expect(await query()).toMatchObject({ kind: 'unknown', reason: '支付宝答复验签不通过' });
  expect(alipay.received[0]?.query).toMatchObject({ app_cert_sn: APP_SN });
  answering(signed(granted(trade), { certificateSn: 'ab' }));
  expect(await query()).toMatchObject({
    kind: 'unknown',
    reason: '支付宝答复签名所用的支付宝公钥证书未配置',
  });
});

test('a code says exactly what Alipay documents', async () => {
  answering(signed(granted({ out_trade_no: PAYMENT_NO, qr_code: 'https://qr.alipay.com/bax' })));
  const requestBody = nativeRequestBody();
  now = new Date('2026-09-01T02:00:07Z');
  expect(await channel.createPayment(account, 'native', requestBody)).toEqual({
    kind: 'done',
    value: { kind: 'qr', codeUrl: 'https://qr.alipay.com/bax', expiresAt },
  });
  const [sent] = alipay.received;
  expect(sent?.query).toEqual({
    app_id: account.settings.appId,
    method: 'alipay.trade.precreate',
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: '2026-09-01 10:00:07',
    version: '1.0',
    notify_url: terms.callbackUrl,
    sign: expect.any(String),
  });
  expect(Object.keys(sent?.body ?? {})).toEqual(['biz_content']);
  expect(contentOf()).toEqual({
    out_trade_no: PAYMENT_NO,
    total_amount: '1.13',
    subject: '宿舍 电费',
    product_code: 'QR_CODE_OFFLINE',
    time_expire: '2026-09-01 10:05:00',
  });
  expect(JSON.parse(requestBody).biz_content).toBe(sent?.body.biz_content);
});

test('a description with nothing left in it still makes a subject', () => {
  const requestBody = channel.paymentRequestBody(account, { ...terms, description: '🎉/', scene: 'native' });
  expect(JSON.parse(JSON.parse(requestBody).biz_content).subject).not.toBe('');
});

test.each([
  [USER_ID, { buyer_id: USER_ID }],
  ['007MF8aBcD-openId', { buyer_open_id: '007MF8aBcD-openId' }],
])('a payment inside Alipay for %s is a trade at once', async (openid, buyer) => {
  for (const scene of ['mini_program', 'jsapi'] as const) await expectTrade(scene, openid, buyer);
});

async function expectTrade(scene: 'mini_program' | 'jsapi', openid: string, buyer: object): Promise<void> {
  alipay.received.splice(0);
  answering(signed(granted({ out_trade_no: PAYMENT_NO, trade_no: TRADE_NO })));
  const request = channel.paymentRequestBody(account, { ...terms, scene, openid });
  const outcome = await channel.createPayment(account, scene, request);
  expect(outcome).toEqual({ kind: 'done', value: { kind: 'trade', tradeNo: TRADE_NO, expiresAt } });
  expect(methods()).toEqual(['alipay.trade.create']);
  expect(contentOf()).toEqual({
    out_trade_no: PAYMENT_NO,
    total_amount: '1.13',
    subject: '宿舍 电费',
    product_code: 'JSAPI_PAY',
    time_expire: '2026-09-01 10:05:00',
    ...buyer,
    op_app_id: '2021004100000002',
  });
  if (outcome.kind !== 'done') throw new Error(outcome.kind);
  expect(await channel.payerParameters(account, scene, outcome.value)).toEqual({ tradeNO: TRADE_NO });
}

test('a mini-program payment needs a payer, and only its trade has payer parameters', async () => {
  expect(() => channel.paymentRequestBody(account, { ...terms, scene: 'mini_program' })).toThrow('openid');
  const credential = { kind: 'redirect', url: 'https://x', expiresAt } as const;
  await expect(channel.payerParameters(account, 'wap', credential)).rejects.toThrow('redirect');
});

test.each([
  ['wap', 'alipay.trade.wap.pay', { product_code: 'QUICK_WAP_WAY', quit_url: terms.returnUrl }],
  ['page', 'alipay.trade.page.pay', { product_code: 'FAST_INSTANT_TRADE_PAY' }],
] as const)('%s is a signed address, the same from the same request', async (scene, method, own) => {
  const request = channel.paymentRequestBody(account, { ...terms, scene });
  const first = await channel.createPayment(account, scene, request);
  now = new Date('2026-09-01T02:04:00Z');
  expect(await channel.createPayment({ ...account }, scene, request)).toEqual(first);
  expect(first).toEqual({
    kind: 'done',
    value: { kind: 'redirect', url: expect.stringContaining(`${alipay.gatewayUrl}?app_id=`), expiresAt },
  });
  expect(alipay.received).toEqual([]);
  const url = first.kind === 'done' && first.value.kind === 'redirect' ? first.value.url : '';
  const parameters = Object.fromEntries(new URL(url).searchParams);
  expect(signedByApplication(parameters)).toBe(true);
  expect(parameters).toMatchObject({
    method,
    timestamp: '2026-09-01 10:00:00',
    notify_url: terms.callbackUrl,
    return_url: terms.returnUrl,
  });
  expect(JSON.parse(parameters.biz_content ?? '')).toEqual({
    out_trade_no: PAYMENT_NO,
    total_amount: '1.13',
    subject: '宿舍 电费',
    time_expire: '2026-09-01 10:05:00',
    ...own,
  });
});

test('without an address to come back to, a redirect names none', async () => {
  const { returnUrl: _, ...nowhere } = terms;
  const requestBody = channel.paymentRequestBody(account, { ...nowhere, scene: 'wap' });
  const outcome = await channel.createPayment(account, 'wap', requestBody);
  const url = outcome.kind === 'done' && outcome.value.kind === 'redirect' ? outcome.value.url : '';
  const { searchParams } = new URL(url);
  expect(searchParams.has('return_url')).toBe(false);
  expect(searchParams.get('biz_content')).not.toContain('quit_url');
});

test.each([
  ['ACQ.TRADE_HAS_CLOSE', 'not_done'],
  ['ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR', 'not_done'],
  ['ACQ.BUYER_SELLER_EQUAL', 'not_done'],
  ['ACQ.TOTAL_FEE_EXCEED', 'not_done'],
  ['ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR', 'not_done'],
  ['BUYER_ENABLE_STATUS_FORBID', 'not_done'],
  ['ACQ.TRADE_BUYER_NOT_MATCH', 'not_done'],
  ['ACQ.TRADE_HAS_SUCCESS', 'unknown'],
  ['ACQ.CONTEXT_INCONSISTENT', 'unknown'],
  ['ACQ.APPLY_PC_MERCHANT_CODE_ERROR', 'unknown'],
  ['ACQ.SELLER_BALANCE_NOT_ENOUGH', 'unknown'],
])('a payment refused with %s is %s', async (code, kind) => {
  answering(signed(refused(code, '原因')));
  const outcome = await calls.createPayment?.();
  expect(outcome).toEqual(
    kind === 'not_done' ? { kind, code, message: '原因' } : { kind, reason: `支付宝拒绝（${code}）` },
  );
});

test('an answer about another payment makes no credential', async () => {
  answering(signed(granted({ out_trade_no: '1', qr_code: 'https://qr.alipay.com/bax' })));
  expect(await calls.createPayment?.()).toMatchObject({ kind: 'unknown' });
});

const evidence = {
  transactionId: TRADE_NO,
  paidAmount: 113,
  paidAt: new Date('2026-09-01T01:59:58Z'),
  payerUid: USER_ID,
};
const paid = { status: 'paid', evidence };

test.each([
  ['TRADE_SUCCESS', {}, paid],
  ['TRADE_FINISHED', {}, paid],
  ['TRADE_CLOSED', {}, paid],
  ['TRADE_CLOSED', { send_pay_date: undefined }, { status: 'closed' }],
  ['TRADE_CLOSED', { send_pay_date: '' }, { status: 'closed' }],
  ['WAIT_BUYER_PAY', { send_pay_date: undefined }, { status: 'pending' }],
  ['SOMETHING_NEW', {}, { status: 'pending' }],
  ['TRADE_SUCCESS', { credit_pay_mode: 'creditAdvanceV2' }, { status: 'pending' }],
  ['TRADE_CLOSED', { credit_pay_mode: 'creditAdvanceV2' }, { status: 'closed' }],
  ['TRADE_SUCCESS', { additional_status: 'SELLER_NOT_RECEIVED' }, { status: 'pending' }],
  [
    'TRADE_SUCCESS',
    { buyer_user_id: undefined, buyer_open_id: 'o1' },
    { status: 'paid', evidence: { ...evidence, payerUid: 'o1' } },
  ],
  [
    'TRADE_SUCCESS',
    { buyer_user_id: undefined },
    { status: 'paid', evidence: { ...evidence, payerUid: '' } },
  ],
])('a payment in state %s with %j is read', async (trade_status, changes, value) => {
  answering(signed(granted({ ...trade, trade_status, ...changes })));
  expect(await calls.queryPayment?.()).toEqual({ kind: 'done', value });
  expect(methods()).toEqual(['alipay.trade.query']);
  expect(contentOf()).toEqual({ out_trade_no: PAYMENT_NO });
});

test.each([
  ['another number', { out_trade_no: '1' }],
  ['no number', { out_trade_no: undefined }],
  ['a number for an amount', { total_amount: 1.13 }],
  ['three decimals', { total_amount: '1.130' }],
  ['a time of its own', { send_pay_date: '2026-09-01T09:59:58+08:00' }],
  [
    'a refund and no time of payment',
    { trade_status: 'TRADE_CLOSED', send_pay_date: '', refund_fee: '1.13' },
  ],
  ['no trade number', { trade_no: undefined }],
  ['no state', { trade_status: undefined }],
])('a payment with %s is unknown', async (_name, changes) => {
  answering(signed(granted({ ...trade, ...changes })));
  expect(await calls.queryPayment?.()).toMatchObject({ kind: 'unknown' });
});

test('a trade nobody opened yet is not found, by query and by close', async () => {
  answering(signed(notThere));
  expect(await calls.queryPayment?.()).toEqual({ kind: 'done', value: { status: 'not_found' } });
  expect(await calls.closePayment?.()).toEqual({ kind: 'done', value: 'not_found' });
  expect(methods()).toEqual(['alipay.trade.query', 'alipay.trade.close']);
});

test('a close is done with 10000 for this payment', async () => {
  answering(signed(granted({ out_trade_no: PAYMENT_NO, trade_no: TRADE_NO })));
  expect(await calls.closePayment?.()).toEqual({ kind: 'done', value: 'closed' });
  expect(contentOf()).toEqual({ out_trade_no: PAYMENT_NO });
  answering(signed(granted({ out_trade_no: '1' })));
  expect(await calls.closePayment?.()).toMatchObject({ kind: 'unknown' });
});

const STATUS_ERRORS = [
  'ACQ.TRADE_STATUS_ERROR',
  'ACQ.REASON_TRADE_STATUS_INVALID',
  'aop.ACQ.REASON_ILLEGAL_STATUS',
  'ACQ.TRADE_HAS_SUCCESS',
];
test.each(STATUS_ERRORS)('a close refused with %s is settled by asking', async (code) => {
  for (const refusal of [signed(refused(code)), unsigned(refused(code))]) {
    for (const [onQuery, outcome] of [
      [signed(granted(trade)), { kind: 'done', value: 'paid' }],
      [
        signed(granted({ ...trade, trade_status: 'TRADE_CLOSED', send_pay_date: '' })),
        { kind: 'done', value: 'closed' },
      ],
      [signed(granted({ ...trade, trade_status: 'WAIT_BUYER_PAY' })), { kind: 'unknown' }],
      [signed(notThere), { kind: 'unknown' }],
      [unsigned(granted(trade)), { kind: 'unknown' }],
    ] as const) {
      alipay.received.splice(0);
      answering((request) => (request.query.method === 'alipay.trade.close' ? refusal : onQuery)(request));
      expect(await calls.closePayment?.()).toMatchObject(outcome);
      expect(methods()).toEqual(['alipay.trade.close', 'alipay.trade.query']);
    }
  }
});

test('supports only its own accounts, and what has to be signed for only where switched on', () => {
  const SWITCHES = { mini_program: 'miniProgramEnabled', jsapi: 'jsapiEnabled' } as const;
  for (const scene of SCENES) {
    expect(channel.supports(account, scene)).toBe(true);
    expect(channel.supports({ ...account, channel: 'wechat' }, scene)).toBe(false);
    for (const [switched, name] of Object.entries(SWITCHES)) {
      expect(channel.supports({ ...account, settings: { [name]: true } }, scene)).toBe(false);
      const settings = { ...account.settings, [name]: 'true' };
      expect(channel.supports({ ...account, settings }, scene)).toBe(scene !== switched);
    }
  }
});

test('codes that Alipay knows only once they are scanned are short-lived', () => {
  expect(SCENES.map((scene) => [scene, channel.linkLifetimeMs(scene)])).toEqual([
    ['native', 300_000],
    ['jsapi', undefined],
    ['mini_program', undefined],
    ['wap', 900_000],
    ['page', 900_000],
  ]);
});

test('the authorize address', () => {
  expect(channel.payerAuthorizeUrl(account, 'https://pay.example.cn/pay?a=1&b=学', 'st/1')).toBe(
    'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm?app_id=2021004100000001&scope=auth_base' +
      '&redirect_uri=https%3A%2F%2Fpay.example.cn%2Fpay%3Fa%3D1%26b%3D%E5%AD%A6&state=st%2F1',
  );
});

test.each([
  ['a user id', signed({ user_id: USER_ID, access_token: 't' }), { kind: 'done', value: USER_ID }],
  ['an open id', signed({ open_id: 'o1', access_token: 't' }), { kind: 'done', value: 'o1' }],
  ['both', signed({ user_id: USER_ID, open_id: 'o1' }), { kind: 'done', value: USER_ID }],
  ['a code of its own', signed(granted({ user_id: USER_ID })), { kind: 'done', value: USER_ID }],
  ['nobody', signed({ access_token: 't' }), { kind: 'unknown' }],
  ['unsigned', unsigned({ user_id: USER_ID }), { kind: 'unknown' }],
  [
    'a code that is used up',
    unsigned({ code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.code-invalid', sub_msg: '无效' }),
    { kind: 'not_done', code: 'isv.code-invalid', message: '支付宝授权已失效，请重新打开页面' },
  ],
])('a code redeemed for %s', async (_name, reply, outcome) => {
  answering(reply);
  expect(await channel.payerIdFromCode(account, 'c0de')).toMatchObject(outcome);
  const [sent] = alipay.received;
  expect(sent?.query.method).toBe('alipay.system.oauth.token');
  expect(sent?.body).toEqual({ grant_type: 'authorization_code', code: 'c0de' });
});

test('a granted answer needs its code in every other call', async () => {
  answering(signed({ ...BELIEVABLE, code: undefined }));
  expect(await calls.queryPayment?.()).toMatchObject({ kind: 'unknown' });
});
