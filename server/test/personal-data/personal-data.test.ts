import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { invoiceTermsContext } from '../../src/orders/order-row.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
  PASSWORD,
  signedIn,
} from '../helpers/console/console.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import {
  dump,
  importPeople,
  NEIGHBOUR,
  OTHER_SCHOOL,
  SCHOOL,
  SHE,
  seedPeople,
  sheetsOf,
} from '../helpers/personal-data/personal-data.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** One after the other, about the same two people: what is held, a file of it, what stands in the way, erasure. */
let gateway: Gateway;
let admin: ConsoleClient;
let system: ConsoleClient;
let security: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
  system = await invited(gateway, admin, { account: 'system', role: 'system_administrator' });
  security = await invited(gateway, admin, { account: 'security', role: 'security_administrator' });
  await seedPeople(gateway, admin);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const HERS = { schoolId: SCHOOL, by: 'user_no', text: SHE.userNo } as const;
const BY_UID = { schoolId: SCHOOL, by: 'uid', text: SHE.uid } as const;
const CANARIES = [SHE.userNo, SHE.userName, SHE.phone, SHE.uid, SHE.buyer, SHE.email];
const NEIGHBOURS = [NEIGHBOUR.userNo, NEIGHBOUR.userName, NEIGHBOUR.phone, NEIGHBOUR.uid, NEIGHBOUR.email];
const REASON = `${SHE.userName}本人（${SHE.userNo}）书面申请`;

async function proved(client: ConsoleClient): Promise<ConsoleClient> {
  await client.call('POST /account/prove', { kind: 'password', text: PASSWORD });
  return client;
}

const preview = async (input: object) => (await admin.call('POST /personal-data/preview', input)).body;
const countsOf = (rows: readonly { kind: string; count: number }[]) =>
  Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));

test('the data held is listed by kind and masked, and the look-up is recorded', async () => {
  const { held, ...rest } = await preview(HERS);
  expect(countsOf(held)).toMatchObject({
    person: 1,
    proofs: 2,
    bindings: 1,
    card_links: 1,
    bind_attempts: 1,
    orders: 4,
    payments: 3,
    refund_requests: 1,
    failed_invoices: 1,
    invoices: 1,
    notifications: 3,
    callbacks: 3,
    bill_rows: 1,
    consents: 1,
  });
  expect(rest).toMatchObject({ userNo: '20*******01', userName: '金***', uids: 1, requests: [] });
  expect(rest.open).toEqual({ orders: 0, refunds: 0, invoices: 0, notifications: 0, differences: 0 });
  expect(countsOf((await preview(BY_UID)).held)).toMatchObject({ person: 1, orders: 4 });
  expect(JSON.stringify([held, rest])).not.toMatch(new RegExp(CANARIES.join('|')));
  const log = await admin.call('GET /audit', { action: 'person.preview' });
  expect(log.body.rows[0]).toMatchObject({ operator: 'admin', schoolId: SCHOOL });
  expect(JSON.stringify(log.body.rows)).not.toMatch(new RegExp(CANARIES.join('|')));
});

test('nobody there, a stranger’s number in another school and an unknown uid have nothing', async () => {
  for (const input of [
    { ...HERS, text: '99999999' },
    { ...BY_UID, text: 'oNobody' },
    { ...BY_UID, schoolId: OTHER_SCHOOL },
  ]) {
    expect((await preview(input)).held).toEqual([]);
    const answer = await (await proved(admin)).call('POST /personal-data/exports', { ...input, reason: 'x' });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'person_data_not_found']);
  }
  expect(countsOf((await preview({ ...HERS, schoolId: OTHER_SCHOOL })).held)).toMatchObject({
    person: 1,
    orders: 1,
  });
});

test('the file has each kind of hers in full, and nothing of the neighbour or of another school', async () => {
  const asked = await (await proved(admin)).call('POST /personal-data/exports', { ...HERS, reason: REASON });
  expect(asked.status).toBe(200);
  const { requestId } = asked.body;
  const theirs = await (await proved(system)).call('GET /personal-data/requests/:requestId/file', {
    requestId,
  });
  expect(theirs.body.error.code).toBe('data_request_not_found');
  const sheets = await sheetsOf(gateway, admin, requestId);
  expect([...sheets.keys()]).toEqual([
    '人员名册',
    '绑定的支付账号',
    '校园卡跳转地址',
    '绑定尝试记录',
    '订单',
    '支付',
    '退款申请',
    '支付通知',
    '票据',
    '渠道回调',
    '渠道账单明细',
    '同意记录',
    '查阅记录',
    '审计日志',
    '个人信息请求',
  ]);
  const all = [...sheets.values()].join('\n');
  for (const canary of CANARIES) expect(all).toContain(canary);
  expect(sheets.get('支付')).toContain(SHE.uid);
  expect(sheets.get('渠道账单明细')).toContain(`bill-of-${SHE.userNo}`);
  // the order that she paid for somebody else is told, and for whom it was only by what the partner called it
  const foreign = [...NEIGHBOURS, NEIGHBOUR.buyer, '别处'].filter((mark) => all.includes(mark));
  expect(foreign).toEqual([NEIGHBOUR.userNo, NEIGHBOUR.userName]);
  expect(sheets.get('订单')?.match(new RegExp(NEIGHBOUR.userName, 'g'))?.length).toBe(1);
  await waitFor(
    async () => {
      const { body } = await admin.call('GET /personal-data/requests/:requestId', { requestId });
      return body.status === 'done';
    },
    { what: 'the request to be done' },
  );
  const again = await (await proved(admin)).call('GET /personal-data/requests/:requestId/file', {
    requestId,
  });
  expect(again.body.error.code).toBe('data_request_not_found');
});

test('what is not over yet stands in the way, in a sentence, and nothing is changed', async () => {
  const order = await gateway.partner.order({ user_no: SHE.userNo });
  // that of the order is written a second later otherwise
  await gateway.app.core.requests.flush();
  const before = await dump(gateway, 'audit_entries', 'operator_sessions', 'sign_in_failures');
  const answer = await (await proved(admin)).call('POST /personal-data/erasures', {
    ...HERS,
    reason: REASON,
  });
  expect([answer.status, answer.body.error.code]).toEqual([409, 'person_data_open']);
  expect(answer.body.error.message).toBe('还不能删除：1 笔订单未支付或支付中；请待其了结后再删除');
  expect(await dump(gateway, 'audit_entries', 'operator_sessions', 'sign_in_failures')).toBe(before);
  await gateway.partner.call('order_cancel', { out_trade_no: order.outTradeNo });
});

test('a system administrator only asks; the second person sees what goes and stays, and nobody’s name', async () => {
  const asked = await (await proved(system)).call('POST /personal-data/erasures', {
    ...HERS,
    reason: REASON,
  });
  expect(asked.status).toBe(200);
  const { changeRequestId } = asked.body;
  expect(countsOf((await preview(HERS)).held)).toMatchObject({ person: 1, orders: 5 });
  const seen = await security.call('GET /changes/:changeRequestId', { changeRequestId });
  expect(seen.body).toMatchObject({ kind: 'person.erase', mayDecide: true, isOutdated: false });
  expect(seen.body.lines).toEqual(
    expect.arrayContaining([
      { field: 'person', before: '20*******01', after: null },
      { field: 'held.orders', before: '5', after: '<anonymised>' },
      { field: 'held.invoices', before: '1', after: '<kept>' },
    ]),
  );
  expect(JSON.stringify(seen.body)).not.toMatch(new RegExp(CANARIES.join('|')));
  const waiting = await (await proved(admin)).call('POST /personal-data/exports', { ...HERS, reason: 'x' });
  const decided = await (await proved(security)).call('POST /changes/:changeRequestId/approve', {
    changeRequestId,
    reason: `同意删除${SHE.userName} ${SHE.userNo}`,
  });
  expect(decided.status).toBe(200);
  const log = await admin.call('GET /audit', { action: 'change.approve' });
  expect(log.body.rows[0].details.reason).toBe('同意删除金*** 20*******01');
  const file = await admin.call('GET /personal-data/requests/:requestId', waiting.body);
  expect(file.body.status).toBe('expired');
  const { body } = await admin.call('GET /personal-data/requests', { kind: 'erasure' });
  expect(body.rows).toMatchObject([{ person: '20*******01', askedBy: 'system' }]);
});

test('after erasure the database names her only in the kinds that are kept and listed', async () => {
  const receipt = async () =>
    (await admin.call('GET /personal-data/requests', { kind: 'erasure' })).body.rows[0];
  await waitFor(async () => (await receipt()).status === 'done', { what: 'the erasure to be done' });
  const { counts, reason } = await receipt();
  expect(reason).toBe('金***本人（20*******01）书面申请');
  const tallies = Object.fromEntries(
    counts.map(({ kind, found, erased }: Record<string, unknown>) => [kind, [found, erased]]),
  );
  expect(tallies).toMatchObject({
    person: [1, 1],
    proofs: [2, 2],
    bindings: [1, 1],
    card_links: [1, 1],
    bind_attempts: [1, 1],
    orders: [5, 5],
    payments: [3, 3],
    refund_requests: [1, 1],
    failed_invoices: [1, 1],
    invoices: [1, 0],
    callbacks: [3, 0],
    bill_rows: [1, 0],
  });
  // the number lives on in another school alone, where it is sealed
  const text = await dump(gateway, 'bill_rows');
  expect(CANARIES.filter((canary) => text.includes(canary))).toEqual([]);
  const { db } = gateway.app.core;
  const [left] = await db.query({
    text: `select (select count(*)::int from orders where payer_sealed is not null and app_id = 'partner1'
                      and user_no_index is not null) as named,
                  (select count(*)::int from person_accesses a where action = 'erase' and not exists (
                     select from people p where p.open_id = a.open_id)) as told`,
  });
  // the neighbour's own three: two for her and the one that she who is gone has paid
  expect(left).toEqual({ named: 3, told: 1 });
  // what a dump cannot tell, as it is sealed
  const buyers = await db.query<{ order_id: string; terms_sealed: Buffer }>({
    text: `select order_id, i.terms_sealed from invoices i join orders o using (app_id, order_id)
            where i.status = 'failed' and o.payer_sealed is null`,
  });
  const { vault } = gateway.app.core;
  expect(buyers.map((row) => vault.open(invoiceTermsContext(row.order_id), row.terms_sealed))).toEqual([
    { payer_type: 1, payer_name: '（已删除）', phone: '' },
  ]);
  await expectBooksAgree(gateway);
  expect(await verifyChain(gateway.app.core)).toMatchObject({ state: 'whole' });
});

test('the data of the neighbour and of the other school is unchanged, and a resent notification too', async () => {
  const { held } = await preview({ ...HERS, text: NEIGHBOUR.userNo });
  expect(countsOf(held)).toMatchObject({ person: 1, bindings: 1, card_links: 1, orders: 4, payments: 3 });
  expect(countsOf((await preview({ ...HERS, schoolId: OTHER_SCHOOL })).held)).toMatchObject({
    person: 1,
    orders: 1,
  });
  const { db } = gateway.app.core;
  const [erased] = await db.query<{ order_id: string; out_trade_no: string }>({
    text: `select order_id, out_trade_no from orders where status = 'paid' and body like '%住宿费' and payer_sealed is null limit 1`,
  });
  const received = gateway.endpoint.receivedFor(erased?.out_trade_no ?? '').length;
  const resend = await admin.call('POST /orders/:orderId/resend', {
    orderId: erased?.order_id,
  });
  expect(resend.status).toBe(200);
  await waitFor(async () => gateway.endpoint.receivedFor(erased?.out_trade_no ?? '').length > received, {
    what: 'the second notification to arrive',
  });
  const timeline = await admin.call('GET /orders/:orderId', { orderId: erased?.order_id });
  expect([timeline.status, timeline.body.order.totalAmount]).toEqual([200, 1000]);
  // a repeated order is answered by its state, although what named her is erased
  const repeated = await gateway.partner.call('order_create', {
    out_trade_no: erased?.out_trade_no,
    notify_url: gateway.endpoint.url,
    body: `${SHE.userName}（${SHE.userNo}）的住宿费`,
    total_fee: '1000',
    pay_type: 1,
    openid: SHE.uid,
  });
  expect(repeated).toMatchObject({ code: -1, message: '订单已支付' });
});

test('erasing again finds nothing by her number; nor by her uid', async () => {
  const again = await (await proved(admin)).call('POST /personal-data/erasures', { ...HERS, reason: 'x' });
  expect(again.body.error.code).toBe('person_data_not_found');
  const { held } = await preview(BY_UID);
  expect(held.map(({ kind }: { kind: string }) => kind)).toEqual(['consents']);
  const { requests, ...nothing } = await preview(HERS);
  expect(nothing.held).toEqual([]);
  expect(requests).toMatchObject([
    { kind: 'export', status: 'expired' },
    { kind: 'erasure', status: 'done' },
    { kind: 'export', status: 'done' },
  ]);
});

test('a roster brings her back as somebody new', async () => {
  await importPeople(admin, SCHOOL, [SHE]);
  expect(countsOf((await preview(HERS)).held)).toMatchObject({ person: 1, proofs: 2 });
  expect(countsOf((await preview(HERS)).held)).not.toHaveProperty('orders');
});

test('a file that nobody fetches is gone after an hour, and with it whom it was about', async () => {
  const asked = await (await proved(admin)).call('POST /personal-data/exports', { ...HERS, reason: REASON });
  const { requestId } = asked.body;
  await gateway.advance(HOUR_MS);
  admin = await signedIn(gateway);
  const look = () => admin.call('GET /personal-data/requests/:requestId', { requestId });
  await waitFor(async () => (await look()).body.status === 'expired', { what: 'the file to be gone' });
  const [row] = await gateway.app.core.db.query({
    text: 'select subject_sealed from personal_data_requests where request_id = $1',
    values: [requestId],
  });
  expect(row).toEqual({ subject_sealed: null });
});

test('a number typed in other letters is the same person’s, in the directory as in the orders', async () => {
  await importPeople(admin, SCHOOL, [{ ...SHE, userNo: 'AB20317', userName: '大小写人' }]);
  const order = await gateway.partner.order({
    user_no: 'Ab20317',
    user_name: '大小写',
    body: 'AB20317 大小写人',
  });
  await gateway.partner.call('order_cancel', { out_trade_no: order.outTradeNo });
  const input = { ...HERS, text: 'ab20317' };
  expect(countsOf((await preview(input)).held)).toMatchObject({ person: 1, orders: 1 });
  const asked = await (await proved(admin)).call('POST /personal-data/erasures', { ...input, reason: 'x' });
  expect(asked.status).toBe(200);
  await waitFor(
    async () =>
      (await admin.call('GET /personal-data/requests/:requestId', asked.body)).body.status === 'done',
    { what: 'the erasure to be done' },
  );
  expect((await preview({ ...HERS, text: 'AB20317' })).held).toEqual([]);
  const timeline = await admin.call('GET /orders/:orderId', { orderId: order.orderId });
  expect(timeline.body.order.body).toBe('AB***17 大***');
});
