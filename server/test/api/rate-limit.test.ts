import Fastify, { type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClientAddresses } from '../../src/http/client-address.ts';
import { errorPages } from '../../src/http/error-page.ts';
import { limitRate, type Rate } from '../../src/http/rate-limit.ts';

/** Two scopes behind one proxy, each with words of its own. */
const twoScopes = (rate: Rate) => {
  const loggerInstance: FastifyBaseLogger = pino({ level: 'silent' });
  const app = Fastify({ loggerInstance });
  readClientAddresses(app, 1);
  errorPages(app);
  limitRate(app, rate);
  app.get('/livez', async () => 'ok');
  for (const path of ['/a', '/b']) {
    app.register((scope, _options, done) => {
      scope.setErrorHandler((_error, _request, reply) => reply.code(429).send({ refused: path }));
      scope.get(path, async () => 'ok');
      done();
    });
  }
  return app;
};

let server: ReturnType<typeof twoScopes>;
beforeEach(() => {
  server = twoScopes({ perSecond: 3, burst: 0 });
});
afterEach(() => server.close());

const ask = (address: string, url = '/a', headers = {}) =>
  server.inject({ url, headers: { 'x-forwarded-for': address, ...headers } });
const statuses = async (addresses: readonly string[]) =>
  (await Promise.all(addresses.map((address) => ask(address)))).map(({ statusCode }) => statusCode).sort();

test('an address over its rate is refused with Retry-After, another is not', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask('10.0.0.1')));
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 200, 200, 429, 429]);
  expect(answers.find((answer) => answer.statusCode === 429)?.headers['retry-after']).toBe('1');
  expect((await ask('10.0.0.2')).statusCode).toBe(200);
});

test('whatever port and spelling it comes with, an address is one client', async () => {
  const spelt = ['10.0.0.1:1', '10.0.0.1:2', '"10.0.0.1"', '::ffff:10.0.0.1', '[::ffff:a00:1]:9'];
  expect(await statuses(spelt)).toEqual([200, 200, 200, 429, 429]);
});

test('what is no address counts as the proxy that sent it', async () => {
  expect(await statuses(['a', 'b', 'unknown', 'd', '127.0.0.1'])).toEqual([200, 200, 200, 429, 429]);
});

test('IPv6 is counted by its /64', async () => {
  const neighbours = ['2001:db8:1:2::1', '2001:db8:1:2::2', '[2001:db8:1:2:3::1]:80', '2001:db8:1:2:ff::1'];
  expect(await statuses(neighbours)).toEqual([200, 200, 200, 429]);
  expect((await ask('2001:db8:1:3::1')).statusCode).toBe(200);
});

test('an address that used up its limit in one scope is refused in all, in each one’s own form', async () => {
  for (const url of ['/a', '/b', '/a']) expect((await ask('10.0.0.1', url)).statusCode).toBe(200);
  const refused = await ask('10.0.0.1', '/b');
  expect([refused.statusCode, refused.json()]).toEqual([429, { refused: '/b' }]);
});

test('a burst beyond the rate is let through once in a minute', async () => {
  await server.close();
  server = twoScopes({ perSecond: 3, burst: 5 });
  const answers = await statuses(Array.from({ length: 10 }, () => '10.0.0.1'));
  expect(answers.filter((status) => status === 200)).toHaveLength(8);
});

test('what is not there counts too; a page says so as a page and looks again by itself', async () => {
  for (const url of ['/no', '/nor', '/neither']) expect((await ask('10.0.0.1', url)).statusCode).toBe(404);
  const refused = await ask('10.0.0.1', '/no', { accept: 'text/html,*/*' });
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['content-type']).toMatch(/^text\/html/);
  expect(refused.body).toContain('请求过于频繁');
  expect(Number(refused.headers.refresh)).toBeGreaterThan(1);
});

test('the liveness probe is always answered', async () => {
  for (let asked = 0; asked < 20; asked += 1) expect((await ask('10.0.0.1', '/livez')).statusCode).toBe(200);
  for (const url of ['/livez?at=1', '/livez?']) expect((await ask('10.0.0.1', url)).statusCode).toBe(200);
});

test.each([
  ['POST', '/livez'],
  ['OPTIONS', '/livez?at=1'],
  ['GET', '/livez/'],
  ['GET', '/livezz'],
  ['GET', '/a?/livez'],
  ['GET', '/%6Civez'],
] as const)('%s %s is limited as everything else', async (method, url) => {
  const headers = { 'x-forwarded-for': '10.0.0.1' };
  const asked = await Promise.all(Array.from({ length: 20 }, () => server.inject({ method, url, headers })));
  expect(asked.map(({ statusCode }) => statusCode)).toContain(429);
});
