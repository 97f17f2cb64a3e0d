import Fastify, { type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClientAddresses } from '../../src/http/client-address.ts';
import { createRateLimit } from '../../src/http/rate-limit.ts';

/** Two scopes behind one proxy. */
const twoScopes = () => {
  const loggerInstance: FastifyBaseLogger = pino({ level: 'silent' });
  const app = Fastify({ loggerInstance });
  readClientAddresses(app, 1);
  const rateLimit = createRateLimit(3);
  for (const path of ['/a', '/b']) {
    app.register((scope, _options, done) => {
      scope.addHook(
        'onRequest',
        rateLimit((reply) => reply.send({ refused: path })),
      );
      scope.get(path, async () => 'ok');
      done();
    });
  }
  return app;
};

let server: ReturnType<typeof twoScopes>;
beforeEach(() => {
  server = twoScopes();
});
afterEach(() => server.close());

const ask = (address: string, url = '/a') => server.inject({ url, headers: { 'x-forwarded-for': address } });
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

test('who has had his share in one scope has had it in all, and is told so in each one’s own form', async () => {
  for (const url of ['/a', '/b', '/a']) expect((await ask('10.0.0.1', url)).statusCode).toBe(200);
  const refused = await ask('10.0.0.1', '/b');
  expect([refused.statusCode, refused.json()]).toEqual([429, { refused: '/b' }]);
});
