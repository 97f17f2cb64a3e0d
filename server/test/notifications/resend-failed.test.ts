import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOperation } from '../../src/audit/operation.ts';
import type { AuditedCore } from '../../src/core.ts';
import type { Database } from '../../src/db/database.ts';
import { DAY_MS, plusMs } from '../../src/lib/clock.ts';
import { plusDays, shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { OPEN_AFTER_FAILURES } from '../../src/notifications/endpoint.ts';
import { resendNotifications } from '../../src/notifications/resend-notifications.ts';
import { type ConsoleClient, firstAdministrator, invited } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { addApp, queuePaidOrders } from '../helpers/partner/paid-orders.ts';
import { type PartnerEndpoint, startPartnerEndpoint } from '../helpers/partner/partner-endpoint.ts';
import { waitFor } from '../helpers/wait-for.ts';

const NO = { status: 200, body: 'no' };
const SUCCESS = { status: 200, body: 'success' };
const OURS = '10086';

let gateway: Gateway;
let partners: AsyncDisposableStack;
let admin: ConsoleClient;
let hers: ConsoleClient;
let period: { from: string; to: string };

let failing: PartnerEndpoint;
let foreign: PartnerEndpoint;

beforeAll(async () => {
  gateway = await startGateway();
  partners = new AsyncDisposableStack();
  const { core } = gateway.app;
  await core.db.query({
    text: `insert into schools (school_id, name, created_at) values ('other', '另一所学校', $1)`,
    values: [core.clock.now()],
  });
  const day = shanghaiDate(gateway.clock.now());
  // the run may pass midnight
  period = { from: day, to: plusDays(day, 1) };
  failing = await partnerWith('failing', 3, NO);
  foreign = await partnerWith('foreign', 4, NO);
  await core.db.query({ text: `update apps set school_id = 'other' where app_id = 'foreign'` });
  await partnerWith('well', 2, SUCCESS);
  await toBe('well', { delivered: 2 });
  await gateway.advance(8 * DAY_MS);
  await toBe('failing', { exhausted: 3 });
  await toBe('foreign', { exhausted: 4 });
  admin = await firstAdministrator(gateway);
  hers = await invited(gateway, admin, { account: 'finance', role: 'finance', schoolIds: [OURS] });
});
afterAll(async () => {
  // silent partners first: hanging up ends the attempts that the gateway would wait for
  await partners.disposeAsync();
  await gateway[Symbol.asyncDispose]();
});

async function partnerWith(appId: string, count: number, answer: PartnerEndpoint['answer']) {
  const endpoint = partners.use(await startPartnerEndpoint());
  endpoint.answer = answer;
  await addApp(gateway.app.core, appId);
  await queuePaidOrders(gateway.app.core, { appId, notifyUrl: `${endpoint.url}?token=secret`, count });
  return endpoint;
}

/** How many of the app's notifications stand where. */
async function snapshot(appId: string): Promise<Record<string, number>> {
  const rows = await gateway.app.core.db.query<{ status: string; count: string }>({
    text: 'select status, count(*) from notifications where app_id = $1 group by status',
    values: [appId],
  });
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
}

const toBe = (appId: string, wanted: Record<string, number>) =>
  waitFor(async () => JSON.stringify(await snapshot(appId)) === JSON.stringify(wanted), {
    what: `${appId} to be ${JSON.stringify(wanted)}`,
  });

const countable = async (client: ConsoleClient, input: object = {}) =>
  (await client.call('GET /notifications/resend', { ...period, ...input })).body;
const resend = (client: ConsoleClient, input: object = {}) =>
  client.call('POST /notifications/resend', { ...period, reason: '业务系统修复后补发', ...input });

test('who may not operate orders counts and resends nothing', async () => {
  const support = await invited(gateway, admin, { account: 'support', role: 'support' });
  expect((await support.call('GET /notifications/resend', period)).status).toBe(403);
  expect((await resend(support)).status).toBe(403);
});

test('a day that is none and a text that cannot be are refused, days far away find what they find', async () => {
  expect((await resend(hers, { from: '2026-02-31' })).status).toBe(400);
  for (const list of ['GET /notifications', 'GET /orders']) {
    expect((await hers.call(list, { number: 'a\0b' })).status).toBe(400);
    expect(
      (await hers.call(list, { from: '0001-01-01', to: '9999-12-31', limit: 1 })).body.rows,
    ).toHaveLength(1);
  }
  expect((await hers.call('GET /notifications', { from: '2026-02-31' })).status).toBe(400);
  expect((await hers.call('GET /endpoints', { after: 'no page' })).body.rows).toEqual([]);
});

test('the list finds by status, app, number and day, page by page, and hides queries', async () => {
  const list = async (filter: object) => (await hers.call('GET /notifications', filter)).body;
  const all = await list({ limit: 100 });
  expect(all.rows).toHaveLength(5);
  expect(all.rows[0]).toMatchObject({ schoolId: OURS, appId: 'well', status: 'delivered', attempts: 1 });
  expect(all.rows[0].last).toMatchObject({ outcome: 'acknowledged', httpStatus: 200, detail: 'success' });
  expect(all.rows[4].last).toMatchObject({ outcome: 'refused', httpStatus: 200, detail: 'no' });
  expect(all.rows[4].address).toBe(`${failing.url}?***`);
  expect(JSON.stringify(all)).not.toContain('secret');

  const first = await list({ limit: 3 });
  const second = await list({ limit: 3, after: first.next });
  expect([...first.rows, ...second.rows]).toEqual(all.rows);
  expect(second.next).toBeUndefined();

  expect((await list({ status: 'exhausted' })).rows).toHaveLength(3);
  expect((await list({ status: 'delivered' })).rows).toHaveLength(2);
  expect((await list({ status: 'pending' })).rows).toHaveLength(0);
  expect((await list({ appId: 'well' })).rows).toHaveLength(2);
  expect((await list({ appId: 'foreign' })).rows).toHaveLength(0);
  expect((await list(period)).rows).toHaveLength(5);
  expect((await list({ to: plusDays(period.from, -1) })).rows).toHaveLength(0);
  expect((await list({ from: plusDays(period.to, 1) })).rows).toHaveLength(0);
  const { orderId, outTradeNo } = all.rows[2];
  expect((await list({ number: orderId })).rows).toEqual([all.rows[2]]);
  expect((await list({ number: outTradeNo })).rows).toEqual([all.rows[2]]);
  expect((await list({ number: 'no such number' })).rows).toEqual([]);
  const theirs = (await admin.call('GET /notifications', { appId: 'foreign' })).body.rows[0].orderId;
  expect((await list({ number: theirs })).rows).toEqual([]);
  const file = await hers.call('GET /notifications/export', { form: 'csv', status: 'exhausted' });
  expect(file.body.trim().split('\r\n')).toHaveLength(4);
});

test('all that failed in a period are counted, then resent, and no other school’s ever', async () => {
  const told = { failing: failing.received.length, foreign: foreign.received.length };
  expect(await countable(hers)).toEqual({
    count: 3,
    byApp: [{ appId: 'failing', appName: 'failing', count: 3 }],
  });
  expect((await countable(admin)).count).toBe(7);
  expect((await countable(admin, { schoolId: 'other' })).count).toBe(4);
  expect((await countable(hers, { appId: 'well' })).count).toBe(0);
  expect((await countable(hers, { from: period.to, to: plusDays(period.to, 9) })).count).toBe(0);
  expect((await resend(hers, { from: period.to, to: plusDays(period.to, 9) })).body).toEqual({ resent: 0 });
  for (const input of [{ schoolId: 'other' }, { appId: 'foreign' }, { schoolId: OURS, appId: 'foreign' }]) {
    expect((await resend(hers, input)).status, JSON.stringify(input)).toBe(404);
  }
  expect(await snapshot('failing')).toEqual({ exhausted: 3 });

  failing.answer = SUCCESS;
  expect((await resend(hers)).body).toEqual({ resent: 3 });
  await toBe('failing', { delivered: 3 });
  expect(failing.received).toHaveLength(told.failing + 3);
  expect((await resend(hers)).body).toEqual({ resent: 0 });
  expect(await snapshot('foreign')).toEqual({ exhausted: 4 });
  expect(foreign.received).toHaveLength(told.foreign);

  const log = await admin.call('GET /audit', { action: 'notifications.resend', outcome: 'done' });
  expect(log.body.rows[0]).toMatchObject({
    operator: 'finance',
    schoolId: OURS,
    details: { ...period, reason: '业务系统修复后补发' },
  });
});

test('the timeline of a resent order shows that notification had been given up, who resent it and why', async () => {
  const { rows } = (await hers.call('GET /notifications', { appId: 'failing', limit: 1 })).body;
  const { events } = (await hers.call(`GET /orders/${rows[0].orderId}`)).body;
  expect(events.slice(-4)).toMatchObject([
    { what: 'notification_exhausted' },
    { what: 'notification_resent', details: { by: 'finance', reason: '业务系统修复后补发' } },
    { what: 'notification_attempt', details: { outcome: 'acknowledged' } },
    { what: 'notification_delivered' },
  ]);
});

test('a notification that waits for its next attempt is sent at once, one that is being sent is left alone', async () => {
  const today = { from: shanghaiDate(gateway.clock.now()), to: plusDays(period.to, 9) };
  const silent = await partnerWith('silent', 2, undefined);
  await waitFor(async () => silent.received.length === 2, { what: 'the attempts to be under way' });
  const input = { ...today, appId: 'silent' };
  expect((await countable(hers, input)).count).toBe(0);
  expect((await resend(hers, input)).body).toEqual({ resent: 0 });
  expect(silent.received).toHaveLength(2);

  const waiting = await partnerWith('waiting', 1, NO);
  await waitFor(async () => (await countable(hers, { ...today, appId: 'waiting' })).count === 1, {
    what: 'the first attempt to end',
  });
  waiting.answer = SUCCESS;
  expect((await resend(hers, { ...today, appId: 'waiting' })).body).toEqual({ resent: 1 });
  await toBe('waiting', { delivered: 1 });
  expect(waiting.received).toHaveLength(2);
});

test('a long period is resent batch by batch: an interrupted resend is continued, and sends nothing twice', async () => {
  const { core } = gateway.app;
  const many = await partnerWith('many', 7, NO);
  const input = { from: shanghaiDate(gateway.clock.now()), to: plusDays(period.to, 9), appId: 'many' };
  const allFailed = (what: string) =>
    waitFor(async () => (await countable(hers, input)).count === 7, { what });
  await allFailed('the first attempts to end');
  const failed = {
    schools: 'all',
    appId: 'many',
    from: new Date(0),
    to: plusMs(gateway.clock.now(), DAY_MS),
  } as const;
  /** How often each was resent that was. */
  const rounds = async () => {
    const rows = await core.db.query<{ count: string }>({
      text: `select count(*) from notification_rounds where app_id = 'many' group by notification_id order by count`,
    });
    return rows.map(({ count }) => Number(count));
  };

  const operation = auditOperation(core, () => ({
    at: core.clock.now(),
    operator: 'finance',
    address: undefined,
    action: 'notifications.resend',
    subject: 'many',
    schoolId: OURS,
    outcome: 'done',
    details: {},
  }));
  let batches = 0;
  /** Has what left with the batch before fail again before the next one begins. */
  const slowly = (database: Database, until: number): Database => ({
    ...database,
    async transaction(work) {
      if (batches === until) throw new Error('cut off');
      await allFailed('the batch before to fail again');
      batches += 1;
      return database.transaction(work);
    },
  });
  const resendSlowly = ({ db, audit }: Pick<AuditedCore, 'db' | 'audit'>, until = 99) =>
    resendNotifications(
      { ...core, audit, db: slowly(db, until) },
      failed,
      { by: 'finance', reason: '已修复' },
      3,
    );

  await expect(resendSlowly(operation, 2)).rejects.toThrow('cut off');
  expect(await rounds()).toEqual([1, 1, 1, 1, 1, 1]);
  const log = await admin.call('GET /audit', { action: 'notifications.resend', outcome: 'done' });
  expect(log.body.rows.filter(({ subject }: { subject: string }) => subject === 'many')).toHaveLength(1);

  batches = 0;
  expect(await resendSlowly(core)).toBe(7);
  expect(batches).toBe(3);
  expect(await rounds()).toEqual([1, 2, 2, 2, 2, 2, 2]);
  await allFailed('the last batch to fail again');

  many.answer = SUCCESS;
  batches = 0;
  await expect(resendSlowly(core, 1)).rejects.toThrow('cut off');
  expect((await resend(hers, input)).body).toEqual({ resent: 4 });
  await toBe('many', { delivered: 7 });
});

test('dead endpoints are listed with what waits for them, to the operators of their school', async () => {
  const busy = await partnerWith('busy', OPEN_AFTER_FAILURES + 5, { status: 503, body: 'maintenance' });
  const dead = async (client: ConsoleClient) =>
    (await client.call('GET /endpoints', { state: 'paused' })).body.rows as { endpoint: string }[];
  await waitFor(async () => (await dead(hers)).length, { what: 'the endpoint to be paused' });
  const [row, ...others] = await dead(hers);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    schoolId: OURS,
    appId: 'busy',
    endpoint: new URL(busy.url).origin,
    state: 'paused',
    waiting: OPEN_AFTER_FAILURES + 5,
  });
  const stranger = await invited(gateway, admin, {
    account: 'stranger',
    role: 'finance',
    schoolIds: ['other'],
  });
  expect(await dead(stranger)).toEqual([]);
  const failingOnly = await hers.call('GET /endpoints', { state: 'failing' });
  expect(failingOnly.body.rows.map(({ appId }: { appId: string }) => appId)).not.toContain('busy');
});
