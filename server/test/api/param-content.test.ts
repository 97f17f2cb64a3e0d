import { createCipheriv, randomUUID } from 'node:crypto';
import { type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { requestSign } from '@zhixiao/protocol/signature';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { encodeGbk } from '../helpers/files/gbk.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, readAnswer } from '../helpers/partner/partner.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Encrypted and signed rightly, whatever the bytes are. */
function sealBytes(plain: Buffer): Record<string, string> {
  const key = Buffer.from(TEST_APP.aesKey);
  const aes = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  const param = Buffer.concat([aes.update(plain), aes.final()]).toString('base64');
  const { appId: id, appSecret } = TEST_APP;
  return { id, param, sign: requestSign(id, param, appSecret) };
}

async function create(fields: Record<string, string>) {
  const answer = await fetch(`${gateway.url}/pay_api/order_create`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  const { code, message } = readAnswer(TEST_APP, (await answer.json()) as SealedResponse);
  return { status: answer.status, code, message };
}

const terms = (changed: Record<string, unknown> = {}) => orderTerms('http://127.0.0.1:9/notify', changed);
const text = JSON.stringify(terms({ body: '宿舍电费', user_name: '张三' }));
const NOT_UTF8 = 'param 解密后不是 UTF-8 文本，请将内容以 UTF-8 编码后再加密';
const utf16 = Buffer.from(text, 'utf16le');

test.each<[string, Buffer, string]>([
  ['GBK', encodeGbk(text), NOT_UTF8],
  [
    'GBK with line breaks around it',
    Buffer.concat([Buffer.from('\n'), encodeGbk(text), Buffer.from('\r\n')]),
    NOT_UTF8,
  ],
  ['Latin-1', Buffer.from(JSON.stringify(terms({ body: 'café' })), 'latin1'), NOT_UTF8],
  ['UTF-16', utf16, NOT_UTF8],
  ['UTF-16 with its mark', Buffer.concat([Buffer.of(0xff, 0xfe), utf16]), NOT_UTF8],
  ['UTF-16, big end first', Buffer.from(utf16).swap16(), NOT_UTF8],
  [
    'UTF-8 cut within a character',
    Buffer.from(`{"body":"电`).subarray(0, -1),
    'param 解密失败，应为 aes-256-cbc 加密后的 base64',
  ],
  ['bytes', Buffer.from('f3e0ff00c3', 'hex'), 'param 解密失败，应为 aes-256-cbc 加密后的 base64'],
])('a param of %s is refused in words that say so', async (_what, plain, message) => {
  expect(await create(sealBytes(plain))).toEqual({ status: 200, code: -2, message });
});

test('UTF-8 with a mark, or escaped, is read', async () => {
  const escaped = text.replace(
    /[\u0080-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  for (const plain of [`\ufeff${text}`, escaped, ` \n${text}\n`]) {
    expect(await create(sealBytes(Buffer.from(plain)))).toMatchObject({ code: 0 });
  }
});

const LOST = '含有乱码（U+FFFD），请检查是否以 UTF-8 编码';
const FORBIDDEN = '含有不允许的字符';
test.each<[string, string]>([
  ['\ufffd', LOST],
  ['宿舍\ufffd费', LOST],
  ['\0', FORBIDDEN],
  ['a\0b', FORBIDDEN],
  ['\ud83d', FORBIDDEN],
  ['\ude00\ud83d', FORBIDDEN],
  ['\u001b[31m', FORBIDDEN],
  // UTF-8 that was read as Latin-1 and encoded again
  [Buffer.from('电费').toString('latin1'), FORBIDDEN],
  ['\ufffe', FORBIDDEN],
])('%j in a field is refused, naming it', async (value, problem) => {
  for (const field of ['body', 'out_trade_no', 'user_no', 'user_name', 'openid']) {
    const answer = await create({ ...sealRequest(TEST_APP, terms({ pay_type: 1, [field]: value })) });
    expect(answer).toEqual({ status: 200, code: -2, message: `${field} ${problem}` });
  }
  const piaoju = { payer_type: 1, payer_name: value, phone: '13000000000' };
  const answer = await create({ ...sealRequest(TEST_APP, terms({ piaoju })) });
  expect(answer).toEqual({ status: 200, code: -2, message: `piaoju.payer_name ${problem}` });
});

test.each(['𠮷野家', '木卡姆·һүсәйн', 'naïve – “quotes”', '😀', 'ᠮᠣᠩᠭᠣᠯ', 'བོད'])(
  '%s is text',
  async (body) => {
    expect(await create({ ...sealRequest(TEST_APP, terms({ body })) })).toMatchObject({ code: 0 });
  },
);

test.each([[[]], [null], [''], ['[]'], ['null'], [' '], ['""'], ['"[]"']])(
  'piaoju %j is none',
  async (piaoju) => {
    const outTradeNo = randomUUID();
    const answer = await create({ ...sealRequest(TEST_APP, terms({ piaoju, out_trade_no: outTradeNo })) });
    expect(answer).toMatchObject({ code: 0 });
  },
);

const buyer = { payer_type: '1', payer_name: '张三', phone: '13000000000' };
test.each([
  ['an object', buyer],
  ['a string of JSON', JSON.stringify(buyer)],
  ['a string of a string of JSON', JSON.stringify(JSON.stringify(buyer))],
  ['an object with empty arrays for what is missing', { ...buyer, payer_taxnum: [], payer_email: [] }],
])('piaoju as %s is read', async (_what, piaoju) => {
  const outTradeNo = randomUUID();
  await create({ ...sealRequest(TEST_APP, terms({ piaoju, out_trade_no: outTradeNo })) });
  const again = await create({ ...sealRequest(TEST_APP, terms({ piaoju: [], out_trade_no: outTradeNo })) });
  expect(again).toMatchObject({ code: 0 });
  const [order] = await gateway.app.core.db.query<{ wants: boolean }>({
    text: `select exists (select 1 from orders where out_trade_no = $1 and invoice_sealed is not null) as wants`,
    values: [outTradeNo],
  });
  expect(order?.wants).toBe(true);
});

test.each([
  ['piaoju', ['x'], 'piaoju 必须是 JSON 对象'],
  ['piaoju', {}, 'piaoju.payer_type 不能为空'],
  ['piaoju', '{}', 'piaoju.payer_type 不能为空'],
  ['piaoju', 'true', 'piaoju 必须是 JSON 对象'],
  ['piaoju', '{', 'piaoju 不是有效的 JSON 对象'],
  ['body', [], 'body 类型错误，应为字符串'],
  ['total_fee', [], 'total_fee 类型错误，应为字符串'],
])('%s %j is refused', async (field, value, message) => {
  expect(await create({ ...sealRequest(TEST_APP, terms({ [field]: value })) })).toMatchObject({
    code: -2,
    message,
  });
});

test('optional fields may be PHP’s empty arrays', async () => {
  const empty = { user_no: [], user_name: [], return_url: [], pay_type: [], openid: [], piaoju: [] };
  expect(await create({ ...sealRequest(TEST_APP, terms(empty)) })).toMatchObject({ code: 0 });
});
