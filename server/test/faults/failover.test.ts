import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { GATEWAY_POOL_SIZE, type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { type ReceivedOrder, startOrderLoad, wantOrder } from '../helpers/gateway/order-load.ts';
import { administer } from '../helpers/postgres/postgres-setup.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '../helpers/postgres/replicated-postgres.ts';
import { startTcpProxy, type TcpProxy } from '../helpers/postgres/tcp-proxy.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** A primary and its standby, synchronous; the gateway is told of both. */
let postgres: ReplicatedPostgres;
let proxies: TcpProxy[];
let gateway: Gateway;
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  postgres = cleanup.use(await startReplicatedPostgres());
  proxies = [];
  for (const url of postgres.urls) {
    const { hostname, port } = new URL(url);
    proxies.push(cleanup.use(await startTcpProxy({ host: hostname, port: Number(port) })));
  }
  const { username, password, pathname } = new URL(postgres.urls[0]);
  const hosts = proxies.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const databaseUrl = `postgres://${username}:${password}@${hosts}${pathname}?target_session_attrs=read-write`;
  gateway = cleanup.use(await startGateway({ databaseUrl }));
});
afterAll(() => cleanup.disposeAsync(), 60_000);

const RECOVERY_MS = 10_000;
const isDone = ({ status, code }: ReceivedOrder) => status === 200 && code === 0;
const isAway = ({ status, code }: ReceivedOrder) => status === 503 && code === -1;

/** Our sessions at one of the servers, by what they are for. */
async function sessionsAt(url: string): Promise<Record<string, number>> {
  let found: Record<string, number> = {};
  await administer(url, async (admin) => {
    const { rows } = await admin.query<{ name: string; sessions: number }>(
      `select application_name as name, count(*)::int as sessions from pg_stat_activity
        where application_name like 'zhixiao-pay%' group by 1`,
    );
    found = Object.fromEntries(rows.map(({ name, sessions }) => [name, sessions]));
  });
  return found;
}

async function keptAt(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ kept: string }>(
      `select out_trade_no || ' ' || order_id as kept from orders order by 1`,
    );
    return rows.map(({ kept }) => kept).sort();
  } finally {
    await client.end();
  }
}

test('the primary freezes, its standby takes over, it comes back read-only: no order lost or doubled', async () => {
  const [first, second] = postgres.urls;
  const load = startOrderLoad(gateway, { callers: 12, pauseMs: 50 });
  await waitFor(() => load.received.filter(isDone).length > 50, { what: 'the load to be under way' });

  // its machine stops without a word: nothing is refused and nothing is answered
  await proxies[0]?.become('swallow');
  await delay(1_000);
  await postgres.killFirst();
  await postgres.promoteSecond();
  const promotedAt = performance.now();
  const back = await waitFor(() => load.received.find((one) => isDone(one) && one.askedAt > promotedAt), {
    what: 'an order at the new primary',
    timeoutMs: 60_000,
  });
  expect(back.receivedAt - promotedAt).toBeLessThan(patience(RECOVERY_MS));

  await postgres.returnFirst();
  await proxies[0]?.become('pass');
  // whoever looks for a connection now may meet the old one again, which takes no writes
  await administer(second, (admin) =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'zhixiao-pay%'`,
    ),
  );
  const cutAt = performance.now();
  await waitFor(() => load.received.filter((one) => isDone(one) && one.askedAt > cutAt).length > 20, {
    what: 'orders beside the old primary',
    timeoutMs: 30_000,
  });
  await waitFor(async () => (await sessionsAt(second))['zhixiao-pay-listen'] === 1, {
    what: 'one listener at the new primary',
    timeoutMs: 20_000,
  });
  await load.stop();
  expect(await sessionsAt(first)).toEqual({});
  expect((await sessionsAt(second))['zhixiao-pay']).toBeLessThanOrEqual(GATEWAY_POOL_SIZE);

  const received = [...load.received];
  expect(received.filter((one) => !isDone(one) && !isAway(one))).toEqual([]);
  for (const { terms } of load.received.filter(isAway)) {
    received.push(await wantOrder(gateway.url, gateway.partner, terms));
  }
  expect(await keptAt(second)).toEqual(
    received
      .filter(isDone)
      .map(({ terms, orderId }) => `${terms.out_trade_no} ${orderId}`)
      .sort(),
  );
});
