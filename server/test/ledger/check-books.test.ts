import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transaction } from '../../src/db/database.ts';
import { readSnapshot } from '../../src/db/snapshot.ts';
import { checkBooks } from '../../src/ledger/check-books.ts';
import { INVARIANTS } from '../../src/ledger/invariant.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { runCli } from '../helpers/gateway/cli.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runHostedCli } from '../helpers/gateway/hosted-cli.ts';
import { administer } from '../helpers/postgres/postgres-setup.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  const [first] = [await paidOrder(), await paidOrder()];
  const refund = { out_trade_no: first, out_refund_no: 'R1', refund_fee: '40', refund_desc: '退' };
  expect((await gateway.partner.call('order_refund', refund)).code).toBe(0);
  await waitFor(
    async () =>
      (await count(`refunds where status = 'succeeded'`)) === 1 &&
      (await count(`notifications where status = 'delivered'`)) === 2,
    { what: 'the refund to succeed and the partner to acknowledge' },
  );
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function paidOrder(): Promise<string> {
  const { outTradeNo, orderId } = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(async () => (await count(`orders where order_id = ${orderId} and status = 'paid'`)) === 1, {
    what: 'the order to be paid',
  });
  return outTradeNo;
}

async function count(from: string): Promise<number> {
  const [row] = await gateway.app.core.db.query<{ n: number }>({
    text: `select count(*)::int as n from ${from}`,
  });
  return row?.n ?? 0;
}

const cli = (...args: string[]) => runHostedCli({ DATABASE_URL: gateway.databaseUrl }, args);

const BOOKING = `select transaction_id from ledger_transactions where event = 'payment_received' order by 1 limit 1`;

/** Each does what no constraint and no statement of ours allows, and the check finds just this. */
test.each<[what: string, violated: readonly string[], statements: string]>([
  [
    'an entry of another amount',
    ['ledger_balances'],
    `update ledger_entries set amount = amount + 1 where account = 'school_payable' and transaction_id = (${BOOKING})`,
  ],
  [
    'a payment that is not posted',
    ['received_once'],
    `delete from ledger_entries where transaction_id = (${BOOKING});
     delete from ledger_transactions where transaction_id = (${BOOKING})`,
  ],
  [
    'a posting of money that did not come',
    ['received_only'],
    `insert into ledger_transactions (app_id, event, subject_no, posted_at)
     values ('partner1', 'payment_received', 1, now())`,
  ],
  [
    'one transaction number at two merchant accounts of a channel',
    [],
    `update payments set transaction_id = 'twice', channel_account_id = channel_account_id || payment_no,
            evidence_account_id = evidence_account_id || payment_no`,
  ],
  [
    'one transaction number of two payments at one merchant account',
    ['transaction_once'],
    `drop index payments_transaction; update payments set transaction_id = 'twice'`,
  ],
  ['an order paid by no payment', ['paid_by_one'], 'update orders set payment_no = payment_no + 1'],
  [
    'a refund that its payment does not know',
    ['refunds_add_up'],
    'update payments set refunded_amount = refunded_amount - 1 where refunded_amount > 0',
  ],
  [
    'more given back than was paid',
    ['refunds_add_up', 'refunds_within_paid'],
    `alter table payments drop constraint payments_check6; update payments set refunded_amount = paid_amount + 1`,
  ],
  [
    'a refund that is not posted',
    ['refunds_posted'],
    `delete from ledger_entries where transaction_id in (select transaction_id from ledger_transactions where event = 'refund_succeeded');
     delete from ledger_transactions where event = 'refund_succeeded'`,
  ],
  [
    'late money that stays',
    ['received_once', 'paid_by_one', 'unwanted_goes_back'],
    `update payments set disposition = 'late' where refunded_amount = 0`,
  ],
  [
    'a commission that no bill has',
    ['commission_as_billed'],
    `with charged as (
       insert into ledger_transactions (app_id, event, subject_no, posted_at)
       values ('partner1', 'channel_fee_charged', 7, now()) returning transaction_id)
     insert into ledger_entries (app_id, transaction_id, account, channel, amount)
     select 'partner1', transaction_id, account, 'wechat', amount from charged,
       (values ('channel_fees', 5), ('channel_receivable', -5)) as v (account, amount)`,
  ],
  [
    'money on a bill that nobody has booked',
    ['bills_in_books'],
    `insert into bill_days (school_id, channel_account_id, bill_date, status, created_at)
     values ('10086', 'sandbox-wechat', '2026-01-01', 'reconciled', now());
     insert into bill_rows (school_id, channel_account_id, bill_date, row_no, kind, payment_no, transaction_id,
       refund_no, channel_refund_id, amount, currency, commission, status, happened_at, is_foreign)
     values ('10086', 'sandbox-wechat', '2026-01-01', 1, 'payment', 'P1', 'T1', '', '', 5, 'CNY', 0, 'succeeded', now(), false)`,
  ],
  [
    'a sum by day that its movements do not come to',
    ['day_sums_agree'],
    `insert into ledger_day_sums values ('partner1', '2026-01-01', 'wechat', 'suspense', 'payment_received', 1, 1)`,
  ],
  ['a paid order without its notification', ['partner_notified'], 'delete from notifications'],
  ['a delivery that nobody acknowledged', ['delivered_acknowledged'], 'delete from notification_attempts'],
])('%s violates %j', async (_what, violated, statements) => {
  const undo = new Error('undone');
  const results = await new Promise<Awaited<ReturnType<typeof checkBooks>>>((resolve, reject) => {
    gateway.app.core.db
      .transaction(async (tx: Transaction) => {
        await tx.query({ text: 'set local session_replication_role = replica' });
        for (const text of statements.split(';')) await tx.query({ text });
        resolve(await checkBooks(tx));
        throw undo;
      })
      .catch((error: unknown) => error === undo || reject(error));
  });
  expect(
    results
      .filter(({ state }) => state === 'violated')
      .map(({ invariant }) => invariant)
      .sort(),
  ).toEqual([...violated].sort());
  expect(results.filter(({ state }) => state === 'unchecked')).toEqual([]);
});

test('the command tells each invariant in both languages, and that the books are right', async () => {
  await expectBooksAgree(gateway);
  const { status, stdout } = await cli('check-books');
  expect(status).toBe(0);
  for (const { zh, en } of Object.values(INVARIANTS)) {
    expect(stdout).toContain(`[成立 / holds] ${zh} / ${en} (`);
  }
  expect(stdout).toContain('The books are right.');
  expect((await cli('check-books', '--lang', 'en')).stdout).not.toMatch(/[一-龥]/);
});

test('what is wrong is named, by exit status 1', async () => {
  const { db } = gateway.app.core;
  await db.transaction(async (tx) => {
    await tx.query({ text: 'set local session_replication_role = replica' });
    await tx.query({
      text: `insert into ledger_transactions (app_id, event, subject_no, posted_at)
             select 'partner1', 'payment_received', n, now() from generate_series(1, 101) n`,
    });
  });
  const { status, stdout } = await cli('check-books', '--json');
  expect(status).toBe(1);
  const { invariants } = JSON.parse(stdout) as { invariants: { invariant: string; state: string }[] };
  expect(invariants.filter(({ state }) => state !== 'holds')).toMatchObject([
    { invariant: 'received_only', state: 'violated', isMore: true, subjects: { length: 100 } },
  ]);
  expect((await cli('check-books', '--lang', 'zh')).stdout).toContain('[不成立] 没有收到的款项没有记账');
  await db.transaction(async (tx) => {
    await tx.query({ text: 'set local session_replication_role = replica' });
    await tx.query({ text: 'delete from ledger_transactions where subject_no <= 101' });
  });
});

test('nothing can be written in a snapshot, and what fails leaves the rest of it', async () => {
  const settings = { application: 'zhixiao-pay-test', statementTimeoutMs: 1_000 };
  await readSnapshot(gateway.databaseUrl, settings, async (q) => {
    const before = await count('orders');
    await expect(q.query({ text: `update orders set body = 'x'` })).rejects.toThrow('read-only');
    await expect(q.query({ text: 'select pg_sleep(60)' })).rejects.toThrow('statement timeout');
    await gateway.partner.order();
    const [row] = await q.query<{ n: number }>({ text: 'select count(*)::int as n from orders' });
    expect(row?.n).toBe(before);
  });
});

test('an invariant that takes too long is not checked, by exit status 2', async () => {
  const { db } = gateway.app.core;
  // whoever holds the table lets no statement of the check begin
  await db.transaction(async (tx) => {
    await tx.query({ text: 'lock table notification_attempts in access exclusive mode' });
    const { status, stdout } = await cli('check-books');
    expect(status).toBe(2);
    expect(stdout).toContain(`[未能检查 / NOT CHECKED] ${INVARIANTS.delivered_acknowledged.zh}`);
    expect(stdout.match(/\[成立/g)).toHaveLength(Object.keys(INVARIANTS).length - 1);
  });
});

test('what stands in the way of checking is exit status 2', async () => {
  const away = await runCli({ DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' }, ['check-books']);
  expect(away).toMatchObject({ status: 2, stdout: '' });
  expect(away.stderr).toMatch(/^The database cannot be reached/);
  expect(away.stderr).not.toContain('secret');
  const wrong = await runCli({ PAYMENT_MODE: 'prod' }, ['check-books']);
  expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('Wrong setting: PAYMENT_MODE') });
  expect((await cli('check-books', '--timeout', 'soon')).status).toBe(2);
  expect((await cli('check-books', '--lang', 'fr')).status).toBe(2);
});

test('where there is no database yet none is made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-no-books-'));
  const { status, stderr } = await runCli({ DATA_DIR: join(folder, 'data') }, ['check-books']);
  expect({ status, stderr }).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('There is no embedded database'),
  });
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a role that only reads checks them as well', async () => {
  const role = `zhixiao_reader_${randomBytes(4).toString('hex')}`;
  await administer(gateway.databaseUrl, async (owner) => {
    await owner.query(
      `create role ${role} login password 'reader'; grant select on all tables in schema public to ${role}`,
    );
  });
  const url = new URL(gateway.databaseUrl);
  [url.username, url.password] = [role, 'reader'];
  try {
    expect(await runCli({ DATABASE_URL: url.href }, ['check-books'])).toMatchObject({ status: 0 });
  } finally {
    await administer(gateway.databaseUrl, (owner) => owner.query(`drop owned by ${role}; drop role ${role}`));
  }
});
