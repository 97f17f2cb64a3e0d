import { randomUUID } from 'node:crypto';
import { decrypt, encrypt } from '@zhixiao/protocol/cipher';
import { type AppKeys, type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { requestSign } from '@zhixiao/protocol/signature';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, partnerOf, readAnswer } from '../helpers/partner/partner.ts';

type RequestBody = string | URLSearchParams | FormData | ArrayBuffer;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Sent by a partner in the wild (protocol, "known vector"). */
const VECTOR =
  'U9qTuhXZ7nrQtNkfNPb6KpozO38WQ8oBBhNbaHfJSbfh7pqn4IYYoeUQC4ujAcuDmyTTA5PF0XV963qkM0MbhhwRXAymJfCWo5MYN5No/dW2FmK+bf1cLfS3lD5+gPURF7U1yTtS3VrCJrmSdcdMqmJy5yepLTCTkefBbhcKqZy54+xWIasdZ+BlqDO2PutSQOyDjXeGGfYso2FLvUb7Bv/EFSlTJdpeCobxGo7Aw8vkM93Fe7YuKtnBRS7IHOAnmx97J3PEeBgieGh047yv3U5ouKy/t+a+a5hTftkxnDE=';
const VECTOR_TEXT =
  '{"body":"\\u6d4b\\u8bd5\\u5185\\u5bb9","out_trade_no":"29152154523069546710","total_fee":"1","user_no":"123456798","user_name":"test","return_url":null,"notify_url":"https:\\/\\/notify.zhizhixao.com\\/return.html","pay_type":1}';

async function post(body: RequestBody, headers: Record<string, string> = {}, path = 'order_create') {
  const answer = await fetch(`${gateway.url}/pay_api/${path}`, { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return readAnswer(TEST_APP, (await answer.json()) as SealedResponse);
}

function sealed(param: string, keys: AppKeys = TEST_APP) {
  return { id: keys.appId, param, sign: requestSign(keys.appId, param, keys.appSecret) };
}

function newOrder(terms: Record<string, unknown> = {}) {
  return sealRequest(TEST_APP, orderTerms(gateway.endpoint.url, terms));
}

test('the vector of a partner in the wild decrypts, and creates an order as it was sent', async () => {
  expect(decrypt(TEST_APP.cipher, TEST_APP.aesKey, VECTOR)).toBe(VECTOR_TEXT);
  const answer = await post(new URLSearchParams(sealed(VECTOR)));
  expect(answer.code).toBe(0);
  expect(answer.content).toEqual({
    out_trade_no: '29152154523069546710',
    order_id: expect.stringMatching(/^[1-9][0-9]{17,18}$/),
    url: `${gateway.url}/pay/orderId/${answer.content.order_id}.html`,
  });
});

test('the vector with a fresh number creates another order', async () => {
  const number = randomUUID();
  const param = encrypt(
    TEST_APP.cipher,
    TEST_APP.aesKey,
    VECTOR_TEXT.replace('29152154523069546710', number),
  );
  const answer = await post(new URLSearchParams(sealed(param)));
  expect(answer).toMatchObject({ code: 0, content: { out_trade_no: number } });
});

test('form, multipart, JSON and a body with no content type are read alike', async () => {
  const multipart = new FormData();
  for (const [name, value] of Object.entries(newOrder())) multipart.append(name, value);
  const untyped = new Blob([new URLSearchParams({ ...newOrder() }).toString()]);
  const answers = [
    await post(new URLSearchParams({ ...newOrder() })),
    await post(multipart),
    await post(JSON.stringify(newOrder()), { 'content-type': 'application/json' }),
    await post(await untyped.arrayBuffer()),
  ];
  expect(answers.map((answer) => answer.message || answer.code)).toEqual([0, 0, 0, 0]);
});

test('a "+" the client forgot to escape is restored before the signature is checked', async () => {
  let request = newOrder();
  while (!request.param.includes('+')) request = newOrder();
  const body = `id=${request.id}&param=${request.param.replaceAll('/', '%2F').replaceAll('=', '%3D')}&sign=${request.sign}`;
  const answer = await post(body, { 'content-type': 'application/x-www-form-urlencoded' });
  expect(answer).toMatchObject({ code: 0 });
});

test('an upper-case signature and line breaks in the base64 are accepted', async () => {
  const upper = newOrder();
  expect(await post(new URLSearchParams({ ...upper, sign: upper.sign.toUpperCase() }))).toMatchObject({
    code: 0,
  });
  const broken = newOrder().param.replace(/(.{76})/g, '$1\r\n');
  expect(await post(new URLSearchParams(sealed(broken)))).toMatchObject({ code: 0 });
});

test('numbers and strings are interchangeable; null and empty mean absent; unknown fields are ignored', async () => {
  const terms = {
    total_fee: 1,
    pay_type: '1',
    out_trade_no: 1234567,
    user_no: null,
    return_url: '',
    extra: { a: 1 },
  };
  const answer = await post(new URLSearchParams({ ...newOrder(terms) }));
  expect(answer).toMatchObject({ code: 0, content: { out_trade_no: '1234567' } });
});

test('a 20-digit order number sent as a JSON number keeps its digits', async () => {
  const text = JSON.stringify(orderTerms(gateway.endpoint.url)).replace(
    /"out_trade_no":"[^"]*"/,
    '"out_trade_no":29152154523069546999',
  );
  const answer = await post(new URLSearchParams(sealed(encrypt(TEST_APP.cipher, TEST_APP.aesKey, text))));
  expect(answer).toMatchObject({ code: 0, content: { out_trade_no: '29152154523069546999' } });
});

test('an app of the AES-128 kind speaks with its own cipher', async () => {
  const keys = {
    appId: 'old-app',
    appSecret: 'old-secret',
    aesKey: '0123456789abcdef',
    cipher: 'aes-128-cbc',
  } as const;
  const { core } = gateway.app;
  await insertApp(core.db, core.vault, { ...keys, schoolId: '10086', name: '旧系统' }, core.clock.now());
  const partner = partnerOf(gateway.url, gateway.endpoint.url, keys);
  expect((await partner.order()).url).toMatch(/\/pay\/orderId\/[0-9]+\.html$/);
});
