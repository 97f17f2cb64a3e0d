import { randomBytes } from 'node:crypto';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { migrate } from '../../src/db/migrate.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { startThrowawayPostgres } from '../helpers/postgres/throwaway-postgres.ts';
import { waitFor } from '../helpers/wait-for.ts';

let postgres: Awaited<ReturnType<typeof startThrowawayPostgres>>;
let app: App;
let removed = false;
beforeAll(async () => {
  postgres = await startThrowawayPostgres();
  await migrate(postgres.url);
  app = await createApp({
    databaseUrl: postgres.url,
    databasePoolSize: 2,
    masterKey: randomBytes(32),
    publicUrl: 'http://127.0.0.1:1',
    sandboxUrl: undefined,
    channelTimeoutMs: 8_000,
    role: 'all',
    rateLimitPerSecond: 0,
    trustedProxies: 0,
    clock: systemClock,
    log: createLog('silent'),
  });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  if (!removed) await postgres.remove();
});

const query = () =>
  app.server.inject({
    method: 'POST',
    url: '/pay_api/order_query',
    payload: new URLSearchParams({ ...sealRequest(TEST_APP, { out_trade_no: '1' }) }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
const page = () =>
  app.server.inject({ url: '/pay/orderId/1790000000000000000.html', headers: { accept: 'text/html' } });
const health = async (path: string) => (await app.server.inject(path)).statusCode;

test('without its database the server lives, is not ready, and tells old clients in their envelope', async () => {
  expect([await health('/livez'), await health('/readyz')]).toEqual([200, 200]);
  removed = true;
  await postgres.remove();
  // an answer is remembered for a second
  await waitFor(async () => (await health('/readyz')) === 503, { what: 'the server not to be ready' });
  expect(await health('/livez')).toBe(200);
  const pages = await Promise.all(Array.from({ length: 20 }, () => page()));
  const refreshes = pages.map(({ headers }) => Number(headers.refresh));
  expect(
    new Set(pages.map(({ statusCode, headers }) => [statusCode, headers['retry-after']].join())),
  ).toEqual(new Set(['503,5']));
  expect(pages[0]?.body).toContain('本页会自动重试');
  // a school's phones come back within seconds, and not all in the same one
  expect(Math.min(...refreshes)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...refreshes)).toBeLessThan(10);
  expect(new Set(refreshes).size).toBeGreaterThan(1);
  const answer = await query();
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
  expect(answer.json()).toEqual({ ret_code: -1, ret_content: '系统维护中，请稍后重试', sign: '' });
});
