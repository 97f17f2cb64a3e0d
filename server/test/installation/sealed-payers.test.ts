import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { createLog } from '../../src/lib/log.ts';
import { searchOrders } from '../../src/orders/search-orders.ts';
import { payerIndex } from '../../src/payers/payer-uid.ts';
import { markPaymentsSucceeded } from '../../src/payments/booking-store.ts';
import { findPaymentByNo, findPaymentRequestBody } from '../../src/payments/payment-store.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms } from '../helpers/partner/partner.ts';
import { createDatabaseBefore } from '../helpers/postgres/database-before.ts';
import type { TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

const APP = 'partner1';
/** Of whom has paid, of whom is about to pay, and of whom a line of a bill and an answer tell. */
const PAID_BY = 'oUnsealed00000000000000paid0';
const OPENID = 'oUnsealed00000000000000open0';
const LATE = 'oUnsealed00000000000000late0';
const BILLED = 'oUnsealed0000000000000bill00';
const ECHOED = 'oUnsealed0000000000000echo00';
const REQUEST = `{"description":"电费","payer":{"openid":"${OPENID}"}}`;
/** More than a batch. */
const OLD_PAYMENTS = 450;

let created: TestDatabase;
let gateway: Gateway;
let logged = '';
let terms: Record<string, unknown>;
const at = new Date();
const ids = { paid: '0', open: '0', native: '0' };

beforeAll(async () => {
  created = await createDatabaseBefore('sealed_payers');
  const owner = new pg.Client({ connectionString: created.url });
  await owner.connect();
  try {
    // what they are of is there once the server has started
    await owner.query('set session_replication_role = replica');
    await fillOldDatabase(owner);
  } finally {
    await owner.end();
  }
  await migrate(created.url);
  const log = createLog('info', {
    write: (line) => {
      logged += line;
    },
  });
  gateway = await startGateway({ databaseUrl: created.url, role: 'api', log });
  terms = orderTerms(gateway.endpoint.url, { out_trade_no: 'old-open', pay_type: 1, openid: OPENID });
  // its address is known only now
  await created.database.query({
    text: 'update orders set notify_url = $1',
    values: [gateway.endpoint.url],
  });
  await created.database.query({
    text: 'update notifications set endpoint = $1',
    values: [new URL(gateway.endpoint.url).origin],
  });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await created?.drop();
});

/** Rows as the release before wrote them: paid, being paid in a mini-program and by a code, and many that are over. */
async function fillOldDatabase(owner: pg.Client): Promise<void> {
  const first = BigInt(at.getTime()) * 1_000_000n;
  Object.assign(ids, { paid: String(first), open: String(first + 1n), native: String(first + 2n) });
  const later = new Date(at.getTime() + 3_000_000);
  const insertOrder = `
    insert into orders (app_id, order_id, out_trade_no, body, total_fee, pay_type, openid, notify_url, status,
                        created_at, expires_at, due_at, paid_at, payment_no)
    values ('${APP}', $1, $2, '宿舍电费', 100, $3, $4, 'http://127.0.0.1:9/notify', $5, $6, $7, $8, $9, $10)`;
  await owner.query(insertOrder, [ids.paid, 'old-paid', null, null, 'paid', at, later, null, at, ids.paid]);
  await owner.query(insertOrder, [ids.open, 'old-open', 1, OPENID, 'pending', at, later, later, null, null]);
  await owner.query(insertOrder, [
    ids.native,
    'old-native',
    null,
    null,
    'pending',
    at,
    later,
    later,
    null,
    null,
  ]);
  const insertPayment = `
    insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, openid, total_fee, status,
                          request, handle, handle_expires_at, created_at, expires_at, due_at, transaction_id, paid_fee,
                          paid_at, payer_uid, disposition)
    values ('${APP}', $1, $1, 'wechat', $2, 'sandbox-wechat', $3, 100, $4, $5, $6, $7, $8, $7, $9, $10, $11, $12, $13, $14)`;
  const bought = ['succeeded', '{}', null, later, at, null, 't-old', 100, at, PAID_BY, 'order'];
  await owner.query(insertPayment, [ids.paid, 'native', null, ...bought]);
  const prepaid = '{"kind":"prepay","prepayId":"old-prepay"}';
  const begun = ['pending', REQUEST, prepaid, later, at, later, null, null, null, null, null];
  await owner.query(insertPayment, [ids.open, 'mini_program', OPENID, ...begun]);
  const code = '{"kind":"qr","codeUrl":"weixin://old"}';
  const shown = ['pending', '{}', code, later, at, later, null, null, null, null, null];
  await owner.query(insertPayment, [ids.native, 'native', null, ...shown]);
  await owner.query(
    `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, openid, total_fee, status,
                           request, created_at, expires_at, closed_at)
     select '${APP}', $1::bigint + n, $1::bigint + n, 'wechat', 'jsapi', 'sandbox-wechat', 'oOver' || n || '${OPENID}', 100,
            'closed', '{"openid":"oOver' || n || '${OPENID}"}', $3, $3, $3 from generate_series(1, $2::int) n`,
    [String(first + 1000n), OLD_PAYMENTS, at],
  );
  await owner.query(
    `insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
     values ('${APP}', $1, '', $2, $3, $2)`,
    [ids.paid, at, later],
  );
  await owner.query(
    `insert into notification_attempts (app_id, notification_id, attempt, started_at, duration_ms, outcome, detail)
     values ('${APP}', 1, 1000, $1, 1, 'refused', 'no user ${ECHOED} here'), ('${APP}', 1, 1001, $1, 1, 'refused', 'fail')`,
    [at],
  );
  await owner.query(
    `insert into bill_rows (school_id, channel_account_id, bill_date, row_no, kind, payment_no, transaction_id, refund_no,
                            channel_refund_id, amount, currency, fee, status, happened_at, payer_uid, is_foreign)
     values ('10086', 'sandbox-wechat', '2026-08-29', 1, 'payment', '1', 't', '', '', 100, 'CNY', 0, 'succeeded', $1,
             '${BILLED}', false)`,
    [at],
  );
}

const db = () => gateway.app.core.db;
const unsealed = async () => {
  const rows = await db().query<{ payment_no: string }>({
    text: `select payment_no from payments where request_body is not null or openid is not null or payer_uid is not null`,
  });
  return rows.map((row) => row.payment_no);
};

async function found(person: string): Promise<string[]> {
  const { rows } = await searchOrders(gateway.app.core, 'all', { person }, { limit: 10 });
  return rows.map(({ outTradeNo }) => outTradeNo);
}

/** What must be the same before, while and after old rows are sealed. */
async function expectServed(): Promise<void> {
  expect(await found(PAID_BY)).toEqual(['old-paid']);
  expect(await found(OPENID)).toEqual(['old-open']);
  const again = await gateway.partner.call('order_create', terms);
  expect(again).toMatchObject({ code: 0, content: { order_id: ids.open } });
  expect(again.content.sp_data).toMatchObject({ package: 'prepay_id=old-prepay' });
  const other = await gateway.partner.call('order_create', { ...terms, openid: PAID_BY });
  expect(other).toMatchObject({ code: -2, message: expect.stringContaining('openid') });
  const { vault } = gateway.app.core;
  const request = await findPaymentRequestBody(db(), vault, { appId: APP, paymentNo: ids.open });
  expect(request).toBe(REQUEST);
  expect(await findPaymentByNo(db(), vault, ids.paid)).toMatchObject({
    payerUid: PAID_BY,
    openid: undefined,
  });
  expect(await findPaymentByNo(db(), vault, ids.open)).toMatchObject({ payerUid: undefined, openid: OPENID });
}

test('what an earlier release kept in plain text is served, and found by its payer, before it is sealed', async () => {
  expect(await unsealed()).toHaveLength(OLD_PAYMENTS + 3);
  await expectServed();
});

test('who pays meanwhile is sealed beside what is not, and stays', async () => {
  const { vault } = gateway.app.core;
  const evidence = { transactionId: 't-late', paidAmount: 100, paidAt: at, payerUid: LATE };
  await db().transaction(async (tx) =>
    markPaymentsSucceeded(tx, vault, [
      {
        appId: APP,
        paymentNo: ids.native,
        ...evidence,
        disposition: 'late',
        evidenceAccountId: 'sandbox-wechat',
      },
    ]),
  );
  expect(await unsealed()).toContain(ids.native);
  expect(await found(LATE)).toEqual(['old-native']);
});

test('an interrupted sealing leaves what others hold, and goes on at the next start', async () => {
  const holder = new pg.Client({ connectionString: created.url });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select from payments where payment_no = $1 for update', [ids.paid]);
    const worker = await gateway.startWorker();
    await waitFor(async () => (await unsealed()).length === 1, { what: 'all other payments to be sealed' });
    await worker[Symbol.asyncDispose]();
    await holder.query('rollback');
  } finally {
    await holder.end();
  }
  expect(await unsealed()).toEqual([ids.paid]);
  await expectServed();
  expect(logged).not.toContain('no payer is left in plain text');

  const worker = await gateway.startWorker();
  await waitFor(() => logged.includes('no payer is left in plain text'), { what: 'the rest to be sealed' });
  expect(await unsealed()).toEqual([]);
  await expectServed();
  expect(await found(LATE)).toEqual(['old-native']);
  const told = await waitFor(() => gateway.endpoint.receivedFor('old-paid')[0], { what: 'the notification' });
  expect(told.content.uid).toBe(PAID_BY);
  await worker[Symbol.asyncDispose]();
});

test('afterwards no table has any of them in plain text, and the rest of an answer is kept', async () => {
  const tables = await db().query<{ name: string }>({
    text: `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  });
  for (const { name } of tables) {
    const text = (await db().query<{ row: string }>({ text: `select t::text as row from ${name} t` }))
      .map(({ row }) => row)
      .join('\n');
    for (const uid of [PAID_BY, OPENID, LATE, BILLED, ECHOED]) {
      expect(text, name).not.toContain(uid);
      expect(text, name).not.toContain(Buffer.from(uid).toString('hex'));
    }
  }
  const attempts = await db().query({
    text: `select detail from notification_attempts where attempt >= 1000 order by attempt`,
  });
  expect(attempts).toEqual([{ detail: 'no user oUnsea*** here' }, { detail: 'fail' }]);
});

test('nothing plain is written any more, and a payer is not known without his hash', async () => {
  for (const statement of [
    `update orders set openid = 'o1' where order_id = ${ids.open}`,
    `update payments set payer_uid = 'o1' where payment_no = ${ids.paid}`,
    `update payments set openid = 'o1' where payment_no = ${ids.paid}`,
    `update payments set request_body = '{}' where payment_no = ${ids.paid}`,
    `insert into orders (app_id, order_id, out_trade_no, body, total_amount, openid, notify_url, created_at, expires_at, due_at)
     values ('${APP}', 1, '1', 'b', 1, 'o1', 'http://x', now(), now(), now())`,
  ]) {
    await expect(db().query({ text: statement }), statement).rejects.toThrow('keeps no payer in plain text');
  }
  for (const part of [`openid_index = '\\x00'`, `payer_uid_index = null`]) {
    const statement = `update payments set ${part} where payment_no = ${ids.native}`;
    await expect(db().query({ text: statement }), statement).rejects.toThrow('_found');
  }
  await expect(
    db().query({ text: `update payments set request_body_sealed = null where payment_no = ${ids.open}` }),
  ).rejects.toThrow('payments_request_body_kept');
});

test('the same payer has another hash in every app, and what is sealed opens in its own row alone', async () => {
  const { vault } = gateway.app.core;
  expect(payerIndex(vault, APP, OPENID)).toEqual(payerIndex(vault, APP, OPENID));
  expect(payerIndex(vault, APP, OPENID)).not.toEqual(payerIndex(vault, 'other', OPENID));
  await db().query({
    text: `update payments p set openid_sealed = o.openid_sealed, openid_index = o.openid_index
             from payments o where p.payment_no = $1 and o.payment_no = $2`,
    values: [ids.paid, ids.open],
  });
  await expect(findPaymentByNo(db(), vault, ids.paid)).rejects.toThrow();
});
