import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
beforeEach(() => {
  gateway.endpoint.answer = { status: 200, body: 'success' };
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function pay(terms: Record<string, unknown> = {}): Promise<{ outTradeNo: string; orderId: string }> {
  const order = await gateway.partner.order(terms);
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  return order;
}

interface StateSection {
  readonly status: string;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly deadline_at: Date;
}

async function notificationOf(orderId: string): Promise<StateSection | undefined> {
  const [row] = await gateway.app.core.db.query<StateSection>({
    text: 'select status, attempts, next_attempt_at, deadline_at from notifications where order_id = $1',
    values: [orderId],
  });
  return row;
}

/** Waits until `attempts` attempts are recorded and what follows is decided. */
function recorded(orderId: string, attempts: number): Promise<StateSection> {
  return waitFor(
    async () => {
      const [done] = await gateway.app.core.db.query<{ count: string }>({
        text: 'select count(*) from notification_attempts join notifications using (app_id, notification_id) where order_id = $1',
        values: [orderId],
      });
      return Number(done?.count) === attempts && notificationOf(orderId);
    },
    { what: `attempt ${attempts}` },
  ) as Promise<StateSection>;
}

test.each([
  ['success', 200],
  [' SUCCESS\n', 201],
  ['{"ret_code":0}', 200],
  ['{"ret_code":"0","ret_content":"接收处理成功","sign":"x"}', 200],
])('%j with %i means received', async (body, status) => {
  gateway.endpoint.answer = { status, body };
  const { orderId } = await pay();
  expect(await recorded(orderId, 1)).toMatchObject({ status: 'delivered', attempts: 1 });
});

test.each([
  ['ok', 200, {}],
  ['not success', 200, {}],
  ['{"ret_code":-1}', 200, {}],
  ['{"ret_code":0', 200, {}],
  ['', 200, {}],
  ['success', 500, {}],
  ['success', 302, { location: 'http://127.0.0.1:9/' }],
])('%j with %i is a failure, tried again after 15 s', async (body, status, headers) => {
  gateway.endpoint.answer = { status, body, headers };
  const { orderId, outTradeNo } = await pay();
  const first = await recorded(orderId, 1);
  const gapMs = (first.next_attempt_at?.getTime() ?? 0) - gateway.clock.now().getTime();
  expect(gapMs).toBeGreaterThan(12 * SECOND_MS);
  expect(gapMs).toBeLessThanOrEqual(16.5 * SECOND_MS);
  gateway.endpoint.answer = { status: 200, body: 'success' };
  await gateway.advance(17 * SECOND_MS);
  expect(await recorded(orderId, 2)).toMatchObject({ status: 'delivered' });
  const [once, again] = gateway.endpoint.receivedFor(outTradeNo);
  expect(again?.content).toEqual(once?.content);
});

test('a partner nobody can reach is tried again', async () => {
  const { orderId } = await pay({ notify_url: 'http://127.0.0.1:9/closed' });
  expect(await recorded(orderId, 1)).toMatchObject({ status: 'pending' });
});

test('a week of silence: every attempt on schedule, the last on the seventh day, then exhausted', async () => {
  gateway.endpoint.answer = { status: 500, body: '' };
  const { orderId, outTradeNo } = await pay();
  const gapsMs: number[] = [];
  let snapshot = await recorded(orderId, 1);
  while (snapshot.next_attempt_at) {
    gapsMs.push(snapshot.next_attempt_at.getTime() - gateway.clock.now().getTime());
    await gateway.advance(
      Math.max(0, snapshot.next_attempt_at.getTime() - gateway.clock.now().getTime()) + 20,
    );
    snapshot = await recorded(orderId, snapshot.attempts + 1);
  }
  expect(snapshot.status).toBe('exhausted');
  const scheduleMs = [
    15, 30, 60, 180, 600, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 86_400, 86_400, 86_400,
    86_400,
  ].map((seconds) => seconds * SECOND_MS);
  scheduleMs.forEach((gap, index) => {
    expect(gapsMs[index]).toBeGreaterThan(gap * 0.9 - SECOND_MS);
    expect(gapsMs[index]).toBeLessThanOrEqual(gap * 1.1);
  });
  expect(Math.abs(gateway.clock.now().getTime() - snapshot.deadline_at.getTime())).toBeLessThan(MINUTE_MS);
  const received = gateway.endpoint.receivedFor(outTradeNo).length;
  await gateway.advance(2 * DAY_MS);
  expect(gateway.endpoint.receivedFor(outTradeNo)).toHaveLength(received);
});
