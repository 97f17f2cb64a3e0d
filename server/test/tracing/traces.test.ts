import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentedLogFields, logFieldTypeOf } from '../../../test/helpers/log-fields.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { createLog } from '../../src/lib/log.ts';
import { beginWork, endWork, isTraced, traceOrder, within } from '../../src/lib/trace.ts';
import { createPartnerHttp } from '../../src/notifications/partner-http.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { startTracing } from '../../src/tracing/export-traces.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, readAnswer } from '../helpers/partner/partner.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../helpers/tracing/collector.ts';
import { waitFor } from '../helpers/wait-for.ts';

const PERSON = { user_no: '2013141516', user_name: '欧阳张三丰' };
const PARTNERS_TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const TRACEPARENT = `00-${PARTNERS_TRACE.traceId}-${PARTNERS_TRACE.spanId}-01`;
const OUTCOME = 'zhixiao.notification.outcome';

const lines: string[] = [];
const log = createLog('info', { write: (line) => lines.push(line) });
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

let collector: Collector;
let tracing: AsyncDisposable;
let gateway: Gateway;
const trace = (to: Collector, sampledPart = 1) =>
  startTracing(
    { url: to.url, serviceName: 'pay', sampledPart },
    { headers: { authorization: 'Bearer k' }, mode: 'sandbox', clock: systemClock, log },
  );
beforeAll(async () => {
  collector = await startCollector();
  tracing = trace(collector);
  gateway = await startGateway({ log });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await tracing[Symbol.asyncDispose]();
  await collector[Symbol.asyncDispose]();
});

const idsOf = (orderId: string) => {
  const hash = createHash('sha256').update(orderId).digest('hex');
  return { traceId: hash.slice(0, 32), spanId: hash.slice(32, 48) };
};
const spansOf = (orderId: string) =>
  collector.spans.filter(({ traceId }) => traceId === idsOf(orderId).traceId);
const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);

/** Order, payment, callback, acknowledged notification, refund: with a partner that names its own trace. */
async function payAndRefund() {
  const { keys } = gateway.partner;
  const terms = orderTerms(gateway.endpoint.url, { ...PERSON, total_fee: '12345' });
  const answer = await fetch(`${gateway.url}/pay_api/order_create`, {
    method: 'POST',
    headers: { traceparent: TRACEPARENT },
    body: new URLSearchParams({ ...sealRequest(keys, terms) }),
  });
  const { content } = readAnswer(keys, (await answer.json()) as SealedResponse);
  const orderId = String(content.order_id);
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  const isAcknowledged = () =>
    spansOf(orderId).some(({ attributes }) => attributes[OUTCOME] === 'acknowledged');
  await waitFor(isAcknowledged, { what: 'the acknowledged notification to be in the trace' });
  const refund = {
    out_trade_no: terms.out_trade_no,
    out_refund_no: 'R',
    refund_fee: '30',
    refund_desc: '退',
  };
  await gateway.partner.call('order_refund', refund);
  await waitFor(() => named(spansOf(orderId), 'POST /pay_api/order_refund').length > 0, {
    what: 'the refund to be in the trace',
  });
  return { orderId, terms };
}

test('a payment is one trace from the partner call to the acknowledged notification and the refund', async () => {
  const { orderId, terms } = await payAndRefund();
  const spans = spansOf(orderId);
  const [created] = named(spans, 'POST /pay_api/order_create');
  // what made the order is what all else is below
  expect(created).toMatchObject({
    ...idsOf(orderId),
    kind: 2,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/pay_api/order_create',
      'http.response.status_code': '200',
      'url.scheme': 'http',
      'zhixiao.order_id': orderId,
    },
    links: [PARTNERS_TRACE],
  });
  expect(created).not.toHaveProperty('parentSpanId');
  const ids = new Set(spans.map(({ spanId }) => spanId));
  expect(ids.size).toBe(spans.length);
  for (const span of spans) {
    if (span !== created) expect(ids, span.name).toContain(span.parentSpanId);
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
  }
  const [started] = named(spans, 'POST /cashier-api/orders/:orderId/payments');
  expect(named(spans, 'POST /v3/pay/transactions/native')).toMatchObject([
    { kind: 3, parentSpanId: started?.spanId, attributes: { 'http.response.status_code': '200' } },
  ]);
  expect(spans.map(({ attributes }) => attributes['http.route'])).toContain(
    '/channel/:channel/:channelAccountId',
  );
  const told = spans.find(({ attributes }) => attributes[OUTCOME] === 'acknowledged');
  expect(told).toMatchObject({ name: 'job notification', parentSpanId: created?.spanId });
  expect(spans.filter(({ parentSpanId }) => parentSpanId === told?.spanId)).toContainEqual(
    expect.objectContaining({ name: 'POST', kind: 3 }),
  );
  expect(named(spans, 'POST /v3/refund/domestic/refunds')).toHaveLength(1);
  expect(spans.map(({ attributes }) => attributes['db.system.name'])).toContain('postgresql');

  expect(
    logged().find((line) => line.msg === 'notification attempt' && line.orderId === orderId),
  ).toMatchObject({
    traceId: idsOf(orderId).traceId,
    spanId: told?.spanId,
  });
  const sent = collector.spans.map(({ name, attributes: { 'zhixiao.order_id': _, ...others } }) =>
    JSON.stringify({ name, others }),
  );
  const { appSecret, aesKey } = TEST_APP;
  const numbers = [String(terms.out_trade_no), '12345'];
  for (const value of [...Object.values(PERSON), ...numbers, appSecret, aesKey, gateway.endpoint.url])
    expect(sent.join('\n')).not.toContain(value);
  expect(collector.requests[0]).toMatchObject({
    path: '/v1/traces',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
  });
});

test('a repeated call is in the trace of the order it finds, and what is about no order in one of its own', async () => {
  const terms = orderTerms(gateway.endpoint.url);
  const { content } = await gateway.partner.call('order_create', terms);
  await gateway.partner.call('order_create', terms);
  const orderId = String(content.order_id);
  const creations = () => named(spansOf(orderId), 'POST /pay_api/order_create');
  await waitFor(() => creations().length === 2, { what: 'both calls to be in the trace' });
  const { spanId } = idsOf(orderId);
  expect(creations().map((span) => [span.spanId === spanId, span.parentSpanId])).toEqual([
    [true, undefined],
    [false, spanId],
  ]);
  await fetch(`${gateway.url}/pay/orderId/secret-in-the-address.html?token=another`);
  const pages = () => named(collector.spans, 'GET /pay/orderId/:file').filter((span) => !span.parentSpanId);
  const [page] = await waitFor(() => (pages().length > 0 ? pages() : undefined), { what: 'the page' });
  expect(page).toMatchObject({ attributes: { 'http.response.status_code': '404' } });
  expect(JSON.stringify(collector.requests)).not.toMatch(/secret-in-the-address|token=another/);
});

test('a failure is marked, and its line of the log has the ids', async () => {
  gateway.endpoint.answer = { status: 500, body: 'no' };
  await gateway.wechat.fault({ match: { path: '/native$' }, times: 1, fault: 'status', status: 503 });
  const { orderId } = await gateway.partner.order();
  await gateway.openCode(orderId).catch(() => undefined);
  const [call] = await waitFor(
    () => {
      const calls = named(spansOf(orderId), 'POST /v3/pay/transactions/native');
      return calls.length > 0 ? calls : undefined;
    },
    { what: 'the failed call to be in the trace' },
  );
  expect(call).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '503' } });
  expect(logged().find(({ msg }) => msg === 'payment creation unknown')).toMatchObject({
    traceId: idsOf(orderId).traceId,
    spanId: call?.parentSpanId,
  });
});

test('a request that failed on our side is marked, and its line has its number and the ids', async () => {
  const { orderId } = await gateway.partner.order();
  const rename = (text: string) => gateway.app.core.db.query({ text });
  await rename('alter table orders rename to orders_away');
  const headers = { accept: 'text/html' };
  const page = await fetch(`${gateway.url}/pay/orderId/${orderId}.html`, { headers });
  await rename('alter table orders_away rename to orders');
  expect(page.status).toBe(500);
  // whoever is to pay does not sit before it for ever
  expect(await page.text()).toContain('本页会自动重试');
  expect(Number(page.headers.get('refresh'))).toBeGreaterThan(1);
  const line = logged().find(({ msg }) => msg === 'request failed');
  expect(line).toMatchObject({ reqId: expect.any(String), err: { code: '42P01' } });
  const spanOfLine = () => collector.spans.find(({ spanId }) => spanId === line?.spanId);
  expect(await waitFor(spanOfLine, { what: 'the failed request' })).toMatchObject({
    traceId: line?.traceId,
    name: 'GET /pay/orderId/:file',
    status: { code: 2 },
    attributes: { 'error.type': '500' },
  });
});

test('nobody outside is told a trace, but for partners that are named', async () => {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    received.push(headers);
    response.end('success');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const local = { allowLoopback: true };
  await using quiet = createPartnerHttp(local);
  await using telling = createPartnerHttp({ ...local, traceparentHosts: ['127.0.0.1'] });
  await using channels = createHttpClient();
  const work = beginWork({ name: 'test', kind: 'internal', attributes: {} });
  await within(work, async () => {
    traceOrder('1790000000000000001');
    await quiet.postForm(url, new URLSearchParams());
    await channels.request({ method: 'GET', url, headers: {} });
    await telling.postForm(url, new URLSearchParams());
  });
  endWork(work);
  await telling.postForm(url, new URLSearchParams());
  server.closeAllConnections();
  server.close();
  const { traceId } = idsOf('1790000000000000001');
  const told = expect.stringMatching(`^00-${traceId}-[0-9a-f]{16}-01$`);
  expect(received.map(({ traceparent }) => traceparent)).toEqual([undefined, undefined, told, undefined]);
});

test('a collector that is away for a while gets everything, one that refuses is not asked again', async () => {
  await using away = await startCollector();
  away.status = 503;
  await using _tracing = trace(away);
  const one = () => endWork(beginWork({ name: 'awaited', kind: 'internal', attributes: {} }));
  one();
  await waitFor(() => away.requests.length > 0, { what: 'the collector to be asked' });
  expect(away.spans).toEqual([]);
  away.status = 200;
  await waitFor(() => named(away.spans, 'awaited').length === 1, { what: 'the span to be sent again' });
  away.status = 400;
  const asked = away.requests.length;
  one();
  await waitFor(() => away.requests.length > asked, { what: 'the refusal' });
  away.status = 200;
  endWork(beginWork({ name: 'after', kind: 'internal', attributes: {} }));
  await waitFor(() => named(away.spans, 'after').length === 1, { what: 'the next span' });
  expect(named(away.spans, 'awaited')).toHaveLength(1);
  expect(logged()).toContainEqual(
    expect.objectContaining({
      subject: 'traces',
      reasons: { 'HTTP 503': 1 },
      msg: 'traces could not be sent',
    }),
  );
});

test('a part of the orders is traced, each whole or not at all', async () => {
  await using half = await startCollector();
  const tracingHalf = trace(half, 0.5);
  const orders = Array.from(
    { length: 200 },
    (_item, index) => `${1_790_000_000_000_000_000n + BigInt(index)}`,
  );
  for (const orderId of [...orders, ...orders]) {
    const work = beginWork({ name: 'job', kind: 'internal', attributes: {} });
    within(work, () => traceOrder(orderId));
    endWork(work);
  }
  await tracingHalf[Symbol.asyncDispose]();
  const counts = orders.map(
    (order) => half.spans.filter(({ traceId }) => traceId === idsOf(order).traceId).length,
  );
  expect(new Set(counts)).toEqual(new Set([0, 2]));
  expect(half.spans.length / 400).toBeCloseTo(0.5, 0.5);
});

test('what was logged above has the documented fields, and no line has more', () => {
  const documented = documentedLogFields();
  const fields = logged().flatMap((line) => Object.entries(line));
  const seen = new Map(fields.map(([name, value]) => [name, logFieldTypeOf(value)]));
  // of every line, of a request, of work for an order, of an attempt, of what failed, of a summary
  const expected = [
    'level',
    'time',
    'pid',
    'hostname',
    'msg',
    'reqId',
    'traceId',
    'spanId',
    'appId',
    'orderId',
  ];
  const others = [
    'attempt',
    'outcome',
    'result',
    'paymentNo',
    'reason',
    'err',
    'subject',
    'times',
    'reasons',
  ];
  expect([...seen.keys()]).toEqual(expect.arrayContaining([...expected, ...others]));
  const undocumented = fields.filter(([name, value]) => documented.get(name) !== logFieldTypeOf(value));
  expect(undocumented).toEqual([]);
});

test('nothing is traced once it is disposed', async () => {
  expect(isTraced()).toBe(true);
  await tracing[Symbol.asyncDispose]();
  expect(isTraced()).toBe(false);
});
