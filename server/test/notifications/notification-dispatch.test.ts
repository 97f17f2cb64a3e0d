import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from '../../src/lib/clock.ts';
import { OPEN_AFTER_FAILURES, PARTNER_SLOTS, PROBE_EVERY_MS } from '../../src/notifications/endpoint.ts';
import { resendNotification, resendNotifications } from '../../src/notifications/resend-notifications.ts';
import type { FailedInPeriod } from '../../src/notifications/resend-store.ts';
import { countAging } from '../../src/overview/problem-store.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { addApp, queuePaidOrders } from '../helpers/partner/paid-orders.ts';
import { type PartnerEndpoint, startPartnerEndpoint } from '../helpers/partner/partner-endpoint.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
let partners: AsyncDisposableStack;
beforeEach(async () => {
  gateway = await startGateway();
  partners = new AsyncDisposableStack();
});
afterEach(async () => {
  // silent partners first: hanging up ends the attempts that the gateway would wait for
  await partners.disposeAsync();
  await gateway[Symbol.asyncDispose]();
});

/** A partner with an endpoint of its own and `count` paid orders to be told of. */
async function partnerWith(appId: string, count: number, answer: PartnerEndpoint['answer']) {
  const endpoint = partners.use(await startPartnerEndpoint());
  endpoint.answer = answer;
  await addApp(gateway.app.core, appId);
  await queuePaidOrders(gateway.app.core, { appId, notifyUrl: endpoint.url, count });
  return endpoint;
}

async function counts(appId: string): Promise<Record<string, number>> {
  const rows = await gateway.app.core.db.query<{ status: string; count: string }>({
    text: 'select status, count(*) from notifications where app_id = $1 group by status',
    values: [appId],
  });
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
}

const delivered = (appId: string, count: number) =>
  waitFor(async () => (await counts(appId)).delivered === count, {
    what: `the notifications of ${appId} to arrive`,
  });

const SUCCESS = { status: 200, body: 'success' };
const BUSY = { status: 503, body: 'maintenance' };

test('five of twenty partners that never answer hold up none of the others', async () => {
  const silent = await Promise.all(
    Array.from({ length: 5 }, (_, n) => partnerWith(`silent${n}`, 100, undefined)),
  );
  const held = () => silent.map(({ received }) => received.length);
  await waitFor(async () => held().every((count) => count === PARTNER_SLOTS), {
    what: 'their slots to fill',
  });

  await Promise.all(Array.from({ length: 15 }, (_, n) => partnerWith(`healthy${n}`, 40, SUCCESS)));
  for (let n = 0; n < 15; n += 1) await delivered(`healthy${n}`, 40);
  // not one of the silent partners' attempts has ended: nothing of theirs was waited for
  expect(held()).toEqual(Array(5).fill(PARTNER_SLOTS));
});

test('an endpoint that fails again and again is paused, probed, and then gets every notification', async () => {
  const endpoint = await partnerWith('busy', 60, BUSY);
  const isPaused = async () => {
    const rows = await gateway.app.core.db.query({
      text: "select 1 from notification_endpoints where app_id = 'busy' and probe_at is not null",
    });
    return rows.length === 1;
  };
  await waitFor(isPaused, { what: 'the endpoint to be paused' });
  const attempts = async () => {
    const [row] = await gateway.app.core.db.query<{ count: string }>({
      text: "select count(*) from notification_attempts where app_id = 'busy'",
    });
    return Number(row?.count);
  };
  const isQuiet = async () => {
    const underWay = await gateway.app.core.db.query({
      text: "select 1 from notifications where app_id = 'busy' and leased_until is not null",
    });
    return underWay.length === 0;
  };
  await waitFor(isQuiet, { what: 'what was under way' });
  const before = await attempts();
  expect(before).toBeGreaterThanOrEqual(OPEN_AFTER_FAILURES);
  expect(before).toBeLessThan(60);

  for (const probes of [1, 2]) {
    await gateway.advance(PROBE_EVERY_MS + SECOND_MS);
    await waitFor(async () => (await attempts()) === before + probes, { what: `probe ${probes}` });
    await waitFor(isQuiet, { what: `the end of probe ${probes}` });
  }
  endpoint.answer = SUCCESS;
  await gateway.advanceUntil(
    PROBE_EVERY_MS,
    'all notifications to arrive',
    async () => (await counts('busy')).delivered === 60,
  );
  expect(await isPaused()).toBe(false);
  const told = endpoint.received.map(({ content }) => content.out_trade_no);
  expect(new Set(told).size).toBe(60);
});

test('several workers send nothing twice', async () => {
  const { core } = gateway.app;
  await using other = await gateway.startWorker();
  expect(other.workers).toBeDefined();
  const endpoint = await partnerWith('busy', 0, SUCCESS);
  await Promise.all(
    Array.from({ length: 10 }, () =>
      queuePaidOrders(core, { appId: 'busy', notifyUrl: endpoint.url, count: 100 }),
    ),
  );
  await delivered('busy', 1_000);
  const told = endpoint.received.map(({ content }) => content.out_trade_no);
  expect(told).toHaveLength(1_000);
  expect(new Set(told).size).toBe(1_000);
});

test('an endpoint that has been dead for an hour is alerted', async () => {
  await partnerWith('dead', OPEN_AFTER_FAILURES, BUSY);
  await waitFor(
    async () =>
      (
        await gateway.app.core.db.query({
          text: 'select 1 from notification_endpoints where probe_at is not null',
        })
      ).length,
    { what: 'the endpoint to be paused' },
  );
  const alerts = async () =>
    (await countAging(gateway.app.core.db, gateway.clock.now())).map(({ kind }) => kind);
  expect(await alerts()).toEqual([]);
  await gateway.advance(HOUR_MS + MINUTE_MS);
  expect(await alerts()).toEqual(['endpoint_dead']);
});

test('an exhausted notification is resent on demand, with a week of its own', async () => {
  const { core } = gateway.app;
  const endpoint = await partnerWith('partner1', 1, { status: 200, body: 'no' });
  await gateway.advance(8 * DAY_MS);
  await waitFor(async () => (await counts('partner1')).exhausted === 1, { what: 'exhaustion' });
  const told = endpoint.received.length;
  const [content] = endpoint.received.map((received) => received.content);
  const orderId = String(content?.order_id);

  expect(await resendNotification(core, { appId: 'other', orderId }, '王会计')).toBe(false);
  expect(await resendNotification(core, { appId: 'partner1', orderId }, '王会计')).toBe(true);
  await waitFor(async () => endpoint.received.length === told + 1, { what: 'the resend' });
  endpoint.answer = SUCCESS;
  await gateway.advanceUntil(
    10 * SECOND_MS,
    'its own schedule',
    async () => (await counts('partner1')).delivered === 1,
  );
  expect(endpoint.received.at(-1)?.content).toEqual(content);
  // one that was delivered can be asked for again; it is told once
  expect(await resendNotification(core, { appId: 'partner1', orderId }, '王会计')).toBe(true);
  await delivered('partner1', 1);
});

test('all that failed in a period are resent together, what succeeded is left alone', async () => {
  const { core } = gateway.app;
  const from = plusMs(gateway.clock.now(), -1);
  const failing = await partnerWith('failing', 20, { status: 200, body: 'no' });
  await partnerWith('well', 5, SUCCESS);
  await delivered('well', 5);
  await waitFor(async () => failing.received.length === 20, { what: 'first attempts' });
  await gateway.advance(8 * DAY_MS);
  await waitFor(async () => (await counts('failing')).exhausted === 20, { what: 'exhaustion' });
  const told = failing.received.length;

  failing.answer = SUCCESS;
  const period = { schools: 'all', from, to: plusMs(from, MINUTE_MS) } as const;
  const resend = (failed: FailedInPeriod) =>
    resendNotifications(core, failed, { by: '王会计', reason: '已修复' });
  expect(await resend({ ...period, appId: 'well' })).toBe(0);
  const later = { from: period.to, to: plusMs(period.to, DAY_MS) };
  expect(await resend({ ...period, ...later, appId: undefined })).toBe(0);
  expect(await resend({ ...period, appId: undefined })).toBe(20);
  await delivered('failing', 20);
  expect(failing.received).toHaveLength(told + 20);
});

test('what a partner answers is kept without the numbers of people in it', async () => {
  await partnerWith('chatty', 1, { status: 200, body: '用户 13812345678 (zhang.san@example.com) 不存在' });
  const [attempt] = (await waitFor(
    async () => {
      const rows = await gateway.app.core.db.query<{ detail: string }>({
        text: "select detail from notification_attempts where app_id = 'chatty'",
      });
      return rows.length > 0 && rows;
    },
    { what: 'the attempt' },
  )) as { detail: string }[];
  expect(attempt?.detail).toBe('用户 138****5678 (z***@example.com) 不存在');
});
