import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { isMeasured } from '../../src/lib/measures.ts';
import { type MetricsServer, serveMetrics } from '../../src/metrics/serve-metrics.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

const HERE = { host: '127.0.0.1', port: 0 };
const PERSON = { user_no: '2013141516', user_name: '欧阳张三丰' };

let gateway: Gateway;
let database: TestDatabase;
let first: MetricsServer;
beforeAll(async () => {
  database = await createTestDatabase();
  first = await serveMetrics(HERE, { databaseUrl: database.url, clock: systemClock });
  gateway = await startGateway({
    databaseUrl: database.url,
    log: createLog('error', { write: () => undefined }),
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  await database.drop();
});

const start = (databaseUrl = gateway.databaseUrl) =>
  serveMetrics(HERE, { databaseUrl, clock: gateway.clock });

/** Every sample by its name with its labels. */
async function scrape(url: string): Promise<Map<string, number>> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

test('what the books say is served, with what the process does', async () => {
  const metrics = first;
  gateway.endpoint.answer = { status: 500, body: 'no' };
  const paid = await gateway.partner.order(PERSON);
  await gateway.partner.order(PERSON);
  await gateway.wechat.pay({ code_url: await gateway.openCode(paid.orderId) });
  await waitFor(
    async () => (await gateway.app.core.db.query({ text: 'select from notification_attempts' })).length > 0,
    { what: 'the partner to be notified' },
  );
  gateway.app.core.log.error({ alert: 'unwanted_money', name: PERSON.user_name }, 'for the test');
  let told = new Map<string, number>();
  await waitFor(
    async () => {
      told = await scrape(metrics.url);
      return told.get('zhixiao_notifications_pending{app_id="partner1"}') === 1;
    },
    { what: 'the pending notification to be counted' },
  );
  expect(Object.fromEntries(told)).toMatchObject({
    zhixiao_database_up: 1,
    'zhixiao_orders_today{status="paid"}': 1,
    'zhixiao_orders_today{status="pending"}': 1,
    'zhixiao_payments_today{channel="wechat",status="succeeded"}': 1,
    'zhixiao_money_today_fen{channel="wechat",event="payment_received"}': 100,
    'zhixiao_unknown{kind="payment"}': 0,
    'zhixiao_unknown_oldest_seconds{kind="refund"}': 0,
    'zhixiao_alerts_total{alert="unwanted_money"}': 1,
    'zhixiao_http_request_seconds_count{method="POST",route="/pay_api/order_create",status="200"}': 2,
    'zhixiao_statements_total{name="metrics-orders",done="true"}': expect.any(Number),
    zhixiao_connections_in_use: expect.any(Number),
    zhixiao_connection_wait_seconds_count: expect.any(Number),
    nodejs_eventloop_lag_seconds: expect.any(Number),
    process_resident_memory_bytes: expect.any(Number),
  });
  const whole = [...told.keys()].join('\n');
  for (const value of [...Object.values(PERSON), paid.outTradeNo, paid.orderId])
    expect(whole).not.toContain(value);
});

test('a refund is counted, and old answers expire', async () => {
  await using metrics = await start();
  const { outTradeNo, orderId } = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(
    async () =>
      (
        await gateway.app.core.db.query({
          text: `select from orders where order_id = ${orderId} and status = 'paid'`,
        })
      ).length === 1,
    { what: 'the order to be paid' },
  );
  await gateway.partner.call('order_refund', {
    out_trade_no: outTradeNo,
    out_refund_no: 'R',
    refund_fee: '30',
    refund_desc: '退',
  });
  const out = 'zhixiao_money_today_fen{channel="wechat",event="refund_succeeded"}';
  await waitFor(async () => (await scrape(metrics.url)).get(out) === -30, {
    what: 'the refund to be counted',
  });
  gateway.endpoint.answer = { status: 200, body: 'success' };
  await gateway.advanceUntil(
    60_000,
    'the partner to acknowledge',
    async () =>
      (await gateway.app.core.db.query({ text: `select from notifications where status = 'pending'` }))
        .length === 0,
  );
  await waitFor(
    async () => !(await scrape(metrics.url)).has('zhixiao_notifications_pending{app_id="partner1"}'),
    {
      what: 'nothing to be pending',
    },
  );
});

test('while the database is away the process still tells of itself', async () => {
  await using metrics = await start('postgres://u:p@127.0.0.1:1/x');
  const told = await scrape(metrics.url);
  expect(told.get('zhixiao_database_up')).toBe(0);
  expect(told.has('process_resident_memory_bytes')).toBe(true);
  expect([...told.keys()].filter((name) => name.startsWith('zhixiao_orders_today'))).toEqual([]);
});

test('nothing else is answered there, and nothing is measured once it is closed', async () => {
  const metrics = await start();
  for (const [method, path] of [
    ['GET', '/'],
    ['POST', '/metrics'],
    ['GET', '/pay_api/order_create'],
  ] as const) {
    expect((await fetch(`${metrics.url}${path}`, { method })).status).toBe(404);
  }
  expect(isMeasured('statement')).toBe(true);
  const port = Number(new URL(metrics.url).port);
  await expect(
    serveMetrics({ host: '127.0.0.1', port }, { databaseUrl: gateway.databaseUrl, clock: gateway.clock }),
  ).rejects.toThrow(/^METRICS_HOST and METRICS_PORT cannot be listened on: 127\.0\.0\.1:\d+ \(EADDRINUSE\)$/);
  await metrics[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  expect(isMeasured('statement')).toBe(false);
  await expect(fetch(`${metrics.url}/metrics`)).rejects.toThrow();
});
