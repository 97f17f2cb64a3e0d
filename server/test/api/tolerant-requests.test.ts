import { randomInt } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { type SealedRequest, type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { requestSign } from '@zhixiao/protocol/signature';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, readAnswer } from '../helpers/partner/partner.ts';
import { postRaw, sendCut, sendRaw } from '../helpers/partner/raw-http.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** A new order with a "+" in its ciphertext, where most goes wrong. */
function newOrder(): SealedRequest {
  const request = sealRequest(TEST_APP, orderTerms('http://127.0.0.1:9/notify'));
  return request.param.includes('+') ? request : newOrder();
}

async function post(
  headers: readonly string[],
  body: string | Buffer,
  path = '/pay_api/order_create',
): Promise<string> {
  const answer = await postRaw(gateway.url, path, headers, body);
  expect([answer.status, answer.headers.toLowerCase()]).toEqual([
    200,
    expect.stringContaining('content-type: application/json; charset=utf-8'),
  ]);
  const { code, message } = readAnswer(TEST_APP, JSON.parse(answer.body) as SealedResponse);
  return code === 0 ? 'done' : `${code} ${message}`;
}

const form = (request: SealedRequest) => new URLSearchParams({ ...request }).toString();
const json = (request: SealedRequest) => JSON.stringify(request);
const raw = ({ id, param, sign }: SealedRequest) => `id=${id}&param=${param}&sign=${sign}`;
const MARK = Buffer.of(0xef, 0xbb, 0xbf);
const type = (value: string) => [`Content-Type: ${value}`];

const multipart =
  (boundary: string, end = '\r\n', closing = `--${boundary}--${end}`) =>
  (r: SealedRequest) =>
    Object.entries(r)
      .map(([name, value]) =>
        [`--${boundary}`, `Content-Disposition: form-data; name="${name}"`, '', `${value}${end}`].join(end),
      )
      .join('') + closing;

test.each<[string, string]>([
  ['none but a space', ' '],
  ['a parameter alone', ';charset=utf-8'],
  ['half of one', 'application'],
  ['any', '*/*'],
  ['a list', 'application/x-www-form-urlencoded, application/x-www-form-urlencoded'],
  ['in quotes', '"application/x-www-form-urlencoded"'],
  ['without its slash', 'application x-www-form-urlencoded'],
  ['a broken parameter', 'application/x-www-form-urlencoded; charset'],
  ['an empty charset', 'application/x-www-form-urlencoded;charset='],
  ['GBK', 'application/x-www-form-urlencoded; charset=GBK'],
  ['capitals', 'APPLICATION/X-WWW-FORM-URLENCODED'],
  ['nonsense', 'x/y/z;;;=\u0001'.replace('\u0001', '?')],
  ['undefined', 'undefined'],
  ['null', 'null'],
  ['text/plain', 'text/plain; charset=utf-8'],
  ['text/html', 'text/html'],
  ['text/xml', 'text/xml'],
  ['text/json', 'text/json'],
  ['JSON', 'application/json'],
  ['JSON of another name', 'application/vnd.api+json'],
  ['octets', 'application/octet-stream'],
  ['multipart', 'multipart/form-data'],
  ['multipart with a boundary', 'multipart/form-data; boundary=abc'],
  ['XML', 'application/xml'],
])('a content type that is %s: a form and JSON are read for what they are', async (_what, contentType) => {
  expect(await post(type(contentType), form(newOrder()))).toBe('done');
  expect(await post(type(contentType), json(newOrder()))).toBe('done');
});

test.each<[string, (request: SealedRequest) => string | Buffer, string[]?]>([
  ['a form without a type', form, []],
  ['JSON without a type', json, []],
  ['a form behind a byte order mark', (r) => Buffer.concat([MARK, Buffer.from(form(r))])],
  ['JSON behind a byte order mark', (r) => Buffer.concat([MARK, Buffer.from(json(r))])],
  ['JSON behind a mark and line breaks', (r) => Buffer.concat([MARK, Buffer.from(`\r\n\t ${json(r)}\n`)])],
  ['a form between line breaks', (r) => `\r\n${form(r)}\r\n`],
  ['a form that begins with its question mark', (r) => `?${form(r)}`],
  ['a form with empty fields', (r) => `&&a=&${form(r)}&=&b`],
  ['a form of unescaped text', raw],
  ['a form of unescaped text, param last', (r) => `sign=${r.sign}&id=${r.id}&param=${r.param}\r\n`],
  [
    'a form of unescaped text with a space behind each',
    (r) => `id=${r.id} &param=${r.param} &sign=${r.sign} `,
  ],
  ['a form with broken escapes beside it', (r) => `a=%zz&b=%&${form(r)}&c=%e4%b8`],
  ['a form with GBK bytes beside it', (r) => Buffer.concat([Buffer.from(`n=\xcb\xde&${form(r)}`, 'latin1')])],
  ['a form whose fields stand twice', (r) => `${form(r)}&id=other&param=other&sign=other`],
  ['white space around id and sign', (r) => form({ ...r, id: ` ${r.id}\n`, sign: `\t${r.sign} \r\n` })],
  ['white space behind param', (r) => form({ ...r, param: `${r.param}\r\n` })],
  ['capitals in sign', (r) => form({ ...r, sign: r.sign.toUpperCase() })],
  ['JSON as the name of a field', (r) => `${encodeURIComponent(json(r))}=`],
  ['JSON as the name of a field, without an end', (r) => encodeURIComponent(json(r))],
  ['JSON with an equals sign behind it', (r) => `${json(r)}=`],
  ['JSON encoded twice', (r) => JSON.stringify(json(r))],
  ['JSON with white space in sign', (r) => json({ ...r, sign: `${r.sign}\n` })],
  ['JSON with a space for each plus', (r) => json({ ...r, param: r.param.replaceAll('+', ' ') })],
  ['a gzipped form', (r) => gzipSync(form(r))],
  ['gzipped JSON', (r) => gzipSync(json(r)), ['Content-Encoding: gzip', ...type('application/json')]],
  ['a form that is called gzip', form, ['Content-Encoding: gzip']],
  ['a form whose encoding is called UTF-8', form, ['Content-Encoding: UTF-8']],
  ['multipart', multipart('----WebKitFormBoundaryAAAAAAAAAAAAAAAA'), type('multipart/form-data; boundary=x')],
  ['multipart with a short boundary', multipart('*****'), type('multipart/form-data; boundary=*****')],
  ['multipart without one in its type', multipart('abc'), type('multipart/form-data')],
  ['multipart under a form’s type', multipart('abc'), type('application/x-www-form-urlencoded')],
  ['multipart without a type', multipart('abc'), []],
  ['multipart with line feeds alone', multipart('abc', '\n'), type('multipart/form-data; boundary=abc')],
  ['a form with the zero that ends a string in C', (r) => `${form(r)}\0`],
  ['JSON with several', (r) => `${json(r)}\0\0\0`],
  ['multipart without an end', multipart('abc', '\r\n', ''), type('multipart/form-data; boundary=abc')],
  ['multipart behind a line break', (r) => `\r\n${multipart('abc')(r)}`, type('multipart/form-data')],
  [
    'multipart as files, with types and in base64',
    (r) =>
      [
        ...Object.entries(r).flatMap(([name, value]) => [
          '--b',
          'Content-Type: text/plain; charset=UTF-8',
          'Content-Transfer-Encoding: base64',
          `content-disposition: form-data; filename=f; name=${name}`,
          '',
          Buffer.from(value).toString('base64'),
        ]),
        '--b--',
      ].join('\r\n'),
    type('multipart/form-data; boundary="b"'),
  ],
])('%s is read', async (_what, body, headers = type('application/x-www-form-urlencoded')) => {
  expect(await post(headers, body(newOrder()))).toBe('done');
});

/** A new order whose ciphertext ends with a "+" of its own, which white space behind it must not take along. */
function endsWithPlus(): SealedRequest {
  const subject = 'x'.repeat(randomInt(40));
  const request = sealRequest(TEST_APP, orderTerms('http://127.0.0.1:9/notify', { body: `电费${subject}` }));
  return request.param.endsWith('+') ? request : endsWithPlus();
}

test.each<[string, (request: SealedRequest) => string]>([
  ['nothing', form],
  ['a line break', (r) => form({ ...r, param: `${r.param}\r\n` })],
  ['a space', (r) => form({ ...r, param: `${r.param} ` })],
  ['two spaces', (r) => form({ ...r, param: `${r.param}  ` })],
  ['four spaces', (r) => form({ ...r, param: `${r.param}    ` })],
  ['a line break and a space', (r) => form({ ...r, param: `${r.param}\n ` })],
  ['nothing, unescaped', raw],
  ['a space, unescaped', (r) => `id=${r.id}&param=${r.param} &sign=${r.sign}`],
  ['a line break in JSON', (r) => json({ ...r, param: `${r.param}\n` })],
  ['a tab in JSON, spaces for each plus', (r) => json({ ...r, param: `${r.param.replaceAll('+', ' ')}\t` })],
])('param that ends with "+" is read with %s behind it', async (_what, body) => {
  expect(await post(type('application/x-www-form-urlencoded'), body(endsWithPlus()))).toBe('done');
});

test.each<[string, (request: SealedRequest) => string | Buffer, string, string[]?]>([
  ['nothing', () => '', '-2 id 不能为空'],
  ['white space', () => ' \r\n', '-2 id 不能为空'],
  ['words', () => 'hello', '-2 id 不能为空'],
  ['an array of PHP', (r) => form(r).replace('id=', 'id[]='), '-2 id 不能为空'],
  ['white space for an id', (r) => form({ ...r, id: ' ' }), '-2 id 不能为空'],
  ['white space for a sign', (r) => form({ ...r, sign: '\r\n' }), '-2 sign 不能为空'],
  ['a NUL in the id', (r) => form({ ...r, id: `${r.id}\0` }), '-2 id 不存在，请检查 appid'],
  ['UTF-16', (r) => Buffer.from(form(r), 'utf16le'), '-2 请求体 是 UTF-16 编码，请使用 UTF-8'],
  [
    'UTF-16 with its mark',
    (r) => Buffer.from(`\ufeff${json(r)}`, 'utf16le'),
    '-2 请求体 是 UTF-16 编码，请使用 UTF-8',
  ],
  ['JSON cut off', (r) => json(r).slice(0, -5), '-2 请求体 不是有效的 JSON'],
  ['a list', (r) => `[${json(r)}]`, '-2 请求体 必须是 JSON 对象'],
  ['XML', () => '<xml><id>1</id></xml>', '-2 请求体 是 XML 或 HTML，应为表单'],
  [
    'XML that says so',
    () => '<xml/>',
    '-2 Content-Type 不支持，请使用 application/x-www-form-urlencoded',
    type('text/xml'),
  ],
  ['multipart of nothing', () => '--abc\r\n\r\n--abc--', '-2 请求体 不是有效的 multipart/form-data'],
  ['half a gzip', (r) => gzipSync(form(r)).subarray(0, 40), '-2 请求体 不是完整的 gzip，请不要压缩'],
  [
    'deflate',
    (r) => deflateSync(form(r)),
    '-2 Content-Encoding 不支持，请不要压缩请求体',
    ['Content-Encoding: deflate'],
  ],
])('%s is refused with a sentence', async (_what, body, expected, headers = []) => {
  expect(await post(headers, body(newOrder()))).toBe(expected);
});

test('a body that is too large when unpacked is refused as one that came so', async () => {
  const answer = await postRaw(
    gateway.url,
    '/pay_api/order_create',
    [],
    gzipSync(Buffer.alloc(5_000_000, 'a')),
  );
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    413,
    { ret_code: -1, ret_content: '请求体过大，不能超过 65536 字节', sign: '' },
  ]);
});

test.each([
  '//pay_api/order_create',
  '/pay_api//order_create',
  '///pay_api///order_create//',
  '/pay_api/order_create/',
  '/pay_api/order_create.html',
  '/pay_api/order_create.html/',
  '/pay_api/order_create.htm',
  '/Pay_api/Order_Create',
  '/PAY_API/ORDER_CREATE.HTML',
  '/pay%5Fapi/order%5fcreate',
  '/pay_api%2Forder_create',
  '/%70ay_api/order_create',
  '/pay_api/order_create%20',
  '/pay_api\\order_create',
  '/pay_api/order_create?',
  '/pay_api/order_create?a=1&b=%zz',
  '/pay_api/order_create.html?from=erp#x',
  'http://gateway/pay_api/order_create',
  'HTTPS://gateway:8443//pay_api/order_create/',
  '/pay_api/./order_create',
  '/./pay_api/order_create/.',
  '/pay_api/%2e/order_create',
  '/pay_api/v1/../order_create',
  '/pay_api/../pay_api/order_create.html',
  '/pay_api/order_create;jsessionid=0A1B2C',
  '/pay_api;v=1/order_create;?a=1',
])('%s is order_create', async (path) => {
  expect(await post(type('application/x-www-form-urlencoded'), form(newOrder()), path)).toBe('done');
});

test('fields in the address count where the body has none', async () => {
  const request = newOrder();
  const path = '/pay_api/order_create';
  expect(await post([], '', `${path}?${form(request)}`)).toBe('done');
  expect(await post([], '', `${path}?${raw(newOrder())}`)).toBe('done');
  const { id, ...rest } = newOrder();
  expect(await post([], new URLSearchParams(rest).toString(), `${path}?id=${id}`)).toBe('done');
  expect(await post([], form(newOrder()), `${path}?id=other&param=other&sign=other`)).toBe('done');
});

test.each([
  '/pay_api',
  '/pay_api/',
  '/pay_api/order_creat',
  '/pay_api/order_create/x',
  '/pay_api/order_create.php',
  '/pay_api/constructor',
  '/pay_api/__proto__',
  '/pay_api/-',
  '/pay_api/%zz',
  '/pay_api/%',
  '/pay_api/%e4%b8',
  '/pay_api/%00',
  '/pay_api/..%2f..%2fconsole-api/session',
  '/pay_api/../readyz',
  '/pay_api/../../pay_apis/order_create',
  '/pay_api;/../readyz',
  `/pay_api/${'a'.repeat(4000)}`,
  `/pay_api${'/'.repeat(4000)}x`,
])('%s has no interface: said in the envelope, sealed for an app that is known', async (path) => {
  const unknown = '-1 接口不存在，请检查请求地址';
  const head = Buffer.from(path).toString('latin1');
  expect(await post([], form(newOrder()), head)).toBe(unknown);
  const sealed = await postRaw(gateway.url, head, [], json(newOrder()));
  expect(JSON.parse(sealed.body).sign).toMatch(/^[0-9a-f]{32}$/);
  const plain = { ret_code: -1, ret_content: '接口不存在，请检查请求地址', sign: '' };
  for (const body of ['', 'id=nobody&param=x&sign=x', '{', '--x']) {
    expect(JSON.parse((await postRaw(gateway.url, head, [], body)).body)).toEqual(plain);
  }
});

test.each([
  ['an address in Chinese', Buffer.from('POST /pay_api/订单 HTTP/1.1\r\nHost: g\r\n\r\n')],
  [
    'two lengths',
    'POST //pay_api/order_create HTTP/1.1\r\nHost: g\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
  ],
  ['a method in small letters', 'post /pay_api/order_create HTTP/1.1\r\nHost: g\r\n\r\n'],
  ['a broken header', 'POST /pay_api/order_create HTTP/1.1\r\nHost : g\r\n\r\n'],
  [
    'headers without an end',
    `POST /pay_api/order_create HTTP/1.1\r\nHost: g\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
  ],
])('%s, which is no HTTP, is answered in the envelope', async (_what, bytes) => {
  const answer = await sendRaw(gateway.url, bytes);
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    200,
    { ret_code: -2, ret_content: '请求不是有效的 HTTP', sign: '' },
  ]);
});

test.each([
  ['/pay_api/order_create', 200, { ret_code: -2, ret_content: '请求无效', sign: '' }],
  ['/cashier-api/orders/1/payments', 400, { error: expect.objectContaining({ code: 'bad_request' }) }],
  ['/console-api/session', 400, { error: expect.objectContaining({ code: 'invalid' }) }],
  ['/nowhere', 400, { error: expect.objectContaining({ code: 'invalid' }) }],
])(
  'a request for %s that is cut off within its body is answered as its address would',
  async (path, status, body) => {
    const head = 'Host: g\r\nContent-Type: application/json\r\nOrigin: x\r\nContent-Length: 9';
    const answer = await sendCut(gateway.url, `POST ${path} HTTP/1.1\r\n${head}\r\n\r\n{`);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, body]);
  },
);

test('a request that is not HTTP gets a 400 without internals', async () => {
  const answer = await sendRaw(gateway.url, 'GET /pay/订单 HTTP/1.1\r\nHost: g\r\n\r\n');
  expect([answer.status, answer.body]).toEqual([400, '请求不是有效的 HTTP']);
});

test.each([
  '/pay_apis/order_create',
  '/api/pay_api/order_create',
  '/pay',
  '/pay_ap',
  '/x/../pay_api/order_create',
])('%s is no address of the partner API', async (path) => {
  expect((await postRaw(gateway.url, path, [], form(newOrder()))).status).toBe(404);
});

test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
  '%s is refused in the envelope, and creates nothing',
  async (method) => {
    const orders = () => gateway.app.core.db.query({ text: 'select count(*) from orders' });
    const before = await orders();
    const path = `/pay_api/order_create?${form(newOrder())}`;
    const answer = await sendRaw(
      gateway.url,
      `${method} ${path} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n`,
    );
    expect([answer.status, answer.headers]).toEqual([200, expect.stringMatching(/^allow: POST\r?$/im)]);
    expect(readAnswer(TEST_APP, JSON.parse(answer.body))).toMatchObject({
      code: -1,
      message: '请使用 POST 方法调用',
    });
    expect(JSON.parse(answer.body).sign).not.toBe('');
    expect(await orders()).toEqual(before);
  },
);

test('a wrong signature is answered under the app’s keys, whatever else is wrong', async () => {
  const wrong = { ...newOrder(), sign: '0'.repeat(32) };
  expect(await post([], form(wrong))).toMatch(/^-2 sign 签名错误/);
  expect(await post([], form(wrong), '/pay_api/nothing')).toMatch(/^-1 接口不存在/);
});

test('what HTTP allows of clients is served: 100-continue, HTTP/1.0, chunks, a body in pieces', async () => {
  const head = (version: string, ...lines: string[]) =>
    [`POST /pay_api/order_create HTTP/${version}`, ...lines, '', ''].join('\r\n');
  const done = { status: 200, body: expect.stringContaining('"ret_code":0') };
  const body = form(newOrder());
  const length = `Content-Length: ${body.length}`;
  expect(
    await sendRaw(
      gateway.url,
      head('1.1', 'Host: g', 'Connection: close', 'Expect: 100-continue', length),
      body,
    ),
  ).toMatchObject(done);
  const second = form(newOrder());
  expect(await sendRaw(gateway.url, head('1.0', `Content-Length: ${second.length}`), second)).toMatchObject(
    done,
  );
  const third = form(newOrder());
  const chunks = third.match(/.{1,50}/gs) ?? [];
  expect(
    await sendRaw(
      gateway.url,
      head('1.1', 'Host: g', 'Connection: close', 'Transfer-Encoding: chunked'),
      ...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`),
      '0\r\n\r\n',
    ),
  ).toMatchObject(done);
});

test('a client that names no host, or expects what we do not know, is served', async () => {
  const done = { status: 200, body: expect.stringContaining('"ret_code":0') };
  for (const lines of [
    ['Connection: close'],
    ['Host:', 'Connection: close'],
    ['Host: g', 'Connection: close', 'Expect: 200-ok'],
    // as Java's HttpClient asks every server that it speaks with in plain text
    ['Host: g', 'Connection: close, Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAEAAEAA'],
  ]) {
    const body = form(newOrder());
    const head = ['POST /pay_api/order_create HTTP/1.1', ...lines, `Content-Length: ${body.length}`, '', ''];
    expect(await sendRaw(gateway.url, head.join('\r\n') + body), lines.join()).toMatchObject(done);
  }
});

test('a param with line breaks inside is read as it was signed', async () => {
  const { id, param } = newOrder();
  const broken = `${param.replace(/(.{76})/g, '$1\r\n')}\n`;
  const request = { id, param: broken, sign: requestSign(id, broken, TEST_APP.appSecret) };
  expect(await post([], form(request))).toBe('done');
});
