import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Writable } from 'node:stream';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../helpers/ask.ts';
import { startGateway } from '../helpers/gateway/gateway.ts';
import {
  type ShardGateway,
  type Shards,
  type StartedRouter,
  startRouter,
  startShards,
} from '../helpers/gateway/shards.ts';
import { orderTerms, partnerOf } from '../helpers/partner/partner.ts';
import { startRawServer } from '../helpers/partner/raw-server.ts';
import { startTcpProxy, type TcpProxy } from '../helpers/postgres/tcp-proxy.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** Shard 0 is behind a line that can be cut, shard 1 is not. */
let shards: Shards;
let line: TcpProxy;
let router: StartedRouter;
const logged: Record<string, unknown>[] = [];
beforeAll(async () => {
  shards = await startShards();
  line = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(of(0).url).port) });
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  router = await startRouter([`http://127.0.0.1:${line.port}`, of(1).url], {
    log: pino({ level: 'warn' }, stream),
  });
});
afterAll(async () => {
  await router[Symbol.asyncDispose]();
  await line[Symbol.asyncDispose]();
  await shards[Symbol.asyncDispose]();
});

const of = (shard: 0 | 1): ShardGateway => shards.both[shard];
const orderOf = (shard: 0 | 1) => partnerOf(router.url, of(shard).endpoint.url, of(shard).keys).order();
const notReady = async () => JSON.parse((await ask(`${router.url}/readyz`)).text).notReady;
const untilNotReady = (expected: number[]) =>
  waitFor(async () => JSON.stringify(await notReady()) === JSON.stringify(expected), {
    what: `the shards that are not ready to be ${expected}`,
  });
const created = (shard: 0 | 1) => ({
  method: 'POST',
  body: new URLSearchParams({
    ...sealRequest(of(shard).keys, orderTerms(of(shard).endpoint.url)),
  }).toString(),
});

const AWAY = '系统维护中，请稍后重试';

test('a shard that cannot be reached: its own are told to come again, the others are served, and it is back by itself', async () => {
  const { orderId } = await orderOf(0);
  await orderOf(1);
  logged.length = 0;
  await line.become('refuse');
  try {
    const partner = await ask(`${router.url}/pay_api/order_create`, created(0));
    expect([partner.status, partner.headers.get('retry-after'), JSON.parse(partner.text)]).toEqual([
      503,
      '5',
      { ret_code: -1, ret_content: AWAY, sign: '' },
    ]);
    const page = await ask(`${router.url}/pay/orderId/${orderId}.html`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('refresh'), page.text]).toEqual([
      503,
      expect.stringMatching(/^\d$/),
      expect.stringContaining('本页会自动重试'),
    ]);
    const asked = await ask(`${router.url}/cashier-api/orders/${orderId}`);
    expect([asked.status, JSON.parse(asked.text)]).toEqual([
      503,
      { error: expect.objectContaining({ code: 'unavailable', message: AWAY }), retryAfterMs: 5_000 },
    ]);
    const callback = await ask(`${router.url}/channel/wechat/of-0-wechat`, { method: 'POST', body: '{}' });
    expect([callback.status, callback.text, callback.headers.get('retry-after')]).toEqual([503, '', '5']);
    // of what nobody knows it may be that shard which has it
    const unknown = { method: 'POST', body: 'id=nobody&param=x&sign=y' };
    expect((await ask(`${router.url}/pay_api/order_query`, unknown)).status).toBe(503);
    await orderOf(1);
    expect((await ask(`${router.url}/docs/`)).status).toBe(200);
    await untilNotReady([0]);
    expect((await ask(`${router.url}/readyz`)).status).toBe(200);
  } finally {
    await line.become('pass');
  }
  await untilNotReady([]);
  await orderOf(0);
  // once for each change, however many requests there were
  const changes = logged.filter(({ shard }) => shard === 0).map(({ msg }) => msg);
  expect(changes.length % 2).toBe(0);
  expect(changes).toEqual(
    changes.map((_, n) => (n % 2 === 0 ? 'a shard gives no answer' : 'a shard is ready again')),
  );
  expect(changes).not.toEqual([]);
});

test('a shard that takes requests and says nothing holds up nobody else, and is found out', async () => {
  await orderOf(0);
  await line.become('swallow');
  const held = ask(`${router.url}/pay_api/order_create`, created(0)).catch(() => undefined);
  try {
    for (let n = 0; n < 5; n += 1) await orderOf(1);
    await untilNotReady([0]);
    expect((await ask(`${router.url}/pay_api/order_create`, created(0))).status).toBe(503);
    await orderOf(1);
  } finally {
    await line.become('reset');
    await line.become('pass');
  }
  await held;
  await untilNotReady([]);
  await orderOf(0);
});

const QUESTION = /^(?!GET \/readyz)/;

/** Something at a shard's address that is ready, and answers everything else as it is told. */
async function oddShard(answer: Parameters<typeof startRawServer>[0], health = '{}') {
  const seen: string[] = [];
  const server = await startRawServer((socket, request) => {
    if (!QUESTION.test(request))
      return socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${health.length}\r\n\r\n${health}`);
    seen.push(request);
    return answer(socket, request);
  });
  return {
    seen,
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test.each<[string, Parameters<typeof startRawServer>[0]]>([
  ['without an answer', (socket) => socket.destroy()],
  ['in the middle of the head', (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
  ['with what is no HTTP', (socket) => void socket.end('nonsense\r\n\r\n')],
])(
  'a request that a shard has taken and ended %s is not sent again; it is unknown what became of it',
  async (_how, answer) => {
    await using odd = await oddShard(answer);
    await using one = await startRouter([odd.url]);
    const partner = await ask(`${one.url}/pay_api/order_create`, created(0));
    expect([partner.status, partner.headers.get('retry-after'), JSON.parse(partner.text)]).toEqual([
      200,
      '1',
      {
        ret_code: -1,
        ret_content: expect.stringMatching(/^系统繁忙，请稍后用相同参数重试（\d+）$/),
        sign: '',
      },
    ]);
    expect(odd.seen).toHaveLength(1);
    const page = await ask(`${one.url}/pay/orderId/1764400000000000016.html`, {
      headers: { accept: 'text/html' },
    });
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('系统繁忙')]);
    expect((await ask(`${one.url}/cashier-api/orders/1764400000000000016`)).status).toBe(500);
    expect((await ask(`${one.url}/channel/wechat/a`, { method: 'POST', body: '{}' })).status).toBe(500);
    expect(odd.seen).toHaveLength(4);
  },
);

test('what is passed on, and what is not', async () => {
  const said = [
    'HTTP/1.1 207 Odd',
    'Content-Length: 2',
    'Set-Cookie: a=1',
    'Set-Cookie: b=2',
    'X-Request-Id: 17',
    'Connection: close, X-Inner',
    'Keep-Alive: timeout=5',
  ];
  await using odd = await oddShard((socket) => void socket.end(`${said.join('\r\n')}\r\n\r\nok`));
  const headers = {
    'content-type': 'x/y; charset="odd"',
    'x-forwarded-for': '192.0.2.1, 192.0.2.2, 192.0.2.3',
    'x-forwarded-proto': 'https',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    host: 'pay.example.edu.cn',
    cookie: 'a=1',
    te: 'trailers',
  };
  for (const [trustedProxies, forwardedFor] of [
    [0, '127.0.0.1'],
    [2, '192.0.2.2'],
  ] as const) {
    await using one = await startRouter([odd.url], { trustedProxies });
    const answer = await ask(`${one.url}/channel/wechat/a?x=1`, { method: 'POST', headers, body: 'body' });
    expect([answer.status, answer.text, answer.headers.getSetCookie()]).toEqual([207, 'ok', ['a=1', 'b=2']]);
    expect(answer.headers.get('x-request-id')).toBe('17');
    expect(answer.headers.get('keep-alive')).not.toBe('timeout=5');
    const sent = odd.seen.pop() ?? '';
    const lines = sent.toLowerCase().split('\r\n');
    expect(lines[0]).toBe('post /channel/wechat/a?x=1 http/1.1');
    expect(lines.at(-1)).toBe('body');
    expect(lines.filter((line) => line.startsWith('x-forwarded-for'))).toEqual([
      `x-forwarded-for: ${forwardedFor}`,
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'content-type: x/y; charset="odd"',
        'content-length: 4',
        'x-forwarded-proto: https',
        `traceparent: ${headers.traceparent}`,
        'host: pay.example.edu.cn',
        'cookie: a=1',
      ]),
    );
    expect(sent).not.toMatch(/^te:/im);
  }
});

test('more requests than a shard may hold up are refused, those of the others are not', async () => {
  const waiting: (() => void)[] = [];
  await using odd = await oddShard((socket) => {
    waiting.push(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
  });
  await using two = await startRouter([odd.url, of(1).url], { underWayMax: 3 });
  // numbers of shard 0
  const pages = Array.from({ length: 3 }, (_, n) =>
    ask(`${two.url}/cashier-api/orders/${1_764_400_000_000_000_000n + BigInt(n * 16)}`),
  );
  await waitFor(() => waiting.length === 3, { what: 'three requests to be under way' });
  const refused = await ask(`${two.url}/cashier-api/orders/1764400000000000160`);
  expect([refused.status, refused.text]).toEqual([503, expect.stringContaining('系统繁忙')]);
  // whatever shard their app was taken to be of
  await partnerOf(two.url, of(1).endpoint.url, of(1).keys).order();
  for (const answer of waiting) answer();
  expect((await Promise.all(pages)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('a shard that has too much to do and begins nothing: what is not known to be there is found elsewhere', async () => {
  const busy = (head: string) => `HTTP/1.1 503 Busy\r\n${head}content-length: 4\r\n\r\nbusy`;
  let head = 'zhixiao-not-begun: 1\r\n';
  await using odd = await oddShard((socket) => socket.write(busy(head)), '{"shard":0}');
  await using two = await startRouter([odd.url, of(1).url]);
  const outside = partnerOf(two.url, of(1).endpoint.url, of(1).keys);
  // the app's name is taken to be of shard 0
  await outside.order();
  expect(odd.seen).toHaveLength(1);
  const unknown = { method: 'POST', body: 'id=nobody&param=x&sign=y' };
  const refused = await ask(`${two.url}/pay_api/order_query`, unknown);
  expect([refused.status, refused.text, refused.headers.has('zhixiao-not-begun')]).toEqual([
    503,
    'busy',
    false,
  ]);
  // a number tells by itself whose it is: the others are not burdened with the pages of a busy one
  await using idle = await oddShard((socket) => socket.write(busy(head)), '{"shard":1}');
  await using both = await startRouter([odd.url, idle.url]);
  expect((await ask(`${both.url}/cashier-api/orders/1764400000000000016`)).status).toBe(503);
  expect(idle.seen).toEqual([]);
  // what may have been begun is not sent again
  head = '';
  await using other = await startRouter([odd.url, of(1).url]);
  const once = await ask(`${other.url}/pay_api/order_create`, created(1));
  expect([once.status, once.text]).toEqual([503, 'busy']);
});

test('a client that goes takes its request along', async () => {
  let ended = 0;
  await using odd = await oddShard((socket) => {
    socket.once('close', () => {
      ended += 1;
    });
  });
  await using one = await startRouter([odd.url], { underWayMax: 1 });
  for (const times of [1, 2]) {
    const client = connect(Number(new URL(one.url).port), '127.0.0.1');
    client.write('POST /channel/wechat/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}');
    await waitFor(() => odd.seen.length === times, { what: `request ${times} to be under way` });
    client.destroy();
    // its place is free for the next one
    await waitFor(() => ended === times, { what: `request ${times} to be ended` });
  }
});

const CHUNK = Buffer.alloc(256 * 1024, 'x');
const CHUNKS = 512;

test('a large answer leaves the shard as fast as its client reads', async () => {
  let written = 0;
  const server: Server = createServer(async (request, response) => {
    if (request.url === '/readyz') return response.end('{}');
    for (let n = 0; n < CHUNKS; n += 1) {
      written += CHUNK.length;
      if (!response.write(CHUNK)) await once(response, 'drain');
    }
    return response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await using one = await startRouter([`http://127.0.0.1:${port}`]);
  try {
    const asking = httpRequest(`${one.url}/docs/large`).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.pause();
    // it stands still, long before the end
    let before = -1;
    let still = 0;
    await waitFor(
      () => {
        still = written === before ? still + 1 : 0;
        before = written;
        return still === 10;
      },
      { what: 'the shard to be kept waiting' },
    );
    expect(written).toBeLessThan((CHUNKS * CHUNK.length) / 2);
    let read = 0;
    for await (const chunk of answer) read += (chunk as Buffer).length;
    expect(read).toBe(CHUNKS * CHUNK.length);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a router that stops says so first, and serves on', async () => {
  await using one = await startRouter([of(1).url]);
  one.beginDraining();
  const health = await ask(`${one.url}/readyz`);
  expect([health.status, JSON.parse(health.text)]).toEqual([503, { status: 'draining' }]);
  expect((await ask(`${one.url}/livez`)).status).toBe(200);
  const docs = await ask(`${one.url}/docs/`);
  expect([docs.status, docs.headers.get('connection')]).toEqual([200, 'close']);
});

test('what is not the shard of its place is not ready: a server without SHARD would say of nothing that it is elsewhere', async () => {
  await using single = await startGateway();
  await using two = await startRouter([of(0).url, single.url]);
  expect(JSON.parse((await ask(`${two.url}/readyz`)).text)).toEqual({ status: 'ok', notReady: [1] });
  await using swapped = await startRouter([of(1).url, of(0).url]);
  expect((await ask(`${swapped.url}/readyz`)).status).toBe(503);
});

test('without any shard it is not ready, and says of each thing that it cannot be had now', async () => {
  await using none = await startRouter(['http://127.0.0.1:9']);
  expect((await ask(`${none.url}/readyz`)).status).toBe(503);
  expect((await ask(`${none.url}/docs/`)).status).toBe(503);
});

test('where the consoles are is said to those who look for them, if it is to be said', async () => {
  const consoleUrls = ['https://console-0.example.edu.cn', 'https://console-1.example.edu.cn'];
  await using told = await startRouter([of(1).url], { consoleUrls });
  const page = await ask(`${told.url}/console/orders`, { headers: { accept: 'text/html' } });
  expect(page.status).toBe(200);
  for (const url of consoleUrls) expect(page.text).toContain(`<a href="${url}/console/">`);
  expect((await ask(`${told.url}/console-api/session`)).status).toBe(404);
});
