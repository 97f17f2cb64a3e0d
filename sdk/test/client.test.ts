import { sealResponse } from '@zhixiao/protocol/envelope';
import {
  BadRequestError,
  type Client,
  type ClientOptions,
  createClient,
  FrozenError,
  RefusedError,
  UnknownOutcomeError,
  ZhixiaoError,
} from '@zhixiao/sdk';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  APP,
  type Gateway,
  hangUp,
  plain,
  raw,
  signed,
  silence,
  startGateway,
} from './helpers/gateway.ts';

const ORDER = { out_trade_no: 'A1', order_id: '1763887312000123456' };
const CREATE = {
  body: '宿舍电费',
  out_trade_no: 'A1',
  total_fee: 3000,
  notify_url: 'http://127.0.0.1:9/notify',
};
const CREATED = { ...ORDER, url: 'http://127.0.0.1/pay/orderId/1763887312000123456.html' };
const REFUND = { refund_id: '1763887312000999999', refund_fee: '1000', status: '1' };
const INVOICE = { ...ORDER, piaoju_no: '1763887312000777777', status: '2', number: '26112000000012345678' };
const done = (content: object): Answer => signed(APP, 0, content);

function clientOf(gateway: Gateway, options: Partial<ClientOptions> = {}): Client {
  return createClient({ baseUrl: gateway.url, ...APP, retries: 0, ...options });
}

/** The error with which a call ends. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('the call succeeded');
    },
    (error: unknown) => error,
  );
}

describe('the interfaces', () => {
  test('order_create sends the document’s fields and gives its answer', async () => {
    await using gateway = await startGateway(APP, done({ ...CREATED, added_later: 1 }));
    const answer = await clientOf(gateway).orderCreate({ ...CREATE, user_name: '张三', user_no: undefined });
    expect(answer).toEqual(CREATED);
    expect(gateway.calls).toMatchObject([{ path: '/pay_api/order_create' }]);
    expect(gateway.calls[0]?.content).toEqual({ ...CREATE, total_fee: '3000', user_name: '张三' });
  });

  test.each([
    ['an object', { appId: 'wx1', paySign: 'x' }],
    ['a JSON string', '{"appId":"wx1","paySign":"x"}'],
  ])('sp_data as %s is an object', async (_what, sp_data) => {
    await using gateway = await startGateway(APP, done({ ...CREATED, sp_data }));
    const answer = await clientOf(gateway).orderCreate({ ...CREATE, pay_type: 1, openid: 'o1' });
    expect(answer.sp_data).toEqual({ appId: 'wx1', paySign: 'x' });
  });

  const PERSON = { user_no: '20140548', user_name: '张三', sex: '1', identity_type: '1' };

  test('user_identity gives the person, also from a server that does not repeat the uid', async () => {
    const identity = { open_id: 'LkEb9zWC5xGAAAAWPwAVGQ', ...PERSON };
    await using gateway = await startGateway(APP, done(identity), done({ ...identity, uid: 'o1' }));
    const client = clientOf(gateway);
    expect(await client.userIdentity({ uid: 'o1' })).toEqual(identity);
    expect(await client.userIdentity({ uid: 'o1' })).toMatchObject(identity);
    expect(gateway.calls[0]).toMatchObject({ path: '/pay_api/user_identity', content: { uid: 'o1' } });
    expect(await failure(client.userIdentity({ uid: 'o2' }))).toMatchObject({
      message: expect.stringContaining('uid 与请求不符'),
    });
  });

  test('user_card gives the person and the link', async () => {
    const card = { school_id: '10086', ...PERSON, schema_url: 'https://ds.alipay.com/?scheme=x' };
    await using gateway = await startGateway(APP, done(card));
    const client = clientOf(gateway);
    expect(await client.userCard({ user_no: '20140548' })).toEqual(card);
    expect(await failure(client.userCard({ user_no: '20140549' }))).toBeInstanceOf(UnknownOutcomeError);
  });

  const BUYER = { payer_type: 1, payer_name: '小明', phone: '13000000000' } as const;

  test('piaoju_create is done when the text says so', async () => {
    await using gateway = await startGateway(APP, signed(APP, 0, '开票成功'), done(ORDER));
    const client = clientOf(gateway);
    expect(await client.piaojuCreate({ out_trade_no: 'A1', ...BUYER })).toBeUndefined();
    expect(gateway.calls[0]).toMatchObject({
      path: '/pay_api/piaoju_create',
      content: { out_trade_no: 'A1', ...BUYER },
    });
    const error = await failure(client.piaojuCreate({ zx_order_no: ORDER.order_id, ...BUYER }));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
  });

  test.each([
    ['your number', { out_trade_no: 'A1' }, { out_trade_no: 'A2' }, 'out_trade_no'],
    ['ours', { zx_order_no: ORDER.order_id }, { zx_order_no: '1' }, 'order_id'],
    [
      'both',
      { out_trade_no: 'A1', zx_order_no: ORDER.order_id },
      { out_trade_no: 'A1', zx_order_no: '1' },
      'out_trade_no',
    ],
  ])('piaoju_query by %s gives the invoice of that order', async (_by, named, other, field) => {
    await using gateway = await startGateway(APP, done({ ...INVOICE, status: 2 }));
    const client = clientOf(gateway);
    expect(await client.piaojuQuery(named)).toEqual(INVOICE);
    expect(gateway.calls[0]).toMatchObject({ path: '/pay_api/piaoju_query', content: named });
    expect(await failure(client.piaojuQuery(other))).toMatchObject({
      message: expect.stringContaining(`${field} 与请求不符`),
    });
  });

  test('order_query, also where the server puts a number for a string', async () => {
    const paid = {
      status: 2,
      time_end: '2026-11-23 16:00:00',
      total_fee: '3000',
      refunded_fee: 0,
      pay_type: '1',
    };
    await using gateway = await startGateway(APP, done({ ...ORDER, ...paid }));
    expect(await clientOf(gateway).orderQuery({ out_trade_no: 'A1' })).toEqual({
      ...ORDER,
      ...paid,
      status: '2',
      refunded_fee: '0',
    });
    expect(gateway.calls).toMatchObject([{ path: '/pay_api/order_query', content: { out_trade_no: 'A1' } }]);
  });

  test('order_cancel', async () => {
    await using gateway = await startGateway(APP, done(ORDER));
    expect(await clientOf(gateway).orderCancel({ out_trade_no: 'A1' })).toEqual(ORDER);
    expect(gateway.calls).toMatchObject([{ path: '/pay_api/order_cancel', content: { out_trade_no: 'A1' } }]);
  });

  test('order_refund', async () => {
    await using gateway = await startGateway(APP, done({ ...ORDER, ...REFUND, out_refund_no: 'R1' }));
    const refund = { out_trade_no: 'A1', refund_fee: '1000', out_refund_no: 'R1' };
    expect(await clientOf(gateway).orderRefund(refund)).toEqual({ ...ORDER, ...REFUND, out_refund_no: 'R1' });
    expect(gateway.calls).toMatchObject([{ path: '/pay_api/order_refund', content: refund }]);
  });

  test('refund_query', async () => {
    const failed = { ...REFUND, status: '3', message: '余额不足', time_end: '2026-11-23 16:00:00' };
    await using gateway = await startGateway(APP, done({ ...ORDER, refunds: [REFUND, failed] }));
    expect(await clientOf(gateway).refundQuery({ out_trade_no: 'A1' })).toEqual({
      ...ORDER,
      refunds: [REFUND, failed],
    });
    expect(gateway.calls).toMatchObject([{ path: '/pay_api/refund_query' }]);
  });

  test('an AES-128 app, and a base URL with a path', async () => {
    const keys = { ...APP, cipher: 'aes-128-cbc' } as const;
    await using gateway = await startGateway(keys, signed(keys, 0, ORDER));
    const client = createClient({ baseUrl: `${gateway.url}/school/`, ...keys });
    expect(await client.orderCancel({ out_trade_no: 'A1' })).toEqual(ORDER);
    expect(gateway.calls).toMatchObject([{ path: '/school/pay_api/order_cancel' }]);
  });
});

describe('refusals are told apart by what to do next', () => {
  test.each([
    [
      signed(APP, -1, '订单已支付'),
      RefusedError,
      {
        message: '订单已支付',
        retCode: -1,
        code: 'order_paid',
        cureEn: expect.stringContaining('orderRefund'),
      },
    ],
    [raw(200, { ...sealResponse(APP, -1, '订单已支付'), ret_code: '-1' }), RefusedError, { retCode: -1 }],
    [
      signed(APP, -2, 'total_fee 不能为空'),
      BadRequestError,
      { message: 'total_fee 不能为空', field: 'total_fee', code: 'field_wrong' },
    ],
    [signed(APP, -2, 'piaoju.phone 格式错误'), BadRequestError, { field: 'piaoju.phone' }],
    [signed(APP, -2, '参数错误'), BadRequestError, { field: undefined }],
    [signed(APP, -3, '账号已被冻结'), FrozenError, { message: '账号已被冻结', code: 'app_frozen' }],
    [signed(APP, -1, '以后才有的说明'), RefusedError, { code: 'refused', cure: '按说明处理' }],
  ])('%#', async (answer, type, expected) => {
    await using gateway = await startGateway(APP, answer);
    const error = await failure(clientOf(gateway, { retries: 2 }).orderCreate(CREATE));
    expect(error).toBeInstanceOf(type);
    expect(error).toBeInstanceOf(ZhixiaoError);
    expect(error).toMatchObject(expected);
    expect(gateway.calls).toHaveLength(1);
  });

  test('the code is believed when only the message cannot be decrypted', async () => {
    await using gateway = await startGateway(
      APP,
      signed({ ...APP, aesKey: '0'.repeat(32) }, -2, 'param 解密失败'),
    );
    const error = await failure(clientOf(gateway).orderCreate(CREATE));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ message: expect.stringContaining('aesKey') });
  });
});

describe('what cannot be trusted is an unknown outcome', () => {
  const success = sealResponse(APP, 0, JSON.stringify(CREATED));
  const other = sealResponse(APP, 0, JSON.stringify({ ...CREATED, out_trade_no: 'A2' }));

  test.each<[string, Answer, RegExp, string?]>([
    ['a changed code', raw(200, { ...success, ret_code: -1 }), /签名不符/, 'answer_untrusted'],
    [
      'a changed content',
      raw(200, { ...success, ret_content: other.ret_content }),
      /签名不符/,
      'answer_untrusted',
    ],
    [
      'another secret',
      signed({ ...APP, appSecret: 'other' }, 0, CREATED),
      /签名不符.*appSecret/,
      'answer_untrusted',
    ],
    [
      'a refusal without a signature',
      plain(200, -2, 'id 不存在，请检查 appid'),
      /id 不存在，请检查 appid/,
      'app_unknown',
    ],
    ['a success without a signature', raw(200, { ...success, sign: '' }), /未签名/],
    ['another aes_key', signed({ ...APP, aesKey: '0'.repeat(32) }, 0, CREATED), /aesKey/, 'answer_untrusted'],
    ['a server error in the envelope', plain(500, -1, '系统繁忙'), /HTTP 500：系统繁忙/],
    [
      'a fault of the gateway’s own, signed',
      raw(200, sealResponse(APP, -1, '系统繁忙'), { 'retry-after': '1' }),
      /结果未知：系统繁忙/,
    ],
    ['a signed answer under a server error', raw(500, success), /HTTP 500/],
    ['a proxy’s page', raw(502, '<html>Bad Gateway</html>'), /HTTP 502/],
    ['a web page', raw(200, '<html>login</html>'), /HTTP 200/],
    ['a redirect, which is not followed', raw(307, '', { location: '/elsewhere' }), /HTTP 307/],
    ['no envelope', raw(200, '{"ret_code":0}'), /接口文档/],
    ['JSON that is no object', raw(200, 'null'), /接口文档/],
    ['an answer about another order', raw(200, other), /out_trade_no 与请求不符/],
    ['a success that lacks a field', done(ORDER), /接口文档/],
    ['a success that is no JSON', signed(APP, 0, '开票成功'), /接口文档/],
    ['a broken connection', hangUp, /连接失败/],
  ])('%s', async (_what, answer, message, code = 'unknown_outcome') => {
    await using gateway = await startGateway(APP, answer);
    const error = await failure(clientOf(gateway).orderCreate(CREATE));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ message: expect.stringMatching(message), code });
    expect(gateway.calls).toHaveLength(1);
  });

  test('no answer in time', async () => {
    await using gateway = await startGateway(APP, silence);
    const error = await failure(clientOf(gateway, { timeoutMs: 50 }).orderCreate(CREATE));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ message: expect.stringContaining('50 毫秒'), httpStatus: undefined });
  });

  test('an answer that stops half-way', async () => {
    await using gateway = await startGateway(APP, (response) => response.writeHead(200).write('{"ret_code"'));
    const error = await failure(clientOf(gateway, { timeoutMs: 50 }).orderCreate(CREATE));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
  });

  test('an answer without an end', async () => {
    let sent = 0;
    const endless: Answer = (response) => {
      const part = 'a'.repeat(1024 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(part)) sent += 1;
        sent += 1;
      };
      response.writeHead(200).on('drain', more);
      more();
    };
    await using gateway = await startGateway(APP, endless);
    const error = await failure(clientOf(gateway).orderQuery({ out_trade_no: 'A1' }));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ message: expect.stringContaining('应答超过') });
    expect(sent).toBeLessThan(100);
  });

  test('nobody listens', async () => {
    const gateway = await startGateway(APP, silence);
    await gateway[Symbol.asyncDispose]();
    const error = await failure(clientOf(gateway).orderCreate(CREATE));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ message: expect.stringContaining(gateway.url), cause: expect.any(Error) });
  });

  test('the server says how long to wait', async () => {
    await using gateway = await startGateway(APP, plain(429, -1, '请求过于频繁', { 'retry-after': '3' }));
    const error = await failure(clientOf(gateway).orderCreate(CREATE));
    expect(error).toMatchObject({ httpStatus: 429, retryAfterMs: 3000 });
  });
});

describe('retries', () => {
  const away = plain(503, -1, '系统维护中');
  const refund = { out_trade_no: 'A1', refund_fee: 1000 };
  const numbered = { ...refund, out_refund_no: 'R1' };
  const query = { status: '1', total_fee: '3000', refunded_fee: '0' };

  test.each<[string, (client: Client) => Promise<unknown>, object]>([
    ['order_create', (client) => client.orderCreate(CREATE), CREATED],
    ['order_query', (client) => client.orderQuery({ out_trade_no: 'A1' }), { ...ORDER, ...query }],
    ['order_cancel', (client) => client.orderCancel({ out_trade_no: 'A1' }), ORDER],
    ['order_refund with its number', (client) => client.orderRefund(numbered), { ...ORDER, ...REFUND }],
    ['refund_query', (client) => client.refundQuery({ out_trade_no: 'A1' }), { ...ORDER, refunds: [] }],
    ['piaoju_query', (client) => client.piaojuQuery({ out_trade_no: 'A1' }), INVOICE],
  ])('%s is repeated after unknown outcomes, the same bytes each time', async (_name, call, answer) => {
    await using gateway = await startGateway(APP, hangUp, away, done(answer));
    const client = createClient({ baseUrl: gateway.url, ...APP });
    expect(await call(client)).toEqual(answer);
    expect(gateway.calls).toHaveLength(3);
    expect(new Set(gateway.calls.map(({ param }) => param)).size).toBe(1);
  });

  test('end after two by default, with the last error', async () => {
    await using gateway = await startGateway(APP, hangUp, hangUp, away, done(CREATED));
    const error = await failure(createClient({ baseUrl: gateway.url, ...APP }).orderCreate(CREATE));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ httpStatus: 503, message: expect.stringContaining('系统维护中') });
    expect(gateway.calls).toHaveLength(3);
  });

  test.each([undefined, ''])(
    'a refund with the number %j is given one, which repeats keep',
    async (out_refund_no) => {
      await using gateway = await startGateway(APP, away, done({ ...ORDER, ...REFUND }));
      await clientOf(gateway, { retries: 5 }).orderRefund({ ...refund, out_refund_no });
      const numbers = gateway.calls.map(({ content }) => content.out_refund_no);
      expect(numbers).toEqual([expect.stringMatching(/^R[0-9a-f-]{36}$/), numbers[0]]);
    },
  );

  test('while a refund is open, the same asked for again is the same one; later it is another', async () => {
    const unknown = signed(APP, -1, '退款处理中，结果待渠道确认，请稍后查询或原样重试');
    const success = done({ ...ORDER, ...REFUND });
    const refused = signed(APP, -1, '订单未支付');
    await using gateway = await startGateway(APP, away, unknown, success, success, refused, success);
    const client = clientOf(gateway);
    const lost = await failure(client.orderRefund(refund));
    const open = await failure(client.orderRefund(refund));
    await client.orderRefund(refund);
    await client.orderRefund({ ...refund, refund_fee: 1 });
    await failure(client.orderRefund(refund));
    await client.orderRefund(refund);
    const [first, second, third, ...others] = gateway.calls.map(({ content }) => content.out_refund_no);
    expect([second, third]).toEqual([first, first]);
    expect(new Set([first, ...others]).size).toBe(4);
    expect(lost).toMatchObject({ code: 'unknown_outcome', outRefundNo: first });
    expect(open).toMatchObject({ code: 'refund_unknown', outRefundNo: first });
  });

  test('two clicks at once on the same refund are one refund', async () => {
    await using gateway = await startGateway(APP, done({ ...ORDER, ...REFUND }));
    const client = clientOf(gateway);
    await Promise.all([client.orderRefund(refund), client.orderRefund(refund)]);
    expect(new Set(gateway.calls.map(({ content }) => content.out_refund_no)).size).toBe(1);
  });

  test('so do keys that seem to be wrong: a repeat would not help', async () => {
    await using gateway = await startGateway({ ...APP, appSecret: 'other' }, away);
    const error = await failure(clientOf(gateway, { retries: 5 }).orderQuery({ out_trade_no: 'A1' }));
    expect(error).toMatchObject({ code: 'signature_wrong', cure: expect.stringContaining('appSecret') });
    expect(gateway.calls).toHaveLength(1);
  });

  test('a refusal ends them', async () => {
    await using gateway = await startGateway(APP, away, signed(APP, -1, '订单已支付'));
    const error = await failure(clientOf(gateway, { retries: 5 }).orderCancel({ out_trade_no: 'A1' }));
    expect(error).toBeInstanceOf(RefusedError);
    expect(gateway.calls).toHaveLength(2);
  });
});

test.each([
  ['no appId', { appId: '' }],
  ['no appSecret', { appSecret: '' }],
  ['a short aesKey', { aesKey: 'AD42' }],
  ['a strange cipher', { cipher: 'des' as 'aes-256-cbc' }],
  ['no scheme', { baseUrl: 'pay.example.edu.cn' }],
  ['another scheme', { baseUrl: 'ftp://pay.example.edu.cn' }],
  ['a password', { baseUrl: 'https://a:b@pay.example.edu.cn' }],
  ['a query', { baseUrl: 'https://pay.example.edu.cn/?school=1' }],
  ['a line end', { baseUrl: 'https://pay.example.edu.cn\r\nx: y' }],
])('a client with %s is a TypeError at once', (_what, wrong) => {
  expect(() => createClient({ baseUrl: 'https://pay.example.edu.cn', ...APP, ...wrong })).toThrow(TypeError);
});
