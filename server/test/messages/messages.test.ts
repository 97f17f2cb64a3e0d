import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { HOUR_MS, MINUTE_MS, plusMs } from '../../src/lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { letterOf } from '../../src/messages/letter.ts';
import { noteOpenItems } from '../../src/messages/note-open-items.ts';
import { findPendingApplications, findWaitingChanges } from '../../src/messages/open-item-store.ts';
import { insertOrders } from '../../src/orders/order-store.ts';
import { insertPayment } from '../../src/payments/payment-store.ts';
import { applyForRefund } from '../../src/processing/apply-for-refund.ts';
import { rejectRefund } from '../../src/processing/decide-refund.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { changeSchool } from '../../src/schools/manage-schools.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { type ConsoleClient, firstAdministrator, invited, signedIn } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { newOrder } from '../helpers/partner/new-order.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  await firstAdministrator(gateway);
  await changeSchool(gateway.app.core, ['10086'], '10086', { refundApprovalAbove: 0 });
});
// the test before may have moved the time
beforeEach(async () => {
  admin = await signedIn(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Robot {
  readonly platform: 'wecom' | 'dingtalk';
  readonly webhook: string;
  readonly secret: string;
  readonly messages: () => Promise<{ readonly title: string; readonly content: string }[]>;
}

/** A robot of the emulated platform that nobody else writes to. */
async function robot(platform: Robot['platform'], key: string, secret = ''): Promise<Robot> {
  const admin = `${gateway.sandboxUrl}/__admin/robots`;
  const headers = { 'content-type': 'application/json' };
  await fetch(`${admin}/${platform}/${key}`, { method: 'PUT', headers, body: JSON.stringify({ secret }) });
  const robots = (await (await fetch(admin)).json()) as Robot[];
  const found = robots.find(({ webhook }) => webhook.endsWith(key));
  if (!found) throw new Error('no such robot');
  const messages = async () => (await fetch(`${admin}/${platform}/${key}/messages`)).json() as never;
  return { ...found, messages };
}

const SET = { name: '退款审核群', language: 'zh', kinds: ['refund_to_approve'] };
const FORM = { ...SET, schoolId: '10086' };

async function add(to: Robot, more: object = {}): Promise<string> {
  const { platform: method, webhook: address, secret } = to;
  const given = { ...FORM, method, address, ...(secret ? { secret } : {}), ...more };
  const { status, body } = await admin.call('POST /message-recipients', given);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.recipientId;
}

async function remove(recipientId: string): Promise<void> {
  const proved = await signedIn(gateway);
  const { status } = await proved.call('DELETE /message-recipients/:recipientId', { recipientId });
  expect(status).toBe(200);
}

async function shown(recipientId: string) {
  const { body } = await admin.call('GET /message-recipients');
  return body.rows.find((row: { recipientId: string }) => row.recipientId === recipientId);
}

/** A refund that waits for a second person; answers its number. */
async function waiting(refundAmount: number): Promise<string> {
  const { orderId } = await payOrder(gateway);
  const { application } = await applyForRefund(gateway.app.core, 'all', 'li.kuaiji', {
    orderId,
    refundAmount,
    reason: '退宿',
  });
  return application.refundApplicationId;
}

const reject = (refundApplicationId: string) =>
  rejectRefund(gateway.app.core, 'all', 'other', { refundApplicationId, note: '不退' });

/** Looks for what is to be told, and waits until a group has read so many messages and their arrival is noted. */
async function told(group: Robot, count: number) {
  await noteOpenItems(gateway.app.core);
  gateway.app.workers?.wake();
  await waitFor(async () => (await group.messages()).length >= count, { what: `${count} messages` });
  const unsent = { text: 'select from messages where sent_at is null and ended_at is null' };
  await waitFor(async () => (await gateway.app.core.db.query(unsent)).length === 0, { what: 'the arrival' });
  return group.messages();
}

test('a group is told once of each refund that waits, with a link to it, and not of what has been decided', async () => {
  const group = await robot('dingtalk', 'a1'.repeat(16), `SEC${'0b'.repeat(32)}`);
  const recipientId = await add(group);
  const first = await waiting(1);
  const [message] = await told(group, 1);
  expect(message?.title).toBe('【沙箱】退款 ¥0.01 待审核 · 知校示范大学 · 缴费测试系统 · li.kuaiji 申请');
  expect(message?.content).toContain(`](${gateway.url}/console/refund-applications/${first})`);

  // within a minute what comes goes together in the next, and what is decided meanwhile is not told at all
  const others = [await waiting(2), await waiting(3)];
  const decided = await waiting(4);
  await noteOpenItems(gateway.app.core);
  await reject(decided);
  await noteOpenItems(gateway.app.core);
  await gateway.advance(MINUTE_MS);
  const [, second, ...more] = await told(group, 2);
  expect(more).toEqual([]);
  expect(second?.title).toBe('【沙箱】知校聚合支付：2 项待处理');
  for (const number of others) expect(second?.content).toContain(number);
  expect(second?.content).not.toContain(first);
  expect((await shown(recipientId)).sentAt).toBeDefined();
  for (const number of [first, ...others]) await reject(number);
  await remove(recipientId);
});

test('nothing is sent in quiet hours, and all of it together afterwards', async () => {
  const group = await robot('wecom', '11111111-0000-4000-8000-000000000001');
  const recipientId = await add(group, { quietFrom: '22:00', quietUntil: '07:30', language: 'en' });
  const evening = plusMs(dayStart(plusDays(shanghaiDate(gateway.clock.now()), 1)), 23 * HOUR_MS);
  await gateway.advance(evening.getTime() - gateway.clock.now().getTime());
  const number = await waiting(66);
  await noteOpenItems(gateway.app.core);
  gateway.app.workers?.wake();
  const due = async () => {
    const [row] = await gateway.app.core.db.query<{ due_at: Date | null }>({
      text: 'select due_at from message_recipients where recipient_id = $1',
      values: [recipientId],
    });
    return row?.due_at?.getTime();
  };
  const morning = evening.getTime() + 8.5 * HOUR_MS;
  await waitFor(async () => (await due()) === morning, { what: 'the message to wait for the morning' });
  expect(await group.messages()).toEqual([]);
  await gateway.advance(8.5 * HOUR_MS);
  const [message] = await told(group, 1);
  expect(message?.content).toContain('**Sandbox: Refund of ¥0.66 to approve');
  await reject(number);
  await remove(recipientId);
});

test('what a platform refuses is shown with its reason, and tried again', async () => {
  const group = await robot('dingtalk', 'b2'.repeat(16), `SEC${'0c'.repeat(32)}`);
  const recipientId = await add({ ...group, secret: `SEC${'0d'.repeat(32)}` });
  const number = await waiting(1);
  await noteOpenItems(gateway.app.core);
  gateway.app.workers?.wake();
  const reason = '群机器人接口拒绝（310000）sign not match';
  await waitFor(async () => (await shown(recipientId)).failure === reason, { what: 'the reason' });
  const test = () => admin.call('POST /message-recipients/:recipientId/test', { recipientId });
  expect((await test()).body.error).toMatchObject({
    code: 'message_not_sent',
    message: `测试消息未能送达：${reason}`,
  });

  const { address, secret } = { address: group.webhook, secret: group.secret };
  const changed = { ...SET, recipientId, enabled: true, address, secret };
  expect((await admin.call('PUT /message-recipients/:recipientId', changed)).status).toBe(200);
  expect((await told(group, 1))[0]?.content).toContain(number);
  expect((await shown(recipientId)).failure).toBeUndefined();
  expect((await test()).status).toBe(200);
  const [arrived] = (await group.messages()).slice(-1);
  expect(arrived?.content).toContain('收到即表示设置正确');
  expect(arrived?.content).toContain('【沙箱】');
  await reject(number);
  await remove(recipientId);
});

test('what is decided while the arrival of its message is noted stops neither', async () => {
  const group = await robot('dingtalk', 'd5'.repeat(16), `SEC${'0a'.repeat(32)}`);
  const recipientId = await add(group);
  const { db } = gateway.app.core;
  const number = await waiting(1);
  await noteOpenItems(gateway.app.core);
  const waits = async () => {
    const rows = await db.query({
      text: `select from pg_locks join pg_stat_activity using (pid)
              where not granted and datname = current_database()`,
    });
    return rows.length;
  };
  const noted = await db.transaction(async (tx) => {
    await tx.query({
      text: 'select from messages where recipient_id = $1 for update',
      values: [recipientId],
    });
    gateway.app.workers?.wake();
    await waitFor(async () => (await waits()) === 1, { what: 'the arrival to wait for the message' });
    await reject(number);
    let isOver = false;
    const compared = noteOpenItems(gateway.app.core).finally(() => {
      isOver = true;
    });
    await waitFor(async () => isOver || (await waits()) === 2, { what: 'the comparison to wait, or to end' });
    return { compared };
  });
  await noted.compared;
  await waitFor(async () => (await shown(recipientId)).sentAt, { what: 'the arrival' });
  expect(await group.messages()).toHaveLength(1);
  await remove(recipientId);
});

test('a recipient that is removed while it is changed stays removed', async () => {
  const group = await robot('dingtalk', 'c4'.repeat(16), `SEC${'0a'.repeat(32)}`);
  const recipientId = await add(group);
  const { db } = gateway.app.core;
  const changed = await db.transaction(async (tx) => {
    await tx.query({ text: 'delete from message_recipients where recipient_id = $1', values: [recipientId] });
    const asked = admin.call('PUT /message-recipients/:recipientId', { ...SET, recipientId, enabled: true });
    const isWaiting = () =>
      tx.query({
        text: `select from pg_locks join pg_stat_activity using (pid)
                where not granted and datname = current_database()`,
      });
    await waitFor(async () => (await isWaiting()).length > 0, { what: 'the change to wait' });
    return { asked };
  });
  expect((await changed.asked).body.error.code).toBe('message_recipient_not_found');
  expect((await admin.call('GET /message-recipients')).body.rows).toEqual([]);
});

test('a secret given without the address is the one that is signed with from then on', async () => {
  const group = await robot('dingtalk', 'c3'.repeat(16), `SEC${'0e'.repeat(32)}`);
  const recipientId = await add({ ...group, secret: '' });
  const test = () => admin.call('POST /message-recipients/:recipientId/test', { recipientId });
  expect((await test()).body.error.code).toBe('message_not_sent');
  const change = (secret: string) =>
    admin.call('PUT /message-recipients/:recipientId', { ...SET, recipientId, enabled: true, secret });
  expect((await change('SEC!')).body.error?.invalid?.field).toBe('secret');
  expect((await change(group.secret)).status).toBe(200);
  expect((await test()).status).toBe(200);

  // mended in the group instead: once a test arrives, what has waited does not wait for the next attempt
  await robot('dingtalk', 'c3'.repeat(16), `SEC${'0f'.repeat(32)}`);
  const number = await waiting(1);
  await noteOpenItems(gateway.app.core);
  gateway.app.workers?.wake();
  await waitFor(async () => (await shown(recipientId)).failure, { what: 'the failure' });
  await robot('dingtalk', 'c3'.repeat(16), group.secret);
  expect((await test()).status).toBe(200);
  gateway.app.workers?.wake();
  const isTold = async () => (await group.messages()).some(({ content }) => content.includes(number));
  await waitFor(isTold, { what: 'the refund to be told' });
  await reject(number);
  await remove(recipientId);
});

test('a school whose decisions nobody takes keeps no other from being told of its own', async () => {
  const { db, vault, clock } = gateway.app.core;
  const now = clock.now();
  const { orderId } = await payOrder(gateway);
  await insertSchool(db, { schoolId: 'late', name: '后来的学校' }, now);
  await insertApp(db, vault, { ...TEST_APP, appId: 'late', schoolId: 'late', name: '水电' }, now);
  const key = { appId: 'late', orderId: '17', paymentNo: '18' };
  await insertOrders(db, vault, [newOrder({ ...key, outTradeNo: 'late', createdAt: now })]);
  const [account] = await db.query<{ id: string }>({
    text: 'select channel_account_id as id from payments where order_id = $1',
    values: [orderId],
  });
  await db.transaction(async (tx) =>
    insertPayment(tx, vault, {
      ...key,
      channel: 'wechat',
      scene: 'native',
      channelAccountId: account?.id ?? '',
      openid: undefined,
      totalAmount: 100,
      requestBody: '{}',
      createdAt: now,
      expiresAt: now,
      dueAt: plusMs(now, HOUR_MS),
    }),
  );
  // the other school's are older, and more than are told at once
  await db.query({
    text: `insert into refund_applications
             (app_id, refund_application_id, order_id, payment_no, refund_amount, reason, needs_approval, requested_by, requested_at)
           select app_id, case app_id when 'late' then 9 else n end, order_id, payment_no, 1, '退宿', true, 'li.kuaiji', $3
             from payments cross join generate_series(1, 3) as n
            where order_id = $1 or order_id = $2 and n = 1`,
    values: [orderId, key.orderId, now],
  });
  await db.query({
    text: `insert into change_requests
             (change_request_id, kind, school_id, subject, payload_sealed, lines_sealed, base, asked_by, asked_at, expires_at)
           select n, 'school.change', case when n < 4 then '10086' when n = 4 then 'late' end, n, '', '', '', 'li', $1,
                  case when n = 0 then $2::timestamptz else $3 end
             from generate_series(0, 5) as n`,
    // nobody can decide any more about the first, which is ended within the hour
    values: [plusMs(now, -2 * HOUR_MS), plusMs(now, -HOUR_MS), plusMs(now, HOUR_MS)],
  });
  const told = (items: readonly { readonly number: string }[]) => items.map(({ number }) => number);
  expect(told(await findPendingApplications(db, 2))).toEqual(['1', '2', '9']);
  expect(told(await findWaitingChanges(db, 2, now))).toEqual(['1', '2', '4', '5']);
  await db.query({ text: 'delete from change_requests' });
  await db.query({ text: 'delete from refund_applications where refund_application_id < 10' });
});

test('a name is cut between letters, and what is cut is sent', async () => {
  const school = `${'校'.repeat(28)}🏫🏫🏫`;
  const item = { what: 'change', number: '1', school, change: 'school.change', by: 'li' } as never;
  const { title } = letterOf([item], { language: 'zh', consoleUrl: 'https://pay.example', isSandbox: false });
  expect(title).toContain(`${'校'.repeat(28)}🏫…`);
});

test('open problems are told by whom they concern, once while they last', async () => {
  const group = await robot('wecom', '22222222-0000-4000-8000-000000000002');
  const recipientId = await add(group, { kinds: ['partner'] });
  const { core } = gateway.app;
  await core.db.query({
    text: `insert into notification_endpoints (app_id, endpoint, failures, failing_since, probe_at)
           select app_id, 'https://gone.example', 9, $1, $1 from apps where school_id = '10086' limit 1`,
    values: [core.clock.now()],
  });
  const [message] = await told(group, 1);
  expect(message?.content).toContain('通知地址无法访问 1 笔 · 知校示范大学');
  expect(message?.content).toContain('/console/problems/endpoint_dead)');
  await noteOpenItems(core);
  const rows = () =>
    core.db.query({
      text: 'select ended_at from messages where recipient_id = $1 order by message_id',
      values: [recipientId],
    });
  expect(await rows()).toEqual([{ ended_at: null }]);
  await core.db.query({ text: `delete from notification_endpoints where endpoint = 'https://gone.example'` });
  await noteOpenItems(core);
  expect(await rows()).toEqual([{ ended_at: expect.any(Date) }]);
  await remove(recipientId);
});

test('only webhooks of the platforms are taken, addresses are masked, and a school’s operator has its own recipients', async () => {
  const group = await robot('wecom', '33333333-0000-4000-8000-000000000003');
  const wrong = [
    {
      method: 'wecom',
      address: 'https://evil.example/cgi-bin/webhook/send?key=33333333-0000-4000-8000-000000000003',
    },
    { method: 'wecom', address: group.webhook.replace('key=', 'key=x&k=') },
    { method: 'dingtalk', address: group.webhook },
    { method: 'email', address: 'no address' },
    { method: 'email' },
  ];
  for (const each of wrong) {
    const { status, body } = await admin.call('POST /message-recipients', { ...FORM, ...each });
    expect([status, body.error?.invalid?.field], JSON.stringify(each)).toEqual([400, 'address']);
  }
  const half = { ...FORM, method: 'email', address: 'a@school.example', quietFrom: '22:00' };
  expect((await admin.call('POST /message-recipients', half)).body.error.invalid.field).toBe('quietUntil');
  // who is quiet from a time until the same is told nothing at all, or everything
  const never = { ...half, quietUntil: '22:00' };
  expect((await admin.call('POST /message-recipients', never)).body.error?.invalid?.field).toBe('quietUntil');
  for (const recipientId of ['abc', '0', '99999999999999999999']) {
    const changed = { ...SET, recipientId, enabled: true };
    const answers = [
      await admin.call('PUT /message-recipients/:recipientId', changed),
      await admin.call('DELETE /message-recipients/:recipientId', { recipientId }),
      await admin.call('POST /message-recipients/:recipientId/test', { recipientId }),
    ];
    expect(
      answers.map(({ status }) => status),
      recipientId,
    ).toEqual([404, 404, 404]);
  }

  const everywhere = await add(group, { schoolId: undefined });
  const local = await invited(gateway, admin, {
    account: 'local',
    role: 'system_administrator',
    schoolIds: ['10086'],
  });
  expect((await local.call('GET /message-recipients')).body.rows).toEqual([]);
  const forAll = { ...FORM, schoolId: undefined, method: 'email', address: 'a@school.example' };
  expect((await local.call('POST /message-recipients', forAll)).body.error.code).toBe(
    'message_school_needed',
  );
  expect(
    (await local.call('DELETE /message-recipients/:recipientId', { recipientId: everywhere })).status,
  ).toBe(404);
  const own = await local.call('POST /message-recipients', { ...forAll, schoolId: '10086' });
  expect(await shown(own.body.recipientId)).toMatchObject({
    method: 'email',
    maskedAddress: 'a***@school.example',
    schoolId: '10086',
  });
  const noServer = await admin.call('POST /message-recipients/:recipientId/test', own.body);
  expect(noServer.body.error.message).toBe('测试消息未能送达：本系统没有设置邮件服务器（SMTP_URL）');
  for (const recipientId of [everywhere, own.body.recipientId]) await remove(recipientId);
});
