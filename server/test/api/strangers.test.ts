import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import { createLog } from '../../src/lib/log.ts';
import { type ConsoleClient, firstAdministrator, invited } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { postRaw, sendRaw } from '../helpers/partner/raw-http.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
let admin: ConsoleClient;
let logged = '';
beforeAll(async () => {
  const write = (line: string) => {
    logged += line;
  };
  gateway = await startGateway({ log: createLog('warn', { write }) });
  admin = await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const MEGABYTES = 8 * 1024 * 1024;
const FORM = 'content-type: application/x-www-form-urlencoded';
const JSON_TYPE = 'content-type: application/json';

/** What Fastify, Node or PostgreSQL would say of themselves. */
const INTERNALS =
  /FST_|ERR_|HPE_|Route |at .*\.ts:|node_modules|statusCode|invalid byte|syntax error|Cannot read/;

describe('whatever a stranger sends is answered in our words, and never as an error of ours', () => {
  const ORDER = '1764316800000123456';
  const odd: [string, string, readonly string[]][] = [];
  const paths = [
    '/%00',
    '/%zz',
    '/%',
    '/%ff%fe',
    '/nothing',
    '/pay/orderId/%00.html',
    '/pay/orderId/%E4%B8%AD.html',
    '/pay/orderId/99999999999999999999.html',
    `/pay/sign-in/wechat/${ORDER}`,
    '/pay/sign-in/%00/%00',
    '/pay/sign-in/wechat/%0d%0aset-cookie:a=b',
    '/pay/invoice/%00',
    '/pay/invoice/%F0%9F%98%80',
    '/bind/%00',
    '/bind/%E4%B8%AD%E6%96%87',
    '/bind/%0d%0aset-cookie:a=b/sign-in/wechat',
    '/bind/%E4%B8%AD/sign-in/alipay?code=1&state=2',
    '/bind/partner1/sign-in/paypal',
    '/bind/partner1?wallet=wechat&wallet=alipay&lang=en&lang=zh',
    '/bind/partner1/sign-in/wechat?code=%00&state=%00&code=2',
    '/receipt/%00',
    '/receipt/%E4%B8%AD%EF%BC%81',
    `/receipt/${'A'.repeat(1_400)}`,
    `/receipt/${'A'.repeat(1_500)}`,
    '/invoice-files/%00.pdf',
    '/invoice-files/a.pdf.pdf',
    '/cashier/assets/..%2f..%2fpackage.json',
    '/cashier/assets/%00',
    '/console/%00',
    '/console/assets/%2e%2e',
    '/console-api/%00',
    '/console-api/orders/%00',
    '/console-api/orders?number=%00',
    '/cashier-api/orders/%00',
    '/cashier-api/orders/1?device=toaster',
    '/callbacks/invoices/%00',
    '/channel/wechat/%00',
    '/readyz/%',
    '/-unreadable',
  ];
  for (const path of paths) {
    odd.push([path, '', ['accept: text/html']], [path, '', []]);
  }
  const posts = ['/bind/partner1/wechat', `/pay/invoice/${ORDER}`, '/cashier-api/orders/1/payments'];
  const api = ['/cashier-api/orders/1/check', '/console-api/sign-in', '/channel/wechat/sandbox-wechat'];
  const callbacks = ['/channel/alipay/sandbox-alipay', '/callbacks/invoices/none', '/nothing'];
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const bodies: [string, readonly string[]][] = [
    ['{"user_no":1}', [JSON_TYPE]],
    ['null', [JSON_TYPE]],
    ['[]', [JSON_TYPE]],
    ['"text"', [JSON_TYPE]],
    ['{"__proto__":{"a":1}}', [JSON_TYPE]],
    ['{"constructor":{"prototype":{"a":1}}}', [JSON_TYPE]],
    [deep, [JSON_TYPE]],
    [`[${'1,'.repeat(20_000)}1]`, [JSON_TYPE]],
    ['a=%00&ticket=%00&user_no=%00', [FORM]],
    ['a=%zz&=&&&', [FORM]],
    ['a&'.repeat(3_000), [FORM]],
    ['x'.repeat(70_000), [FORM]],
    ['--x\r\nbroken', ['content-type: multipart/form-data; boundary=x']],
    ['<xml/>', ['content-type: application/xml']],
    ['text', ['content-type: text/plain']],
    ['text', ['content-type: ;;;']],
    ['', [FORM]],
    ['', []],
  ];
  for (const path of [...posts, ...api, ...callbacks]) {
    for (const [body, headers] of bodies) odd.push([path, body, ['POST', ...headers]]);
  }

  test.each(odd.map((each) => [JSON.stringify(each).slice(0, 120), ...each] as const))(
    '%s',
    async (_name, path, body, headers) => {
      const isPost = headers[0] === 'POST';
      const lines = isPost ? headers.slice(1) : headers;
      const answer = isPost
        ? await postRaw(gateway.url, path, lines, body)
        : await sendRaw(
            gateway.url,
            `${[`GET ${path} HTTP/1.1`, 'Host: a', 'Connection: close', ...lines].join('\r\n')}\r\n\r\n`,
          );
      expect(answer.status, answer.body).toBeLessThan(500);
      expect(answer.body).not.toMatch(INTERNALS);
      expect(answer.headers.toLowerCase()).not.toContain('set-cookie: a=b');
    },
  );

  test.each([
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a method nobody has', 'PROPFIND / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404],
    ['a raw NUL', 'GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['raw UTF-8', 'GET /中文 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['a head too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01', 400],
    ['no host', 'GET /no-such-page HTTP/1.1\r\nConnection: close\r\n\r\n', 404],
    [
      'an expectation',
      'POST /console-api/sign-in HTTP/1.1\r\nHost: a\r\nExpect: x\r\nConnection: close\r\n\r\n',
      403,
    ],
  ])('%s', async (_what, bytes, status) => {
    const answer = await sendRaw(gateway.url, bytes);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toMatch(INTERNALS);
  });

  test('none of it is an error in the log', () => {
    expect(logged.split('\n').filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

describe('a body is read only for who may send it', () => {
  const written = CONSOLE_ROUTES.filter(({ method }) => method === 'POST' || method === 'PUT');

  test('large ones only of who has signed in', () => {
    for (const { path, access, bodyLimitBytes } of CONSOLE_ROUTES) {
      if (access === 'anyone') expect(bodyLimitBytes, path).toBeLessThanOrEqual(64 * 1024);
    }
    for (const { url, bodyLimitBytes } of gateway.app.routes) {
      if (!url.startsWith('/console-api/')) expect(bodyLimitBytes, url).toBeLessThanOrEqual(64 * 1024);
    }
  });

  test.each(written.map(({ method, path }) => [`${method} ${path}`, method, path] as const))(
    '%s answers a stranger before his eight megabytes are there',
    async (_key, method, path) => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk;
      });
      const head = [
        `${method} /console-api${path.replaceAll(':', '')} HTTP/1.1`,
        'Host: gateway',
        `Origin: ${gateway.url}`,
        'X-Console: 1',
        JSON_TYPE,
        `Content-Length: ${MEGABYTES}`,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n{"a":`);
      await waitFor(() => /^HTTP\/1\.1 4(01|13) /.test(received), { what: 'the refusal' });
      socket.destroy();
    },
  );

  test('an operator’s is read up to what the route takes', async () => {
    const roster = { schoolId: '10086', content: 'x'.repeat(200_000), isPreview: true, identityType: 1 };
    expect((await admin.call('POST /directory/roster', roster)).status).toBe(200);
    const reason = 'x'.repeat(200_000);
    const refund = { orderId: '1', refundAmount: 1, reason, idempotencyKey: 'a'.repeat(32) };
    expect((await admin.call('POST /orders/:orderId/refund', refund)).status).toBe(413);
  });

  test('who is frozen while the body is on its way does nothing any more', async () => {
    const account = 'slow.writer';
    const clerk = await invited(gateway, admin, { account, role: 'administrator' });
    const body = JSON.stringify({ newSchoolId: 'of-frozen', name: '学校' });
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    const head = [
      'POST /console-api/schools HTTP/1.1',
      'Host: gateway',
      `Origin: ${gateway.url}`,
      'X-Console: 1',
      `Cookie: ${clerk.cookies()}`,
      JSON_TYPE,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Expect: 100-continue',
      'Connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    // the head has been seen
    await waitFor(() => received.includes('100 Continue'), { what: 'the server to read the head' });
    socket.write(body.slice(0, 5));
    const { rows } = (await admin.call('GET /operators', { text: account })).body;
    await admin.call('POST /operators/:operatorId/freeze', { operatorId: rows[0].operatorId, reason: 'x' });
    socket.write(body.slice(5));
    await waitFor(() => /HTTP\/1\.1 4\d\d /.test(received), { what: 'the refusal' });
    expect(received).toContain('not_signed_in');
    const schools = await admin.call('GET /schools', { text: 'of-frozen' });
    expect(schools.body.rows).toEqual([]);
  });
});
