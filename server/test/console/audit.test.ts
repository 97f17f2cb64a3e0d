import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordEntry } from '../../src/audit/record.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import {
  type ConsoleClient,
  type ConsoleReply,
  firstAdministrator,
  invited,
  PASSWORD,
  visitor,
} from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'helper', role: 'support' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const db = () => gateway.app.core.db;
const entries = async (filter: object) => (await admin.call('GET /audit', filter)).body.rows;

test('sign-ins, refusals and changes are recorded, with the operator, the address and the former state', async () => {
  await visitor(gateway).call('POST /sign-in', { account: 'helper', password: 'wrong password here' });
  expect(await entries({ action: 'session.sign_in', subject: 'helper' })).toEqual([
    expect.objectContaining({
      outcome: 'refused',
      address: '127.0.0.1',
      details: { refusal: 'sign_in_wrong' },
    }),
  ]);
  const [{ operatorId }] = (await admin.call('GET /operators', { text: 'helper' })).body.rows;
  await admin.call('PUT /operators/:operatorId', {
    operatorId,
    name: '新名字',
    role: 'auditor',
    schoolIds: ['demo-school'],
  });
  const [refused] = await entries({ action: 'operator.change' });
  expect(refused).toMatchObject({ outcome: 'refused', details: { refusal: 'school_not_found' } });
  await admin.call('PUT /operators/:operatorId', { operatorId, name: '新名字', role: 'auditor' });
  const [changed] = await entries({ action: 'operator.change' });
  expect(changed).toMatchObject({
    operator: 'admin',
    subject: 'helper',
    outcome: 'done',
    details: { role: 'auditor', before: { role: 'support', schools: 'all', status: 'active' } },
  });
});

test('a search for a person’s orders is recorded, the person masked; a list of orders is not', async () => {
  await admin.call('GET /orders', { status: 'paid' });
  expect(await entries({ action: 'order.find' })).toEqual([]);
  for (const person of ['2013141516', '张三丰']) {
    // an address is kept by browsers and proxies, so it names nobody
    expect((await admin.call('GET /orders', { person })).status).toBe(400);
    expect((await admin.call('GET /orders/export', { person, form: 'csv' })).status).toBe(400);
    expect((await admin.call('POST /orders/find', { person, schoolId: '10086' })).status).toBe(200);
    await admin.call('POST /orders/find/export', { person, form: 'csv' });
  }
  const found = { action: 'order.find', outcome: 'done', operator: 'admin', schoolId: '10086' };
  expect(await entries({ action: 'order.find' })).toEqual([
    expect.objectContaining({ ...found, details: { person: '张**' } }),
    expect.objectContaining({ ...found, details: { person: '20******16' } }),
  ]);
  const exported = await entries({ action: 'orders.export' });
  expect(exported.map(({ details }: { details: object }) => details)).toEqual([
    { person: '张**' },
    { person: '20******16' },
  ]);
});

const STUDENT = { schoolId: '10086', userNo: '20140548' };
const lookUps = async (client: ConsoleClient, text: string, more: object = {}) => {
  const { status, body } = await client.call('POST /audit/look-ups', { schoolId: '10086', text, ...more });
  return status === 200 ? body.rows.map(({ action }: { action: string }) => action) : status;
};

test('who looked a person up is one search: by number however typed, name, uid, through orders, with the roster', async () => {
  const auditor = await invited(gateway, admin, {
    account: 'look.up.auditor',
    role: 'auditor',
    schoolIds: ['10086'],
  });
  const { orderId } = await gateway.partner.order({
    user_no: STUDENT.userNo,
    user_name: '赵敏',
  });
  const [{ openId, userName }] = (
    await admin.call('POST /directory/find', { schoolId: '10086', by: 'user_no', text: ' ２０１４0548 ' })
  ).body.people;
  await admin.call('POST /directory/find', { schoolId: '10086', by: 'user_name', text: userName });
  // in all schools at once
  await admin.call('POST /orders/find', { person: STUDENT.userNo });
  await admin.call('POST /orders/find/export', { person: STUDENT.userNo, form: 'csv' });
  await admin.call('GET /orders/:orderId', { orderId });
  await admin.call('POST /directory/freeze', { ...STUDENT, reason: '核对' });
  await admin.call('POST /directory/unfreeze', { ...STUDENT, reason: '核对' });
  await admin.call('POST /personal-data/preview', { schoolId: '10086', by: 'user_no', text: '20140548' });
  await admin.call('GET /directory/roster', { schoolId: '10086', reason: '核对' });
  // of somebody else
  await admin.call('POST /directory/find', { schoolId: '10086', by: 'user_no', text: '20140549' });
  const all = [
    'roster.export',
    'person.preview',
    'person.unfreeze',
    'person.freeze',
    'order.read',
    'orders.export',
    'order.find',
    'person.find',
    'person.find',
  ];
  expect(await lookUps(auditor, STUDENT.userNo)).toEqual(all);
  // the search is a look-up itself
  expect(await lookUps(admin, ` ${openId} `)).toEqual(['audit.find_person', ...all]);
  expect(await lookUps(admin, '20149999')).toEqual(['roster.export']);
  expect(await lookUps(admin, STUDENT.userNo, { from: '2020-01-01', to: '2020-01-02' })).toEqual([]);
  const { body } = await auditor.call('POST /audit/look-ups', { schoolId: '10086', text: STUDENT.userNo });
  expect(JSON.stringify(body)).not.toMatch(/20140548|people/);
  expect(body.rows[0]).toMatchObject({ operatorName: '管理员' });
  const file = await auditor.call('POST /audit/look-ups/export', {
    ...{ schoolId: '10086', text: STUDENT.userNo },
    form: 'csv',
  });
  expect(file.body).toMatch(/管理员,查看订单 \d+,/);
  const [kept] = await db().query<{ all: string }>({
    text: `select string_agg(audit_entries::text, ' ') as all from audit_entries`,
  });
  expect(kept?.all).not.toContain(STUDENT.userNo);
});

test('look-ups from before there were hashes are found by the open_id, and those without it are said not to be found', async () => {
  const { clock, vault } = gateway.app.core;
  const [{ openId }] = (
    await admin.call('POST /directory/find', { schoolId: '10086', by: 'user_no', text: '20180911001' })
  ).body.people;
  const before = { at: clock.now(), operator: 'admin', address: undefined, schoolId: '10086' };
  const old = [
    { action: 'person.find', subject: undefined, details: { by: 'user_no', found: [openId] } },
    { action: 'person.freeze', subject: openId, details: {} },
  ];
  for (const entry of old)
    await db().transaction((tx) => recordEntry(tx, vault, { ...before, ...entry, outcome: 'done' }));
  const found = await lookUps(admin, '20180911001');
  expect(found.slice(0, 2)).toEqual(['person.freeze', 'person.find']);
  expect((await admin.call('GET /audit/about')).body.unnamedUntil).toBeUndefined();
  await db().transaction((tx) =>
    recordEntry(tx, vault, {
      ...{ ...before, action: 'order.find', subject: undefined, outcome: 'done' },
      details: { person: '20*******01' },
    }),
  );
  const { body } = await admin.call('GET /audit/about');
  expect(body.unnamedUntil).toBe(before.at.toISOString());
  expect(body.operators).toContainEqual({ account: 'admin', name: '管理员' });
  expect(await verifyChain(gateway.app.core)).toMatchObject({ state: 'whole' });
});

test('actions of an operator of all schools on an order or a refund are shown to the school’s auditor', async () => {
  const auditor = await invited(gateway, admin, {
    account: 'school.auditor',
    role: 'auditor',
    schoolIds: ['10086'],
  });
  const { orderId, outTradeNo } = await gateway.partner.order({ total_fee: 500 });
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification to arrive' });
  await admin.call('GET /orders/:orderId', { orderId });
  await admin.call('POST /orders/:orderId/refund', {
    orderId,
    refundAmount: 500,
    reason: '退宿',
    idempotencyKey: 'b'.repeat(32),
  });
  const [{ refundApplicationId }] = (await admin.call('GET /refund-applications', { status: 'pending' })).body
    .rows;
  await admin.call('POST /refund-applications/:refundApplicationId/approve', {
    refundApplicationId,
    note: '可',
  });
  await admin.call('POST /orders/:orderId/cancel', { orderId, reason: '重复' });
  const { rows } = (await auditor.call('GET /audit', { operator: 'admin' })).body;
  const told = rows.map(({ action, outcome }: Record<string, string>) => `${action} ${outcome}`);
  expect(told.slice(0, 4)).toEqual([
    'order.cancel refused',
    'refund.approve refused',
    'refund.request done',
    'order.read done',
  ]);
});

test('visitors cannot make the log grow: signing out without a session is not recorded, guesses only until the lock', async () => {
  const count = async () => {
    const [told] = await db().query<{ entries: number }>({
      text: 'select count(*)::int as entries from audit_entries',
    });
    return told?.entries ?? 0;
  };
  const stranger = visitor(gateway);
  const repeatedly = async (key: string, params?: object) => {
    const before = await count();
    let last: ConsoleReply | undefined;
    for (let time = 0; time < 40; time += 1) last = await stranger.call(key, params);
    return { told: (await count()) - before, status: last?.status };
  };
  expect(await repeatedly('POST /sign-out')).toEqual({ told: 0, status: 200 });
  const links = await repeatedly('POST /links/use', { token: 'made up', password: PASSWORD });
  // a wrong password was counted before
  expect(links).toEqual({ told: 29, status: 429 });
  expect(await repeatedly('POST /sign-in/passkey', { response: {} })).toEqual({ told: 0, status: 429 });
  gateway.clock.advance(MINUTE_MS);
  // each further one locks for longer
  expect(await repeatedly('POST /sign-in/passkey', { response: {} })).toEqual({ told: 1, status: 429 });

  // what is right is let in all the same, and signing out of a session is told
  const helper = await invited(gateway, admin, { account: 'leaver', role: 'support' });
  await helper.call('POST /sign-out');
  expect(await entries({ action: 'session.sign_out' })).toEqual([
    expect.objectContaining({ operator: 'leaver', outcome: 'done' }),
  ]);
});

test('no secret is in the audit log', async () => {
  const [told] = await db().query<{ all: string }>({
    text: `select string_agg(audit_entries::text, ' ') as all from audit_entries`,
  });
  expect(told?.all).not.toContain(PASSWORD);
  expect(told?.all).toContain('operator.invite');
});

test('many entries at once are one chain; what is changed or taken out of it shows', async () => {
  await Promise.all(Array.from({ length: 12 }, () => admin.call('POST /audit/verify')));
  const whole = await verifyChain(gateway.app.core);
  expect(whole).toMatchObject({ state: 'whole', entries: expect.any(Number) });

  await expect(db().query({ text: `update audit_entries set operator = 'x'` })).rejects.toThrow(
    'append only',
  );
  const tampered = async (text: string) => {
    let found: unknown;
    await db()
      .transaction(async (tx) => {
        await tx.query({ text: 'alter table audit_entries disable trigger audit_entries_append_only' });
        await tx.query({ text });
        found = await verifyChain({ ...gateway.app.core, db: { ...db(), query: tx.query } });
        throw new Error('as it was');
      })
      .catch(() => undefined);
    return found;
  };
  const broken = (entryNo: string) => ({ state: 'broken', entryNo });
  expect(await tampered(`update audit_entries set operator = 'x' where entry_no = 3`)).toEqual(broken('3'));
  expect(await tampered(`update audit_entries set details = '{"role": "x"}' where entry_no = 4`)).toEqual(
    broken('4'),
  );
  expect(await tampered('delete from audit_entries where entry_no = 2')).toEqual(broken('2'));
  expect(await verifyChain(gateway.app.core)).toEqual(whole);
});

test('the log is exported as a file, and the export is recorded', async () => {
  const file = await admin.call('GET /audit/export', { form: 'csv', action: 'operator.' });
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(decodeURIComponent(file.headers.get('content-disposition') ?? '')).toMatch(
    /^attachment; filename\*=UTF-8''审计日志 \d{4}-\d{2}-\d{2}\.csv$/,
  );
  expect(file.body).toContain('operator.invite');
  expect(await entries({ action: 'audit.export' })).toHaveLength(1);
});

test('a search by an action finds entries under its former and its current name, each once', async () => {
  const { core } = gateway.app;
  for (const action of ['refund.see_to', 'refund.dismiss', 'refund_requests.export']) {
    await core.db.transaction((tx) =>
      recordEntry(tx, core.vault, {
        at: core.clock.now(),
        operator: 'renamer',
        address: undefined,
        action,
        subject: undefined,
        schoolId: undefined,
        outcome: 'done',
        details: {},
      }),
    );
  }
  const found = async (action: string) =>
    (await entries({ operator: 'renamer', action })).map((row: { action: string }) => row.action);
  const dismissed = ['refund.dismiss', 'refund.see_to'];
  expect(await found('refund.dismiss')).toEqual(dismissed);
  expect(await found('refund.see_to')).toEqual(dismissed);
  expect(await found('refund.')).toEqual(dismissed);
  expect(await found('refund_applications.export')).toEqual(['refund_requests.export']);
  expect(await found('refund.approve')).toEqual([]);
  const file = await admin.call('GET /audit/export', {
    form: 'csv',
    operator: 'renamer',
    action: 'refund.dismiss',
  });
  expect(file.body.match(/renamer,办结/g)).toHaveLength(2);
});

test('the list is paged, each entry once', async () => {
  for (let entry = 0; entry < 11; entry += 1) await admin.call('POST /audit/verify');
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const { body } = await admin.call('GET /audit', { limit: '5', ...(after ? { after } : {}) });
    seen.push(...body.rows.map((row: { entryNo: string }) => row.entryNo));
    after = body.next;
  } while (after);
  expect(seen.length).toBeGreaterThan(10);
  expect(new Set(seen).size).toBe(seen.length);
});
