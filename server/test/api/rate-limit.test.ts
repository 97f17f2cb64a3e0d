import Fastify from 'fastify';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { rateLimit } from '../../src/rate-limit.ts';

test('an address over its rate is refused with Retry-After, another is not', async () => {
  const server = Fastify({ loggerInstance: pino({ level: 'silent' }), trustProxy: true });
  server.addHook(
    'onRequest',
    rateLimit(3, (reply) => reply.send({ ret_code: -1 })),
  );
  server.get('/', async () => 'ok');
  const ask = (address: string) => server.inject({ url: '/', headers: { 'x-forwarded-for': address } });
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask('10.0.0.1')));
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 200, 200, 429, 429]);
  expect(answers.find((answer) => answer.statusCode === 429)?.headers['retry-after']).toBe('1');
  expect((await ask('10.0.0.2')).statusCode).toBe(200);
  await server.close();
});
