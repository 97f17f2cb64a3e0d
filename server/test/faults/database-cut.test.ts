import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { createLog } from '../../src/lib/log.ts';
import { GATEWAY_POOL_SIZE, type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { type ReceivedOrder, startOrderLoad, wantOrder } from '../helpers/gateway/order-load.ts';
import { startTcpProxy, type TcpProxy } from '../helpers/postgres/tcp-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** How long the database is away, and who asks meanwhile. The waiting is most of this test: the modes run together. */
const CUTS = [
  { seconds: 1, callers: 12, pauseMs: 20 },
  { seconds: 10, callers: 12, pauseMs: 200 },
  { seconds: 60, callers: 4, pauseMs: 250 },
];
const RECOVERY_MS = 5_000;
/** Long enough for a network's silence to be noticed twice, short enough for who waits. */
const LONGEST_ANSWER_MS = 15_000;
/**
 * The pool, two sessions that listen (for what to do, and for new data keys), a probe that asks after a silent connection,
 * and one that tries whether the database is back; one that was given up is counted until its end is heard.
 */
const CONNECTIONS_MAX = GATEWAY_POOL_SIZE + 5;
const STOP_MS = 10_000;
const CALLERS_AT_ONCE = 100;

interface Scene extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly proxy: TcpProxy;
  readonly gateway: Gateway;
  readonly logged: string[];
}

async function openScene(): Promise<Scene> {
  await using starting = new AsyncDisposableStack();
  const database = await createTestDatabase();
  starting.defer(() => database.drop());
  const own = new URL(database.url);
  const proxy = starting.use(await startTcpProxy({ host: own.hostname, port: Number(own.port) }));
  const through = new URL(database.url);
  through.port = String(proxy.port);
  const logged: string[] = [];
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const gateway = await startGateway({ databaseUrl: through.href, log: createLog('warn', lines) });
  const stack = starting.move();
  return { database, proxy, gateway, logged, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function sessionsOf({ url, database }: TestDatabase, application: string): Promise<number> {
  const rows = await database.query({
    text: 'select from pg_stat_activity where datname = $1 and application_name = $2',
    values: [new URL(url).pathname.slice(1), application],
  });
  return rows.length;
}

async function keptOrders({ database }: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ order_id: string; out_trade_no: string }>({
    text: 'select order_id, out_trade_no from orders',
  });
  return rows.map((row) => `${row.out_trade_no} ${row.order_id}`).sort();
}

const isDone = ({ status, code }: ReceivedOrder) => status === 200 && code === 0;
/** Told that it is away; or, while it was only silent, that too many wait for it. */
const isAway = ({ status, code, retryAfter, message }: ReceivedOrder) =>
  status === 503 &&
  code === -1 &&
  ((retryAfter === '5' && message === '系统维护中，请稍后重试') ||
    (/^[2-5]$/.test(retryAfter ?? '') && message === '系统繁忙，请稍后重试'));

const slowestOf = (received: readonly ReceivedOrder[]) =>
  Math.max(...received.map(({ askedAt, receivedAt }) => receivedAt - askedAt));

async function cutOff(
  { database, proxy, gateway }: Scene,
  mode: 'refuse' | 'swallow' | 'reset',
  { seconds, callers, pauseMs }: (typeof CUTS)[number],
): Promise<ReceivedOrder[]> {
  const load = startOrderLoad(gateway, { callers, pauseMs });
  await waitFor(() => load.received.filter(isDone).length > callers * 3, {
    what: 'the load to be under way',
  });
  // on a busy machine an answer takes its time without any fault
  const usualMs = slowestOf(load.received);
  let mostOpen = 0;
  const counting = setInterval(() => {
    mostOpen = Math.max(mostOpen, proxy.open);
  }, 50);
  await proxy.become(mode);
  await Promise.all([delay(seconds * 1_000), seconds === 10 && expectWordsOfOurOwn(gateway, load.received)]);
  const returnedAt = performance.now();
  await proxy.become('pass');
  const back = await waitFor(() => load.received.find((one) => isDone(one) && one.receivedAt > returnedAt), {
    what: `orders after ${seconds} s of ${mode}`,
    timeoutMs: 30_000,
  });
  expect(back.receivedAt - returnedAt, `recovery after ${seconds} s of ${mode}`).toBeLessThan(
    patience(RECOVERY_MS) + usualMs,
  );
  await waitFor(async () => (await sessionsOf(database, 'zhixiao-pay-listen')) === 1, {
    what: 'one listener',
    timeoutMs: 20_000,
  });
  await load.stop();
  clearInterval(counting);
  expect(mostOpen, `connections in ${seconds} s of ${mode}`).toBeLessThanOrEqual(CONNECTIONS_MAX);
  // PostgreSQL hears of the end of a session that was given up a moment later
  await waitFor(async () => (await sessionsOf(database, 'zhixiao-pay')) <= GATEWAY_POOL_SIZE, {
    what: 'no more sessions than the pool has',
    timeoutMs: 20_000,
  });
  expect(load.received.filter((one) => !isDone(one) && !isAway(one))).toEqual([]);
  expect(load.received.some(isAway)).toBe(true);
  expect(slowestOf(load.received)).toBeLessThan(patience(LONGEST_ANSWER_MS));
  return [...load.received];
}

/** Whoever asks something else meanwhile is answered in the form he knows, and soon. */
async function expectWordsOfOurOwn({ url }: Gateway, received: readonly ReceivedOrder[]): Promise<void> {
  const ask = async (path: string, accept: string) => {
    const answer = await fetch(`${url}${path}`, { headers: { accept } });
    return {
      status: answer.status,
      retryAfter: answer.headers.get('retry-after'),
      text: await answer.text(),
    };
  };
  const orderId = received.find(isDone)?.orderId;
  const askedAt = performance.now();
  const [ready, page, cashier] = await Promise.all([
    ask('/readyz', '*/*'),
    ask(`/pay/orderId/${orderId}.html`, 'text/html'),
    ask(`/cashier-api/orders/${orderId}`, 'application/json'),
  ]);
  expect(performance.now() - askedAt).toBeLessThan(patience(LONGEST_ANSWER_MS));
  expect(ready).toMatchObject({ status: 503, text: '{"status":"database away"}' });
  expect(page).toMatchObject({ status: 503, retryAfter: '5' });
  expect(page.text).toContain('<h1>系统维护中，请稍后重试</h1>');
  expect(cashier).toMatchObject({ status: 503, text: expect.stringContaining('"unavailable"') });
}

test.concurrent.each(['refuse', 'swallow', 'reset'] as const)(
  'a database cut off by %s for 1, 10 and 60 s: answered meanwhile, back at once, no order lost or doubled',
  { timeout: patience(240_000) },
  async (mode) => {
    await using scene = await openScene();
    const { database, proxy, gateway, logged } = scene;
    const received: ReceivedOrder[] = [];
    const told = (message: string) => logged.filter((line) => line.includes(message)).length;
    for (const [index, cut] of CUTS.entries()) {
      received.push(...(await cutOff(scene, mode, cut)));
      await waitFor(() => told('database back') > index && told('database back') === told('database away'), {
        what: 'the log to say that it is back',
      });
    }
    // one line for a loss and one for a return, and what a driver's error carries is in neither; a machine that is short of
    // processors may lose it once more on the way back
    expect(told('database away')).toBeLessThanOrEqual(CUTS.length * 2);
    const blocked = told('event_loop_blocked');
    expect(logged.length - blocked).toBe(told('database away') + told('database back'));
    expect(Math.max(...logged.map(({ length }) => length))).toBeLessThan(400);

    // nobody knows what became of those: repeated on the same terms, each is there once
    const unanswered = received.filter(isAway);
    for (let from = 0; from < unanswered.length; from += CALLERS_AT_ONCE) {
      const some = unanswered.slice(from, from + CALLERS_AT_ONCE);
      const again = some.map(({ terms }) => wantOrder(gateway.url, gateway.partner, terms));
      received.push(...(await Promise.all(again)));
    }
    const done = received.filter(isDone);
    expect(await keptOrders(database)).toEqual(
      done.map(({ terms, orderId }) => `${terms.out_trade_no} ${orderId}`).sort(),
    );

    await proxy.become(mode);
    const stoppingAt = performance.now();
    await gateway.app[Symbol.asyncDispose]();
    expect(performance.now() - stoppingAt).toBeLessThan(patience(STOP_MS));
  },
);
