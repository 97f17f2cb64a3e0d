import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import { insertApp } from '../../src/apps/app-store.ts';
import { newTrail } from '../../src/apps/requests/request-trail.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { requestIds } from '../../src/lib/request-ids.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
  signedIn,
  tokenOf,
} from '../helpers/console/console.ts';
import { EXAMPLES } from '../helpers/console/console-examples.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { partnerOf } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

const OTHER = { ...TEST_APP, appId: 'other', schoolId: '10086', name: '另一合作方' };

let gateway: Gateway;
let admin: ConsoleClient;
/** Of the app `other`, which is of the same school as the sandbox's. */
let other: ConsoleClient;
let partner: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  const { db, vault, clock } = gateway.app.core;
  await insertApp(db, vault, OTHER, clock.now());
  admin = await firstAdministrator(gateway);
  other = await invited(gateway, admin, { account: 'other', role: 'partner', appIds: ['other'] });
  partner = await invited(gateway, admin, { account: 'partner', role: 'partner', appIds: ['partner1'] });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const check = async (number: string, client = partner) => {
  await gateway.app.core.requests.flush();
  return (await client.call('GET /workbench/check', { number })).body;
};
const verdictOf = async (number: string) => (await check(number)).checks[0].verdict;

test('the way of an order is followed to where it ends, and what helps can be done', async () => {
  expect(await check('A-1')).toMatchObject({
    checks: [{ verdict: 'nothing_arrived', payments: [] }],
    requests: [],
  });
  const { partner: system, endpoint, wechat } = gateway;
  const terms = { out_trade_no: 'A-1', total_fee: '100', notify_url: endpoint.url };
  await system.call('order_create', { ...terms, body: '' });
  expect(await check('A-1')).toMatchObject({
    checks: [{ verdict: 'not_created' }],
    requests: [{ step: 'field', message: 'body 不能为空', outTradeNo: 'A-1', isProved: true }],
  });
  const { orderId } = await system.order({ out_trade_no: 'A-1', user_name: '张三丰', user_no: '20140548' });
  expect(await verdictOf('A-1')).toBe('unpaid');

  endpoint.answer = { status: 200, body: '{"code":200}，联系 13912345678' };
  await wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(async () => (await verdictOf('A-1')) === 'retrying', {
    what: 'the partner to have answered',
  });
  const told = await check(orderId);
  expect(told).toMatchObject({
    checks: [
      {
        order: { outTradeNo: 'A-1', status: 'paid', channel: 'wechat' },
        payments: [{ channel: 'wechat', disposition: 'order' }],
        notification: { attempts: [{ attempt: 1, outcome: 'refused', httpStatus: 200 }] },
      },
    ],
    requests: [{ outcome: 'done' }, { outcome: 'refused' }],
  });
  // nobody is named: neither whom the order is for, nor what the partner's server says of people
  const listed = await partner.call('GET /workbench/notifications', { number: 'A-1' });
  expect(listed.body.rows).toMatchObject([{ last: { detail: expect.stringContaining('联系 139****5678') } }]);
  const file = await partner.call('GET /workbench/notifications/export', { form: 'csv' });
  expect(file.body).toContain('联系 139****5678');
  expect(JSON.stringify([told, listed.body, file.body])).not.toMatch(/张三丰|20140548|13912345678/);

  await gateway.app.core.db.query({
    text: `update notifications set status = 'exhausted', next_attempt_at = null, settled_at = now() where order_id = $1`,
    values: [orderId],
  });
  expect(await verdictOf('A-1')).toBe('given_up');
  endpoint.answer = { status: 200, body: 'success' };
  expect((await partner.call('POST /workbench/orders/:orderId/resend', { orderId })).body).toEqual({
    resent: true,
  });
  await waitFor(async () => (await verdictOf('A-1')) === 'delivered', {
    what: 'the notification to be delivered',
  });
  const entries = await admin.call('GET /audit', { subject: orderId });
  expect(entries.body.rows).toContainEqual(
    expect.objectContaining({ action: 'order.resend', operator: 'partner', schoolId: '10086' }),
  );

  const { outTradeNo: late } = await system.order();
  await gateway.app.core.db.query({
    text: `update orders set status = 'closed', close_reason = 'expired', closed_at = now(), due_at = null
            where out_trade_no = $1`,
    values: [late],
  });
  expect(await verdictOf(late)).toBe('closed');
});

test('health says how an endpoint does, and what it last said', async () => {
  const { apps } = (await partner.call('GET /workbench/health')).body;
  expect(apps).toMatchObject([
    {
      appId: 'partner1',
      tried: 1,
      delivered: 1,
      waiting: 0,
      paused: [],
      lastFailure: { outcome: 'refused', httpStatus: 200 },
      lastSuccessAt: expect.any(String),
    },
  ]);
  expect(JSON.stringify(apps)).not.toContain('13912345678');
});

test('another partner of the same school sees and changes nothing of this app, by no route', async () => {
  const { orderId } = (await partner.call('GET /workbench/orders')).body.rows[0];
  const all = { appId: 'partner1', number: 'A-1', orderId, form: 'csv' };
  // the others are closed to it, as the matrix of roles shows
  const ofApps = CONSOLE_ROUTES.filter(({ access }) => access !== 'anyone' && access.scope === 'apps');
  expect(ofApps.length).toBeGreaterThan(12);
  for (const route of ofApps) {
    const key = `${route.method} ${route.path}`;
    const taken = Object.keys((route.params as { properties?: object }).properties ?? {});
    const ours = Object.fromEntries(Object.entries(all).filter(([name]) => taken.includes(name)));
    for (const params of [EXAMPLES[key]?.own ?? {}, { ...EXAMPLES[key]?.own, ...ours }]) {
      const answer = await other.call(key, params);
      const told = JSON.stringify(answer.body);
      expect(told, key).not.toMatch(/partner1|缴费测试系统|宿舍电费/);
      if (route.method !== 'GET') expect(answer.body.error?.code, key).toMatch(/_not_found$/);
    }
  }
  const names = await other.call('GET /app-names');
  expect(names.body.apps).toEqual([{ appId: 'other', name: OTHER.name }]);
  expect((await other.call('GET /session')).body).toMatchObject({
    schools: [],
    allSchools: false,
    role: 'partner',
  });
});

test('a list is narrowed by each filter, paged by number, and ends after seven days', async () => {
  const system = partnerOf(gateway.url, gateway.endpoint.url, OTHER);
  for (let n = 0; n < 5; n += 1) await system.call('order_query', { out_trade_no: `Q-${n}` });
  await system.order({ out_trade_no: 'Q-0' });
  await gateway.app.core.requests.flush();
  const list = async (params: object = {}) => (await other.call('GET /workbench/requests', params)).body;
  const { rows } = await list();
  expect(rows.map((row: { outTradeNo: string }) => row.outTradeNo)).toEqual([
    'Q-0',
    'Q-4',
    'Q-3',
    'Q-2',
    'Q-1',
    'Q-0',
  ]);
  const first = await list({ limit: 4 });
  expect([...first.rows, ...(await list({ limit: 4, after: first.next })).rows]).toEqual(rows);
  const today = rows[0].at.slice(0, 10);
  for (const [params, found] of [
    [{ outcome: 'done' }, 1],
    [{ outcome: 'refused', code: '-1', step: 'business' }, 5],
    [{ outcome: 'failed' }, 0],
    [{ interfaceName: 'order_create' }, 1],
    [{ code: '0' }, 1],
    [{ number: 'Q-0' }, 2],
    [{ requestId: rows[2].requestId }, 1],
    [{ requestId: 'none' }, 0],
    [{ from: '2020-01-01', to: '2090-01-01' }, 6],
    [{ to: '2020-01-01' }, 0],
    [{ from: '2090-01-01' }, 0],
    [{ from: today.replace(/^\d{4}/, '2020') }, 6],
  ] as const) {
    expect((await list(params)).rows, JSON.stringify(params)).toHaveLength(found);
  }
  await gateway.advance(7 * DAY_MS - HOUR_MS);
  const later = await signedIn(gateway, 'other');
  expect((await later.call('GET /workbench/requests')).body.rows).toHaveLength(6);
  await gateway.advance(HOUR_MS + MINUTE_MS);
  const last = await signedIn(gateway, 'other');
  expect((await last.call('GET /workbench/requests')).body.rows).toEqual([]);
});

test('a partner has apps that are there and no school, and nobody else has apps', async () => {
  const admin = await signedIn(gateway);
  const invite = (access: object) =>
    admin.call('POST /operators', { account: 'somebody', name: 'x', role: 'partner', ...access });
  expect((await invite({})).body.error?.code).toBe('app_not_found');
  expect((await invite({ appIds: ['partner1', 'none'] })).body.error?.code).toBe('app_not_found');
  expect((await invite({ appIds: ['partner1'], schoolIds: ['10086'] })).body.error).toMatchObject({
    code: 'invalid',
    invalid: { field: 'schoolIds' },
  });
  expect((await invite({ role: 'support', appIds: ['partner1'] })).body.error).toMatchObject({
    code: 'invalid',
    invalid: { field: 'appIds' },
  });
  const made = await invite({ appIds: ['other', 'partner1'] });
  expect(tokenOf(made.body.address)).not.toBe('');
  const { rows } = (await admin.call('GET /operators', { text: 'somebody' })).body;
  expect(rows).toMatchObject([{ role: 'partner', schoolIds: [], appIds: ['other', 'partner1'] }]);
  // back among the school's own people, without apps
  const { operatorId } = rows[0];
  const changed = await admin.call('PUT /operators/:operatorId', {
    operatorId,
    name: 'x',
    role: 'support',
    schoolIds: ['10086'],
  });
  expect(changed.status).toBe(200);
  expect((await admin.call('GET /operators', { text: 'somebody' })).body.rows[0]).not.toHaveProperty(
    'appIds',
  );
});

test('where four eyes are wanted, a partner asks for keys and somebody of the school approves', async () => {
  const { db } = gateway.app.core;
  await db.query({ text: `update schools set four_eyes = true where school_id = '10086'` });
  const client = await signedIn(gateway, 'other');
  const asked = await client.call('POST /apps/:appId/keys', { appId: 'other' });
  expect(asked.body).toEqual({ changeRequestId: expect.any(String) });
  const { changeRequestId } = asked.body;
  const admin = await signedIn(gateway);
  const approved = await admin.call('POST /changes/:changeRequestId/approve', {
    changeRequestId,
    reason: '同意',
  });
  expect(approved.body.secrets).toMatchObject({ appId: 'other', appSecret: expect.any(String) });
  const keys = (await client.call('GET /workbench/keys')).body.apps;
  expect(keys).toMatchObject([{ appId: 'other', keyChange: { issuedAt: expect.any(String) } }]);
  expect(JSON.stringify(keys)).not.toContain(approved.body.secrets.appSecret);
  expect((await client.call('POST /apps/:appId/keys/withdraw-new', { appId: 'other' })).status).toBe(200);
});

test('of too many requests some are kept, and how many are not is said', async () => {
  const { requests } = gateway.app.core;
  const newId = requestIds(gateway.clock);
  for (let n = 0; n < 3_000; n += 1) {
    const trail = Object.assign(newTrail('order_query', 1), {
      appId: 'other',
      isProved: true,
      requestId: newId(),
    });
    requests.note(Object.assign(trail, { outcome: 'done', retCode: 0, httpStatus: 200 }), '203.0.113.7');
  }
  await requests.flush();
  const client = await signedIn(gateway, 'other');
  const { days } = (await client.call('GET /workbench/sampled-days')).body;
  expect(days).toMatchObject([{ appId: 'other', appName: OTHER.name }]);
  expect(days[0].total).toBeGreaterThanOrEqual(3_000);
  expect(days[0].kept).toBeLessThan(200);
  expect(days[0].kept).toBeGreaterThan(0);
});
