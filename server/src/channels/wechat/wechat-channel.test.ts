import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Answer,
  account,
  NOW,
  PLATFORM_KEY_ID,
  type SigningServer,
  signatureHeaders,
  signedByMerchant,
  startSigningServer,
  stranger,
} from '../../../test/helpers/channels/wechat/signing-server.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import type { Outcome } from '../../lib/outcome.ts';
import { createWechatChannel } from './wechat-channel.ts';

const PAYMENT_NO = '1788228000000123456';
const REFUND_NO = '1788228000000654321';
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const MERCHANT_ID = '1900007291';

const http = createHttpClient({ timeoutMs: 400 });
let wechat: SigningServer;
let channel: ReturnType<typeof createWechatChannel>;

beforeAll(async () => {
  wechat = await startSigningServer();
  const { url } = wechat;
  const clock = { now: () => NOW };
  channel = createWechatChannel({ http, clock, baseUrl: url, oauthBaseUrl: url });
});
afterAll(async () => {
  await wechat[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
});
beforeEach(() => void wechat.received.splice(0));

const terms = {
  paymentNo: PAYMENT_NO,
  description: '宿舍电费🎉',
  totalAmount: 100,
  callbackUrl: 'https://pay.example.cn/callbacks/wechat1',
  expiresAt: new Date('2026-09-01T03:00:00Z'),
} as const;
const refundTerms = {
  refundNo: REFUND_NO,
  paymentNo: PAYMENT_NO,
  refundAmount: 30,
  paidAmount: 100,
  reason: '退'.repeat(40),
  callbackUrl: 'https://pay.example.cn/callbacks/wechat1',
};
const nativeRequestBody = () => channel.paymentRequestBody(account, { ...terms, scene: 'native' });

function signed(status: number, content: unknown): Answer {
  return { status, body: JSON.stringify(content) };
}

function unsigned(status: number, content: unknown): Answer {
  return { ...signed(status, content), headers: { 'request-id': '08F5-268512771' } };
}

function answering(answer: Answer | 'hang' | 'reset'): void {
  wechat.answerWith(() => answer);
}

function paidContent(changes: object = {}) {
  return {
    appid: 'wxd678efh567hg6787',
    mchid: MERCHANT_ID,
    out_trade_no: PAYMENT_NO,
    transaction_id: '4200000925202101284997714292',
    trade_type: 'NATIVE',
    trade_state: 'SUCCESS',
    success_time: '2026-09-01T09:59:58+08:00',
    payer: { openid: OPENID },
    amount: { total: 100, payer_total: 80, currency: 'CNY', payer_currency: 'CNY' },
    ...changes,
  };
}

function refundContent(changes: object = {}) {
  return {
    refund_id: '50000000382019052709732678859',
    out_refund_no: REFUND_NO,
    out_trade_no: PAYMENT_NO,
    status: 'PROCESSING',
    amount: { total: 100, refund: 30, payer_refund: 30, currency: 'CNY' },
    ...changes,
  };
}

const calls: Record<string, () => Promise<Outcome<unknown>>> = {
  createPayment: () => channel.createPayment(account, 'native', nativeRequestBody()),
  queryPayment: () => channel.queryPayment(account, PAYMENT_NO),
  closePayment: () => channel.closePayment(account, PAYMENT_NO),
  createRefund: () => channel.createRefund(account, channel.refundRequestBody(account, refundTerms)),
  queryRefund: () => channel.queryRefund(account, REFUND_NO, PAYMENT_NO),
};

/** One body that would satisfy every call, was it only believed. */
const BELIEVABLE = {
  ...refundContent(),
  ...paidContent({ amount: { total: 100, refund: 30, currency: 'CNY' } }),
  code_url: 'weixin://x',
};

test.each(Object.keys(calls))('%s: what is not proven is unknown', async (name) => {
  const call = calls[name];
  const status = name === 'closePayment' ? 204 : 200;
  const body = status === 204 ? '' : JSON.stringify(BELIEVABLE);
  const good = signatureHeaders(body);
  const doubtful: Record<string, Answer | 'hang' | 'reset'> = {
    'no answer in time': 'hang',
    'connection reset': 'reset',
    unsigned: { status, body, headers: { 'x-none': '1' } },
    'wrong key': { status, body, headers: signatureHeaders(body, { key: stranger.privateKey }) },
    'unknown serial': { status, body, headers: signatureHeaders(body, { serial: 'AB12' }) },
    stale: { status, body, headers: signatureHeaders(body, { skewSeconds: -301 }) },
    'from the future': { status, body, headers: signatureHeaders(body, { skewSeconds: 301 }) },
    probe: {
      status,
      body,
      headers: { ...good, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${good['wechatpay-signature']}` },
    },
    'signature of another body': { status, body, headers: signatureHeaders(`${body} `) },
    'accepted, not processed': signed(202, BELIEVABLE),
    'another 2xx': signed(201, BELIEVABLE),
    redirect: { status: 302, body: '', headers: { location: '/' } },
    'rate limit': signed(429, { code: 'FREQUENCY_LIMITED', message: '频率超限' }),
    'rate limit with a whitelisted code': signed(429, { code: 'PARAM_ERROR', message: '参数错误' }),
    'system error': signed(500, { code: 'SYSTEM_ERROR', message: '系统错误' }),
    'whitelisted code in a 5xx': signed(500, { code: 'PARAM_ERROR', message: '参数错误' }),
    'bad gateway': { status: 502, body: '<html>', headers: { 'content-type': 'text/html' } },
    'refusal without a body': { status: 404, body: '', headers: { 'x-none': '1' } },
    'refusal of a middlebox': { status: 403, body: '<html>', headers: { 'x-none': '1' } },
    'refusal without a code': unsigned(400, { message: '参数错误' }),
    'code that nobody knows': unsigned(400, { code: 'SOMETHING_NEW', message: '新' }),
    'refusal wrongly signed': {
      ...signed(400, { code: 'PARAM_ERROR', message: '参数错误' }),
      headers: signatureHeaders('other'),
    },
    'refusal with half a signature': {
      ...signed(400, { code: 'PARAM_ERROR', message: '参数错误' }),
      headers: { 'wechatpay-serial': PLATFORM_KEY_ID },
    },
    ...(status === 200 && {
      'empty 200': { status, body: '' },
      'not JSON': { status, body: '{"trade_state":' },
      'an array': signed(200, [BELIEVABLE]),
      'nothing in it': signed(200, {}),
    }),
  };
  for (const [situation, answer] of Object.entries(doubtful)) {
    answering(answer);
    const outcome = await call?.();
    expect([situation, outcome?.kind]).toEqual([situation, 'unknown']);
    expect(JSON.stringify(outcome)).not.toContain(OPENID);
  }
  answering({ status, body });
  expect(await call?.()).toMatchObject({ kind: 'done' });
  expect(wechat.received.every((request) => request.authentic)).toBe(true);
});

test.each(['createPayment', 'queryPayment', 'closePayment', 'queryRefund'])(
  '%s: definitive refusals, signed or not',
  async (name) => {
    for (const answer of [signed, unsigned]) {
      answering(answer(400, { code: 'PARAM_ERROR', message: '参数错误' }));
      expect(await calls[name]?.()).toEqual({ kind: 'not_done', code: 'PARAM_ERROR', message: '参数错误' });
    }
    answering(unsigned(401, { code: 'SIGN_ERROR', message: '签名错误' }));
    expect(await calls[name]?.()).toEqual({
      kind: 'not_done',
      code: 'CHANNEL_CONFIGURATION',
      message: '微信支付商户配置有误（SIGN_ERROR）：签名错误',
    });
  },
);

test('a native order says exactly what WeChat documents', async () => {
  answering(signed(200, { code_url: 'weixin://wxpay/bizpayurl?pr=abc' }));
  const requestBody = nativeRequestBody();
  expect(await channel.createPayment(account, 'native', requestBody)).toEqual({
    kind: 'done',
    value: { kind: 'qr', codeUrl: 'weixin://wxpay/bizpayurl?pr=abc', expiresAt: terms.expiresAt },
  });
  const [sent] = wechat.received;
  expect(sent).toMatchObject({ method: 'POST', target: '/v3/pay/transactions/native', body: requestBody });
  expect(sent?.headers).toMatchObject({
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': expect.stringMatching(/^ZhixiaoPay\/\d/),
    'wechatpay-serial': PLATFORM_KEY_ID,
  });
  expect(JSON.parse(requestBody)).toEqual({
    appid: 'wxd678efh567hg6787',
    mchid: MERCHANT_ID,
    description: '宿舍电费',
    out_trade_no: PAYMENT_NO,
    time_expire: '2026-09-01T11:00:00+08:00',
    notify_url: terms.callbackUrl,
    amount: { total: 100, currency: 'CNY' },
  });
});

test.each([
  ['jsapi', 'wxd678efh567hg6787'],
  ['mini_program', 'wx2421b1c4370ec43b'],
] as const)('%s is ordered and signed with %s', async (scene, appId) => {
  answering(signed(200, { prepay_id: 'wx20141027' }));
  const request = channel.paymentRequestBody(account, { ...terms, scene, openid: OPENID });
  expect(JSON.parse(request)).toMatchObject({ appid: appId, payer: { openid: OPENID } });
  const outcome = await channel.createPayment(account, scene, request);
  expect(wechat.received[0]?.target).toBe('/v3/pay/transactions/jsapi');
  if (outcome.kind !== 'done') throw new Error(outcome.kind);
  const given = await channel.payerParameters(account, scene, outcome.value);
  expect(given).toMatchObject({
    appId,
    timeStamp: '1788228000',
    package: 'prepay_id=wx20141027',
    signType: 'RSA',
  });
  const message = `${appId}\n1788228000\n${given.nonceStr}\nprepay_id=wx20141027\n`;
  expect(signedByMerchant(message, given.paySign ?? '')).toBe(true);
});

test('wap is ordered as H5 with the payer’s address, and its link ends before the five minutes of WeChat', async () => {
  answering(signed(200, { h5_url: 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1' }));
  expect(() => channel.paymentRequestBody(account, { ...terms, scene: 'wap' })).toThrow(
    'address of the payer',
  );
  const requestBody = channel.paymentRequestBody(account, { ...terms, scene: 'wap', payerIp: '203.0.113.7' });
  expect(JSON.parse(requestBody).scene_info).toEqual({
    payer_client_ip: '203.0.113.7',
    h5_info: { type: 'Wap' },
  });
  expect(await channel.createPayment(account, 'wap', requestBody)).toEqual({
    kind: 'done',
    value: {
      kind: 'redirect',
      url: 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1',
      expiresAt: new Date('2026-09-01T02:04:00Z'),
    },
  });
  expect(wechat.received[0]?.target).toBe('/v3/pay/transactions/h5');
});

test('without an openid there is no jsapi order', () => {
  expect(() => channel.paymentRequestBody(account, { ...terms, scene: 'jsapi' })).toThrow('openid');
});

test('a credential ends before the two hours of WeChat, even when the order may be paid for longer', async () => {
  answering(signed(200, { code_url: 'weixin://x' }));
  const requestBody = channel.paymentRequestBody(account, {
    ...terms,
    description: '🎉',
    scene: 'native',
    expiresAt: new Date('2026-09-02T02:00:00Z'),
  });
  expect(JSON.parse(requestBody).description).not.toBe('');
  expect(await channel.createPayment(account, 'native', requestBody)).toMatchObject({
    value: { expiresAt: new Date('2026-09-01T03:55:00Z') },
  });
});

test.each(['ORDERPAID', 'ORDER_PAID', 'OUT_TRADE_NO_USED'])(
  'an order refused with %s is unknown',
  async (code) => {
    answering(unsigned(400, { code, message: '' }));
    expect(await calls.createPayment?.()).toEqual({ kind: 'unknown', reason: `微信支付拒绝（${code}）` });
  },
);

test('an order refused with ORDER_CLOSED is not done', async () => {
  answering(unsigned(400, { code: 'ORDER_CLOSED', message: '订单已关闭' }));
  expect(await calls.createPayment?.()).toEqual({
    kind: 'not_done',
    code: 'ORDER_CLOSED',
    message: '订单已关闭',
  });
});

const evidence = {
  transactionId: '4200000925202101284997714292',
  paidAmount: 100,
  paidAt: new Date('2026-09-01T01:59:58Z'),
  payerUid: OPENID,
};

test.each([
  ['SUCCESS', { status: 'paid', evidence }],
  ['REFUND', { status: 'paid', evidence }],
  ['NOTPAY', { status: 'pending' }],
  ['USERPAYING', { status: 'pending' }],
  ['SOMETHING_NEW', { status: 'pending' }],
  ['CLOSED', { status: 'closed' }],
  ['REVOKED', { status: 'closed' }],
  ['PAYERROR', { status: 'closed' }],
])('a payment in state %s is read', async (trade_state, value) => {
  answering(signed(200, paidContent({ trade_state })));
  expect(await calls.queryPayment?.()).toEqual({ kind: 'done', value });
  expect(wechat.received[0]?.target).toBe(
    `/v3/pay/transactions/out-trade-no/${PAYMENT_NO}?mchid=${MERCHANT_ID}`,
  );
});

test('an unpaid payment has no evidence fields and needs none', async () => {
  answering(signed(200, { mchid: MERCHANT_ID, out_trade_no: PAYMENT_NO, trade_state: 'NOTPAY' }));
  expect(await calls.queryPayment?.()).toEqual({ kind: 'done', value: { status: 'pending' } });
});

test('money that arrived from a payer WeChat does not name is booked all the same', async () => {
  answering(signed(200, paidContent({ payer: undefined })));
  expect(await calls.queryPayment?.()).toMatchObject({ value: { evidence: { payerUid: '' } } });
});

test.each([
  ['another merchant', { mchid: '1900000001' }],
  ['another payment', { out_trade_no: '1' }],
  ['another currency', { amount: { total: 100, currency: 'USD' } }],
  ['a fractional amount', { amount: { total: 100.5, currency: 'CNY' } }],
  ['an amount in text', { amount: { total: '100', currency: 'CNY' } }],
  ['a time without a zone', { success_time: '2026-09-01 09:59:58' }],
  ['no transaction id', { transaction_id: undefined }],
])('a payment with %s is unknown', async (_name, changes) => {
  answering(signed(200, paidContent(changes)));
  expect(await calls.queryPayment?.()).toMatchObject({ kind: 'unknown' });
});

test.each([signed, unsigned])('a payment WeChat has never seen is not found', async (answer) => {
  answering(answer(404, { code: 'ORDER_NOT_EXIST', message: '订单不存在' }));
  expect(await calls.queryPayment?.()).toEqual({ kind: 'done', value: { status: 'not_found' } });
});

test.each([
  ['ORDERPAID', 'paid'],
  ['ORDER_PAID', 'paid'],
  ['ORDER_NOT_EXIST', 'not_found'],
  ['ORDER_CLOSED', 'closed'],
])('a close refused with %s answers %s', async (code, value) => {
  answering(unsigned(400, { code, message: '' }));
  expect(await calls.closePayment?.()).toEqual({ kind: 'done', value });
});

test('a close names the merchant and is done with 204', async () => {
  answering({ status: 204, body: '' });
  expect(await calls.closePayment?.()).toEqual({ kind: 'done', value: 'closed' });
  expect(wechat.received[0]).toMatchObject({
    target: `/v3/pay/transactions/out-trade-no/${PAYMENT_NO}/close`,
    body: `{"mchid":"${MERCHANT_ID}"}`,
  });
  answering(signed(200, { code: 'OK' }));
  expect(await calls.closePayment?.()).toMatchObject({ kind: 'unknown' });
});

test('a refund says exactly what WeChat documents', async () => {
  answering(signed(200, refundContent()));
  expect(await calls.createRefund?.()).toEqual({
    kind: 'done',
    value: { status: 'processing', refundAmount: 30, channelRefundId: '50000000382019052709732678859' },
  });
  expect(wechat.received).toHaveLength(1);
  expect(JSON.parse(wechat.received[0]?.body ?? '')).toEqual({
    out_trade_no: PAYMENT_NO,
    out_refund_no: REFUND_NO,
    reason: '退'.repeat(26),
    notify_url: refundTerms.callbackUrl,
    amount: { refund: 30, total: 100, currency: 'CNY' },
  });
  expect(JSON.parse(channel.refundRequestBody(account, { ...refundTerms, reason: '🎉' }))).not.toHaveProperty(
    'reason',
  );
});

test.each([
  ['PROCESSING', 'processing'],
  ['SUCCESS', 'succeeded'],
  ['CLOSED', 'closed'],
  ['ABNORMAL', 'abnormal'],
  ['SOMETHING_NEW', 'processing'],
])('a refund in state %s is %s', async (status, read) => {
  answering(signed(200, refundContent({ status })));
  expect(await calls.createRefund?.()).toMatchObject({ value: { status: read } });
  expect(await calls.queryRefund?.()).toMatchObject({ value: { status: read } });
});

const doneProcessing = { kind: 'done', value: { status: 'processing' } };
const notFound = unsigned(404, { code: 'RESOURCE_NOT_EXISTS', message: '退款单不存在' });
const notEnough = unsigned(403, { code: 'NOT_ENOUGH', message: '余额不足' });
const signError = unsigned(401, { code: 'SIGN_ERROR', message: '签名错误' });
const busy = signed(500, { code: 'SYSTEM_ERROR', message: '系统错误' });
const limited = signed(429, { code: 'FREQUENCY_LIMITED', message: '频率超限' });
const found = signed(200, refundContent());
const forged = { ...found, headers: signatureHeaders('other') };
const otherAmount = signed(200, refundContent({ amount: { total: 100, refund: 31, currency: 'CNY' } }));
const unclear = { kind: 'unknown' };

test.each<[string, Answer | 'hang' | 'reset', Answer | 'hang' | 'reset', object]>([
  ['refused, but there', notEnough, found, doneProcessing],
  [
    'refused and not there',
    notEnough,
    notFound,
    { kind: 'not_done', code: 'NOT_ENOUGH', message: '余额不足' },
  ],
  ['refused, query unclear', notEnough, busy, unclear],
  ['refused, query refused', signError, signError, unclear],
  ['refused for our signature, yet not there', signError, notFound, { kind: 'not_done' }],
  ['refused for no payment', notFound, notFound, { kind: 'not_done', code: 'RESOURCE_NOT_EXISTS' }],
  ['rate limited, but there', limited, found, doneProcessing],
  ['rate limited and not there', limited, notFound, unclear],
  ['system error, but there', busy, found, doneProcessing],
  ['system error and not there', busy, notFound, unclear],
  ['accepted only, not there', signed(202, {}), notFound, unclear],
  ['lost answer, but there', 'reset', found, doneProcessing],
  ['lost answer, not there', 'reset', notFound, unclear],
  ['late answer, but there', 'hang', found, doneProcessing],
  ['forged answer, but there', forged, found, doneProcessing],
  ['forged answer, forged query', forged, forged, unclear],
  ['unknown code, not there', unsigned(400, { code: 'NEW', message: '' }), notFound, unclear],
  ['lost answer, there with another amount', 'reset', otherAmount, unclear],
  ['done with another amount', otherAmount, found, unclear],
  ['done for another payment', signed(200, refundContent({ out_trade_no: '1' })), found, unclear],
])('refund %s', async (_name, onCreate, onQuery, outcome) => {
  wechat.answerWith(({ method }) => (method === 'POST' ? onCreate : onQuery));
  expect(await calls.createRefund?.()).toMatchObject(outcome);
  const queries = wechat.received.filter(({ method }) => method === 'GET');
  for (const { target } of queries) expect(target).toBe(`/v3/refund/domestic/refunds/${REFUND_NO}`);
  expect(queries).toHaveLength(
    typeof onCreate === 'object' && onCreate.status === 200 && onCreate !== forged ? 0 : 1,
  );
});

test('a refund query tells not found, and refuses another payment or number', async () => {
  answering(notFound);
  expect(await calls.queryRefund?.()).toEqual({ kind: 'done', value: 'not_found' });
  for (const changes of [{ out_trade_no: '1' }, { out_refund_no: '1' }]) {
    answering(signed(200, refundContent(changes)));
    expect(await calls.queryRefund?.()).toMatchObject({ kind: 'unknown' });
  }
});

test('supports only its own accounts that have an appid', () => {
  expect(channel.supports(account, 'wap')).toBe(false);
  expect(channel.supports({ ...account, settings: { ...account.settings, h5Enabled: true } }, 'wap')).toBe(
    true,
  );
  expect(channel.supports(account, 'page')).toBe(false);
  for (const scene of ['native', 'jsapi', 'mini_program'] as const) {
    expect(channel.supports(account, scene)).toBe(true);
    expect(channel.supports({ ...account, channel: 'alipay' }, scene)).toBe(false);
    expect(channel.supports({ ...account, settings: {} }, scene)).toBe(false);
  }
});

test('the authorize address has its parameters in the order WeChat wants', () => {
  expect(channel.payerAuthorizeUrl(account, 'https://pay.example.cn/pay?a=1&b=学', 'st/1')).toBe(
    'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxd678efh567hg6787' +
      '&redirect_uri=https%3A%2F%2Fpay.example.cn%2Fpay%3Fa%3D1%26b%3D%E5%AD%A6' +
      '&response_type=code&scope=snsapi_base&state=st%2F1#wechat_redirect',
  );
});

test.each([
  [200, { openid: OPENID, access_token: 't' }, { kind: 'done', value: OPENID }],
  [200, { openid: OPENID, is_snapshotuser: 1 }, { kind: 'not_done', code: 'SNAPSHOT_USER' }],
  [200, { errcode: 40029, errmsg: 'invalid code' }, { kind: 'not_done', code: '40029' }],
  [200, { errcode: 40163, errmsg: 'code been used' }, { kind: 'not_done', code: '40163' }],
  [200, { errcode: 40125, errmsg: 'secret' }, { kind: 'not_done', code: 'CHANNEL_CONFIGURATION' }],
  [200, { errcode: -1, errmsg: 'system error' }, { kind: 'unknown' }],
  [200, {}, { kind: 'unknown' }],
  [502, {}, { kind: 'unknown' }],
])('a code redeemed with %i %j', async (status, content, outcome) => {
  answering(unsigned(status, content));
  expect(await channel.payerIdFromCode(account, 'c0de')).toMatchObject(outcome);
  expect(wechat.received[0]?.target).toBe(
    '/sns/oauth2/access_token?appid=wxd678efh567hg6787&secret=secretOfTheApp&code=c0de' +
      '&grant_type=authorization_code',
  );
});

test('a code that gets no answer is unknown, and the secret is not in the reason', async () => {
  answering('reset');
  const outcome = await channel.payerIdFromCode(account, 'c0de');
  expect(outcome.kind).toBe('unknown');
  expect(JSON.stringify(outcome)).not.toContain('secretOfTheApp');
});

test('without an app secret nobody is asked', async () => {
  const secrets = { ...account.secrets, appSecret: undefined };
  expect(await channel.payerIdFromCode({ ...account, secrets }, 'c0de')).toMatchObject({
    kind: 'not_done',
    code: 'CHANNEL_CONFIGURATION',
  });
  expect(wechat.received).toEqual([]);
});
