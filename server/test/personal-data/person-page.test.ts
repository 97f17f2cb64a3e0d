import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, plusMs } from '../../src/lib/clock.ts';
import { userNoBlindIndex } from '../../src/orders/payer-indexes.ts';
import { payerIndex, sealPayerUid } from '../../src/payers/payer-uid.ts';
import { type ConsoleClient, firstAdministrator, invited } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { NEIGHBOUR, OTHER_SCHOOL, SCHOOL, SHE, seedPeople } from '../helpers/personal-data/personal-data.ts';

let gateway: Gateway;
let admin: ConsoleClient;
let helper: ConsoleClient;
let one: { readonly schoolId: string; readonly openId: string };
let orderIds: string[];
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
  helper = await invited(gateway, admin, { account: 'helper', role: 'support' });
  await seedPeople(gateway, admin);
  const found = await admin.call('POST /directory/find', {
    schoolId: SCHOOL,
    by: 'user_no',
    text: SHE.userNo,
  });
  one = { schoolId: SCHOOL, openId: found.body.people[0].openId };
  orderIds = (await rowsOf('orders')).map(({ orderId }) => orderId);
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Row {
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly paymentNo: string;
  readonly totalAmount: number;
  readonly paidAmount: number;
  readonly status: string;
}

const rowsOf = async (part: string, query: object = {}): Promise<Row[]> =>
  (await helper.call(`POST /people/${part}`, { ...one, ...query })).body.rows;

const indexOf = (uid: string) => payerIndex(gateway.app.core.vault, 'partner1', uid);

test('the page says masked what a person owes, paid and was imported by', async () => {
  await gateway.partner.order({ user_no: SHE.userNo, user_name: SHE.userName, total_fee: '2500' });
  const { status, body } = await helper.call('POST /people/read', one);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    schoolName: '知校示范大学',
    userNo: '20*******01',
    userName: '金***',
    identityType: 1,
    frozen: false,
    bindings: [{ channel: 'wechat', uid: expect.stringMatching(/^oC\*+00$/) }],
    cardLinkAt: expect.any(String),
    lastImport: { at: expect.any(String), byName: '管理员' },
    sums: {
      owed: { count: 1, amount: 2500 },
      paid: { count: 2, amount: 1500 },
      refundedAmount: 0,
      refundingAmount: 0,
      paidForOthers: { count: 1, amount: 1000 },
    },
  });
  expect(JSON.stringify(body)).not.toMatch(new RegExp([SHE.userNo, SHE.userName, SHE.uid].join('|')));
});

test('it is shown in full when that is asked for, and both looks are found by the auditor', async () => {
  const { body } = await helper.call('POST /people/reveal', one);
  expect(body).toMatchObject({ userNo: SHE.userNo, userName: SHE.userName, bindings: [{ uid: SHE.uid }] });
  const looks = await admin.call('POST /audit/look-ups', {
    schoolId: SCHOOL,
    text: SHE.userNo,
    operator: 'helper',
  });
  expect(looks.body.rows.slice(0, 2)).toMatchObject([
    { action: 'person.reveal', subject: one.openId, schoolId: SCHOOL },
    { action: 'person.read', subject: one.openId, schoolId: SCHOOL },
  ]);
  const accesses = await gateway.app.core.db.query<{ count: number }>({
    text: `select count(*)::int as count from person_accesses where actor = 'helper' and action = 'find' and open_id = $1`,
    values: [one.openId],
  });
  expect(accesses[0]?.count).toBe(2);
});

test('orders, payments and receipts are the person’s own, page by page', async () => {
  expect(orderIds).toEqual(orderIds.toSorted().toReversed());
  const pages: Row[][] = [];
  let after: string | undefined;
  do {
    const { body } = await helper.call('POST /people/orders', {
      ...one,
      limit: 2,
      ...(after ? { after } : {}),
    });
    pages.push(body.rows);
    after = body.next;
  } while (after);
  expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  expect(
    pages
      .flat()
      .slice(1)
      .map(({ orderId }) => orderId),
  ).toEqual(orderIds);
  const payments = await rowsOf('payments');
  expect(payments.map(({ paidAmount }) => paidAmount).sort()).toEqual([1000, 1000, 500]);
  const [first, ...others] = payments;
  expect(await rowsOf('payments', { after: first?.paymentNo })).toEqual(others);
  const invoices = await rowsOf('invoices');
  expect(invoices.map(({ status }) => status).sort()).toEqual(['failed', 'issued']);
  expect(JSON.stringify(invoices)).not.toContain(NEIGHBOUR.userNo);
  expect(await rowsOf('refunds')).toEqual([]);
});

test('a refund stands on the page of whom the order is for', async () => {
  const order = (await rowsOf('orders')).find(
    ({ totalAmount, status }) => status === 'paid' && totalAmount === 500,
  );
  const { content } = await gateway.partner.call('order_refund', {
    out_trade_no: order?.outTradeNo,
    refund_fee: '200',
  });
  expect(content).toMatchObject({ out_trade_no: order?.outTradeNo });
  expect(await rowsOf('refunds')).toMatchObject([{ refundAmount: 200, orderId: order?.orderId }]);
});

test('of an order that somebody else paid, its refund is not on the page of who only tried to', async () => {
  const { db, clock, newId } = gateway.app.core;
  const [order] = await db.query<{ order_id: string; out_trade_no: string }>({
    text: `select o.order_id, o.out_trade_no from orders o join payments p using (app_id, order_id)
            where o.user_no_index = $1 and p.payer_uid_index = $2`,
    values: [userNoBlindIndex(gateway.app.core.vault, NEIGHBOUR.userNo), indexOf(NEIGHBOUR.uid)],
  });
  const { sealed, index } = sealPayerUid(
    gateway.app.core.vault,
    'payments.openid_sealed',
    { appId: 'partner1', no: order?.order_id ?? '' },
    SHE.uid,
  );
  await db.query({
    text: `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, openid_sealed, openid_index,
             total_amount, status, request_body_sealed, created_at, expires_at, closed_at)
           values ('partner1', $1, $2, 'wechat', 'jsapi', 'sandbox-wechat', $3, $4, 1000, 'closed', $3, $5, $5, $5)`,
    values: [newId(), order?.order_id, sealed, index, clock.now()],
  });
  const refund = { out_trade_no: order?.out_trade_no, refund_fee: '300' };
  expect((await gateway.partner.call('order_refund', refund)).code).toBe(0);
  expect((await rowsOf('refunds')).map(({ orderId }) => orderId)).not.toContain(order?.order_id);
});

test('an order that has ended and is not closed yet is no longer owed', async () => {
  const owed = async () => (await helper.call('POST /people/read', one)).body.sums.owed;
  const before = await owed();
  const { orderId } = await gateway.partner.order({ user_no: SHE.userNo, total_fee: '700' });
  expect(await owed()).toEqual({ count: before.count + 1, amount: before.amount + 700 });
  await gateway.app.core.db.query({
    text: `update orders set close_reason = 'cancelled', due_at = $2 where order_id = $1`,
    values: [orderId, plusMs(gateway.clock.now(), DAY_MS)],
  });
  expect(await owed()).toEqual(before);
});

test('nobody of another school is answered about', async () => {
  const answer = await helper.call('POST /people/read', { ...one, schoolId: OTHER_SCHOOL });
  expect(answer.body.error.code).toBe('person_not_found');
});

test('an import that changes nothing about a person is the last one all the same', async () => {
  const before = (await helper.call('POST /people/read', one)).body.lastImport;
  await gateway.advance(60_000);
  const content = Buffer.from(`学号,姓名\n${SHE.userNo},${SHE.userName}`).toString('base64');
  await admin.call('POST /directory/roster', {
    schoolId: SCHOOL,
    content,
    isPreview: false,
    identityType: 1,
  });
  const { lastImport } = (await helper.call('POST /people/read', one)).body;
  expect(Date.parse(lastImport.at)).toBeGreaterThan(Date.parse(before.at));
});
