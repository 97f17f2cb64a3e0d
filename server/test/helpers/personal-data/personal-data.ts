import readWorkbook from 'read-excel-file/node';
import { NO_RULES } from '../../../src/apps/app-rules.ts';
import { insertApp } from '../../../src/apps/app-store.ts';
import { countAttempt } from '../../../src/directory/attempt-store.ts';
import { saveFetchedLink } from '../../../src/directory/card-store.ts';
import { foldNumber } from '../../../src/directory/person.ts';
import { findPeopleByNumber, uidIndex } from '../../../src/directory/person-store.ts';
import { invoiceTermsContext } from '../../../src/orders/order-row.ts';
import { TEST_APP } from '../../../src/sandbox/seed.ts';
import type { ConsoleClient } from '../console/console.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { invoicesOf } from '../partner/invoices.ts';
import { partnerOf } from '../partner/partner.ts';
import { waitFor } from '../wait-for.ts';

export const SCHOOL = '10086';
export const OTHER_SCHOOL = 'elsewhere';

/** Invented people whose every value is found wherever it stands. */
export const SHE = {
  userNo: '20317770001',
  userName: '金丝雀儿',
  phone: '13711110001',
  idTail: '10007X',
  uid: 'oCanaryHerself00000000000000',
  buyer: '金丝雀抬头',
  email: 'canary-herself@example.com',
};
export const NEIGHBOUR = {
  userNo: '20317770002',
  userName: '隔壁阿福',
  phone: '13711110002',
  idTail: '100085',
  uid: 'oNeighbour000000000000000000',
  buyer: '隔壁抬头',
  email: 'neighbour@example.com',
};
type Invented = typeof SHE;

/** Puts people into a school's directory by its roster. */
export async function importPeople(
  admin: ConsoleClient,
  schoolId: string,
  people: readonly Invented[],
): Promise<void> {
  const lines = people.map((one) => [one.userNo, one.userName, one.phone, one.idTail].join(','));
  const content = Buffer.from(['学号,姓名,手机号,证件号', ...lines].join('\n')).toString('base64');
  const input = { schoolId, content, isPreview: false, identityType: 1 };
  const { body } = await admin.call('POST /directory/roster', input);
  if (!String(body).includes(`"created":${people.length}`)) throw new Error(String(body));
}

/** What both people have of each kind, in the sandbox's school; and a namesake of hers with her number elsewhere. */
export async function seedPeople(gateway: Gateway, admin: ConsoleClient): Promise<void> {
  const { core } = gateway.app;
  await importPeople(admin, SCHOOL, [SHE, NEIGHBOUR]);
  for (const one of [SHE, NEIGHBOUR]) await seedOne(gateway, admin, one);
  // she pays for her neighbour
  await paidFor(gateway, NEIGHBOUR, SHE.uid);
  await admin.call('POST /schools', { newSchoolId: OTHER_SCHOOL, name: '别处学校' });
  await importPeople(admin, OTHER_SCHOOL, [{ ...SHE, userName: '别处同号' }]);
  const elsewhere = {
    ...TEST_APP,
    appId: 'elsewhere-app',
    schoolId: OTHER_SCHOOL,
    name: '别处',
    rules: NO_RULES,
  };
  await insertApp(core.db, core.vault, elsewhere, core.clock.now());
  const partner = partnerOf(gateway.url, gateway.endpoint.url, { ...TEST_APP, appId: 'elsewhere-app' });
  await partner.order({ user_no: SHE.userNo, user_name: '别处同号', body: '别处的订单' });
}

async function seedOne(gateway: Gateway, admin: ConsoleClient, one: Invented): Promise<void> {
  const { db, vault, clock } = gateway.app.core;
  const { userNo, uid } = one;
  await admin.call('POST /directory/bind', { schoolId: SCHOOL, userNo, channel: 'wechat', uid });
  const [person] = await findPeopleByNumber(db, vault, SCHOOL, [foldNumber(userNo)]);
  const openId = person?.openId ?? '';
  await saveFetchedLink(db, vault, { schoolId: SCHOOL, openId }, `https://card/${userNo}`, clock.now());
  await db.query({
    text: `insert into consents (school_id, kind, event, uid_index, actor_kind, at)
           values ($1, 'binding', 'withdrawn', $2, 'operator', $3)`,
    values: [SCHOOL, uidIndex(vault, SCHOOL, uid), clock.now()],
  });
  const attempt = { schoolId: SCHOOL, uid, userNo };
  await countAttempt(db, vault, attempt, { now: clock.now(), since: new Date(0) });
  await gateway.partner.call('user_identity', { uid });
  await paidFor(gateway, one, uid, {
    piaoju: { payer_type: 1, payer_name: one.buyer, phone: one.phone, payer_email: one.email },
  });
  await closedWithFailedInvoice(gateway, one);
  await nobodysOrder(gateway, one);
  await seedBillRow(gateway, one);
}

/** Pays an order with a uid in its mini-program and gives a part of it back, with the invoice that is wanted. */
async function paidFor(
  gateway: Gateway,
  { userNo, userName }: Invented,
  uid: string,
  more: { readonly piaoju?: object } = {},
): Promise<void> {
  const invoices = invoicesOf(gateway);
  const { outTradeNo, spData } = await ordered(gateway, {
    user_no: userNo,
    user_name: userName,
    body: `${userName}（${userNo}）的住宿费`,
    total_fee: '1000',
    return_url: `http://127.0.0.1/back?no=${userNo}`,
    pay_type: 1,
    openid: uid,
    ...more,
  });
  await gateway.wechat.pay({ prepay_id: String(spData.package).replace('prepay_id=', '') });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification' });
  if (more.piaoju) await invoices.reached(outTradeNo, '2');
}

/** An order of which its partner says nothing but what it is for, and an operator's words about it. */
async function nobodysOrder(gateway: Gateway, { uid, userNo, userName }: Invented): Promise<void> {
  const { spData, orderId, outTradeNo } = await ordered(gateway, {
    total_fee: '500',
    body: `报名费 ${userNo}`,
    pay_type: 1,
    openid: uid,
  });
  await gateway.wechat.pay({ prepay_id: String(spData.package).replace('prepay_id=', '') });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification' });
  await gateway.app.core.db.query({
    text: `insert into refund_applications (app_id, refund_application_id, order_id, payment_no, refund_amount, reason, needs_approval,
                                        requested_by, requested_at, status, decided_by, decided_at, note)
           select app_id, order_id, order_id, payment_no, 1, $2, true, 'a', paid_at, 'rejected', 'b', paid_at, $2
             from orders where order_id = $1`,
    values: [orderId, `${userName} ${userNo} 要求退费`],
  });
}

async function ordered(gateway: Gateway, terms: object) {
  const out = `canary-${crypto.randomUUID().slice(0, 12)}`;
  const { content, code, message } = await gateway.partner.call('order_create', {
    out_trade_no: out,
    notify_url: gateway.endpoint.url,
    ...terms,
  });
  if (code !== 0) throw new Error(message);
  return {
    outTradeNo: out,
    spData: content.sp_data as Record<string, string>,
    orderId: String(content.order_id),
  };
}

async function closedWithFailedInvoice(gateway: Gateway, one: Invented): Promise<void> {
  const { db, vault, clock } = gateway.app.core;
  const piaoju = { payer_type: 1, payer_name: one.buyer, phone: one.phone, payer_email: one.email };
  const order = await gateway.partner.order({ user_no: one.userNo, user_name: one.userName, piaoju });
  await gateway.partner.call('order_cancel', { out_trade_no: order.outTradeNo });
  await db.query({
    text: `insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code,
                                 created_at, failure, failed_at)
           values ('partner1', $1, $1, 'partner', 'failed', $2, $3, $3, $4, $5, $4)`,
    values: [
      order.orderId,
      vault.seal(invoiceTermsContext(order.orderId), piaoju),
      `code-${order.orderId}`,
      clock.now(),
      `${one.buyer}：抬头有误`,
    ],
  });
}

/** A line of a bill about somebody's payment, the last that was made. */
async function seedBillRow({ app }: Gateway, { userNo }: Invented): Promise<void> {
  const { db, clock } = app.core;
  const day = ['10086', 'sandbox-wechat', '2026-01-02'];
  await db.query({
    text: `insert into bill_days (school_id, channel_account_id, bill_date, created_at, due_at)
           values ($1, $2, $3, $4, $4::timestamptz + interval '1 year') on conflict do nothing`,
    values: [...day, clock.now()],
  });
  await db.query({
    text: `insert into bills (school_id, channel_account_id, bill_date, fetched_at, is_proven, row_count, paid_amount,
                              refunded_amount, commission)
           values ($1, $2, $3, $4, true, 2, 200, 0, 0) on conflict do nothing`,
    values: [...day, clock.now()],
  });
  await db.query({
    text: `insert into bill_rows (school_id, channel_account_id, bill_date, row_no, kind, payment_no, transaction_id,
                                  refund_no, channel_refund_id, amount, currency, commission, status, happened_at, is_foreign,
                                  our_payment_no)
           values ($1, $2, $3, $4, 'payment', 'x', $5, '', '', 500, 'CNY', 0, 'succeeded', $6, true,
                   (select max(payment_no) from payments))`,
    values: [...day, userNo.endsWith('1') ? 1 : 2, `bill-of-${userNo}`, clock.now()],
  });
}

/** Every row of every table as text: what somebody reads who has the database and no key. */
export async function dump(gateway: Gateway, ...without: string[]): Promise<string> {
  const { db } = gateway.app.core;
  const tables = await db.query<{ name: string }>({
    text: `select format('%I', relname) as name from pg_class
            where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all ($1)`,
    values: [without],
  });
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await db.query<{ row: string }>({
      text: `select '${name}' || t::text as row from ${name} t`,
    });
    texts.push(...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}

/** A file fetched from the console, as its sheets: names, and each cell as text. */
export async function sheetsOf(
  gateway: Gateway,
  client: ConsoleClient,
  requestId: string,
): Promise<Map<string, string>> {
  const answer = await fetch(`${gateway.url}/console-api/personal-data/requests/${requestId}/file`, {
    headers: { 'x-console': '1', cookie: client.cookies() },
  });
  if (answer.status !== 200) throw new Error(await answer.text());
  const book = await readWorkbook(Buffer.from(await answer.arrayBuffer()));
  return new Map(book.map(({ sheet, data }) => [sheet, JSON.stringify(data)]));
}
