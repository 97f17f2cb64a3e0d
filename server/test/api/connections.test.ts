import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerUnreadable } from '../../src/apis/partner/unreadable-request.ts';
import { type ConnectionLimits, limitConnections } from '../../src/http/connections.ts';
import { headersFor } from '../../src/http/headers.ts';
import { lastRequests } from '../../src/http/last-requests.ts';
import { watchEventLoop } from '../../src/http/watchdog.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { propertyOf } from '../../src/lib/property-of.ts';
import { createSummedLog } from '../../src/lib/summed-log.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** More than the system's own buffers on the way to a client that does not read. */
const LARGE = Buffer.alloc(32 * 1024 * 1024, 'x');

let closing: (() => Promise<unknown>)[];
let logged: { alert?: string; [name: string]: unknown }[];
beforeEach(() => {
  closing = [];
  logged = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
});

/** A server of three routes, real and with short patience. */
async function listening(limits: ConnectionLimits, requestTimeout = 500) {
  const write = (line: string) => logged.push(JSON.parse(line));
  const log = pino({ level: 'warn' }, { write });
  const loggerInstance: FastifyBaseLogger = log;
  const requests = lastRequests();
  const server = Fastify({
    loggerInstance,
    clientErrorHandler: answerUnreadable(headersFor('http://127.0.0.1'), () => '1', requests),
    requestTimeout,
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: 100 },
  });
  server.server.on('request', requests.note);
  const headers = { 'x-content-type-options': 'nosniff' };
  limitConnections(server, createSummedLog(log, systemClock), limits, headers, () => '1764316800000123456');
  watchEventLoop(server);
  server.get('/', async () => 'ok');
  server.get('/large', async () => LARGE);
  server.get('/blocking/:name', async () => {
    const before = process.threadCpuUsage();
    for (let spentMs = 0; spentMs < 1_600; ) {
      const { user, system } = process.threadCpuUsage(before);
      spentMs = (user + system) / 1000;
    }
    return 'at last';
  });
  server.post('/', async () => 'ok');
  server.post(
    '/own-words',
    { errorHandler: (error, _request, reply) => reply.send(`own words: ${statusCodeOf(error)}`) },
    async () => 'ok',
  );
  // by the head alone, before the body has come
  server.post(
    '/early',
    { onRequest: async (_request, reply) => reply.code(401).send('no') },
    async () => 'ok',
  );
  // by the head alone, and after a while
  const gate = Promise.withResolvers<void>();
  server.post('/late', { onRequest: () => gate.promise }, async ({ body }) => body);
  await server.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const connections = () =>
    new Promise<number>((resolve) => server.server.getConnections((_error, count) => resolve(count)));
  return { port, connections, openGate: gate.resolve };
}

const statusCodeOf = (error: unknown) => propertyOf(error, 'statusCode');

async function open(
  port: number,
  text = '',
): Promise<Socket & { received: () => string; bytes: () => number }> {
  const socket = connect(port, '127.0.0.1');
  closing.push(async () => socket.destroy());
  let received = '';
  let bytes = 0;
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (received.length < 10_000) received += chunk;
  });
  await once(socket, 'connect');
  socket.write(text);
  return Object.assign(socket, { received: () => received, bytes: () => bytes });
}

const isClosed = (socket: Socket) => waitFor(() => socket.closed, { what: 'the connection to be closed' });
const ask = async (port: number) =>
  (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).status;

test('one address has so many connections, which are free again when they are closed', async () => {
  const { port } = await listening({ max: 100, perAddress: 5 });
  const kept = await Promise.all(Array.from({ length: 5 }, () => open(port, 'GET / HTTP/1.1\r\n')));
  const more = await Promise.all([open(port), open(port)]);
  for (const socket of more) {
    await isClosed(socket);
    expect(socket.received()).toMatch(
      /^HTTP\/1\.1 503 .*Retry-After: 5.*x-content-type-options: nosniff\r\n\r\n连接过多/s,
    );
  }
  expect(logged.filter(({ alert }) => alert === 'connections_refused')).toHaveLength(1);
  kept[0]?.destroy();
  await waitFor(
    () =>
      ask(port).then(
        (status) => status === 200,
        () => false,
      ),
    { what: 'an answer' },
  );
});

test('all together have so many, and those that only stay open make room', async () => {
  const { port } = await listening({ max: 3, perAddress: undefined });
  const idle = await Promise.all(
    Array.from({ length: 3 }, () => open(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')),
  );
  await waitFor(() => idle.every((socket) => socket.received().includes('ok')), { what: 'the answers' });
  await isClosed(await open(port));
  for (const socket of idle) await isClosed(socket);
  expect(await ask(port)).toBe(200);
});

test('behind proxies nobody is counted by the proxy’s address', async () => {
  const { port } = await listening({ max: 100, perAddress: undefined });
  await Promise.all(Array.from({ length: 30 }, () => open(port, 'GET / HTTP/1.1\r\n')));
  expect(await ask(port)).toBe(200);
});

test.each([
  ['nothing at all', ''],
  ['half a head', 'POST / HTTP/1.1\r\nHost: a\r\n'],
  [
    'half a body',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{',
  ],
  [
    'half a chunk',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\nab',
  ],
])('who sends %s and then drips is ended', async (_what, text) => {
  const { port } = await listening({ max: 100, perAddress: 50 });
  const dripping = await open(port, text);
  const drip = setInterval(() => dripping.write(text === '' ? '' : 'a'), 50);
  closing.push(async () => clearInterval(drip));
  await isClosed(dripping);
  expect(dripping.received()).toMatch(/^HTTP\/1\.1 408 /);
});

const HEAD = 'Host: a\r\nContent-Type: application/json\r\n';

test('a request of which only the head has come in time is answered in the words of its route', async () => {
  const { port } = await listening({ max: 100, perAddress: 50 });
  const cut = await open(port, `POST /own-words HTTP/1.1\r\n${HEAD}Content-Length: 9\r\n\r\n{`);
  await isClosed(cut);
  expect(cut.received()).toMatch(/^HTTP\/1\.1 200 .*connection: close.*own words: 408$/is);
});

test.each([
  ['ends early', 'Content-Length: 9\r\n\r\n{', (client: Socket) => client.end()],
  ['is no chunk', 'Transfer-Encoding: chunked\r\n\r\nx\r\n{', () => undefined],
])('so is one whose body %s, also when its route only begins to read it then', async (_what, rest, end) => {
  const { port, openGate } = await listening({ max: 100, perAddress: 50 }, 20_000);
  const cut = await open(port, `POST /own-words HTTP/1.1\r\n${HEAD}${rest}`);
  end(cut);
  await isClosed(cut);
  expect(cut.received()).toMatch(/^HTTP\/1\.1 200 .*own words: 400$/s);
  const late = await open(port, `POST /late HTTP/1.1\r\n${HEAD}${rest}`);
  end(late);
  // it is answered later than one that was sent after it
  expect(await ask(port)).toBe(200);
  expect(late.received()).toBe('');
  openGate();
  await isClosed(late);
  expect(late.received()).toMatch(/^HTTP\/1\.1 400 /);
});

test('what is no HTTP behind a whole request leaves its answer as it is', async () => {
  const { port, openGate } = await listening({ max: 100, perAddress: 50 }, 20_000);
  const client = await open(port, `POST /late HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\n7\0\0\r\n\r\n`);
  expect(await ask(port)).toBe(200);
  expect(client.received()).toBe('');
  openGate();
  await isClosed(client);
  expect(client.received()).toMatch(/^HTTP\/1\.1 200 .*connection: close.*\r\n\r\n7$/is);
});

test.each([
  ['is no chunk', 'x\r\n', 20_000],
  ['does not come', '', 500],
])(
  'a request that was answered before its body, which then %s, is not answered again',
  async (_what, rest, patienceMs) => {
    const { port } = await listening({ max: 100, perAddress: 50 }, patienceMs);
    const client = await open(port, `POST /early HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    await waitFor(() => client.received().endsWith('no'), { what: 'the answer' });
    client.write(rest);
    await isClosed(client);
    expect(client.received().match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401']);
  },
);

test('of two requests that are sent together, the second one broken, each has its own answer', async () => {
  const { port, openGate } = await listening({ max: 100, perAddress: 50 }, 20_000);
  const first = `POST /late HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\n7`;
  const second = `POST /own-words HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nx\r\n{`;
  const client = await open(port, first + second);
  client.write('more of it');
  expect(await ask(port)).toBe(200);
  openGate();
  await isClosed(client);
  expect(client.received()).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n7HTTP\/1\.1 200 .*own words: 400$/s);
});

test('who asks and does not read is cut off; who reads slowly is not', async () => {
  const { port, connections } = await listening({ max: 100, perAddress: 50, stalledAfterMs: 1_000 }, 20_000);
  const request = 'GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  const deaf = await open(port, request);
  deaf.pause();
  const slow = await open(port, request);
  await isClosed(slow);
  expect(slow.bytes()).toBeGreaterThan(LARGE.length);
  // what is in the system's buffers arrives, the end does not
  await waitFor(() => connections().then((count) => count === 0), { what: 'the end of the connection' });
  deaf.resume();
  await isClosed(deaf);
  expect(deaf.bytes()).toBeLessThan(LARGE.length);
});

test('a blocked event loop is logged once, with the route that was under way and none of its parameters', async () => {
  const { port } = await listening({ max: 100, perAddress: 50 });
  await fetch(`http://127.0.0.1:${port}/blocking/zhangsan`);
  const told = await waitFor(() => logged.find(({ alert }) => alert === 'event_loop_blocked'), {
    what: 'the line',
  });
  expect(told).toMatchObject({ routes: ['GET /blocking/:name'] });
  expect(told.blockedMs).toBeGreaterThan(1_000);
  expect(JSON.stringify(logged)).not.toContain('zhangsan');
});
