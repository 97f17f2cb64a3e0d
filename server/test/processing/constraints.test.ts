import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { moneyReceived } from '../../src/ledger/ledger.ts';
import { post } from '../../src/ledger/ledger-store.ts';
import { balancesOf } from '../helpers/gateway/balances.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

let created: TestDatabase;
let db: Database;
beforeAll(async () => {
  created = await createTestDatabase();
  db = created.database;
  await run(`insert into schools values ('s', '学校', now())`);
  await run(
    `insert into apps (app_id, school_id, name, keys_sealed, created_at) values ('a', 's', '应用', '\\x00', now())`,
  );
  await run(`insert into channel_accounts (channel_account_id, school_id, channel, settings, secrets_sealed, created_at)
             values ('w', 's', 'wechat', '{}', '\\x00', now())`);
});
afterAll(() => created.drop());

const run = (text: string) => db.query({ text });
let last = 0;

async function newOrder(status = 'pending'): Promise<number> {
  last += 1;
  await run(`insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, created_at, expires_at, due_at)
             values ('a', ${last}, 'n${last}', 'b', 100, 'http://x', now(), now(), now())`);
  await newPayment(last, last * 1000);
  if (status === 'paid') {
    await run(`update payments set status = 'succeeded', transaction_id = 't${last}', paid_amount = 100, paid_at = now(),
               disposition = 'order', evidence_account_id = 'w', due_at = null where payment_no = ${last * 1000}`);
    await run(
      `update orders set status = 'paid', paid_at = now(), payment_no = ${last * 1000}, due_at = null where order_id = ${last}`,
    );
  }
  if (status === 'closed') {
    await run(
      `update orders set status = 'closed', close_reason = 'expired', closed_at = now(), due_at = null where order_id = ${last}`,
    );
  }
  return last;
}

async function newPayment(orderId: number, paymentNo: number): Promise<void> {
  await run(`insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, openid_sealed, openid_index, total_amount, request_body_sealed, created_at, expires_at, due_at)
             values ('a', ${paymentNo}, ${orderId}, 'wechat', 'native', 'w', '${paymentNo}', '${paymentNo}', 100, '', now(), now(), now())`);
}

test('a final order stays what it is', async () => {
  const paid = await newOrder('paid');
  const closed = await newOrder('closed');
  await expect(
    run(
      `update orders set status = 'closed', close_reason = 'failed', closed_at = now(), paid_at = null, payment_no = null where order_id = ${paid}`,
    ),
  ).rejects.toThrow('cannot go from paid to closed');
  await expect(
    run(
      `update orders set status = 'paid', closed_at = null, paid_at = now(), payment_no = 1 where order_id = ${closed}`,
    ),
  ).rejects.toThrow('cannot go from closed to paid');
});

test('money that arrived never un-arrives; a closed payment may still turn out paid', async () => {
  const paid = await newOrder('paid');
  await expect(run(`update payments set status = 'closed' where order_id = ${paid}`)).rejects.toThrow(
    'cannot go from succeeded to closed',
  );
  const open = await newOrder();
  await run(`update payments set status = 'closed', due_at = null where order_id = ${open}`);
  await expect(run(`update payments set status = 'pending' where order_id = ${open}`)).rejects.toThrow(
    'cannot go from closed to pending',
  );
});

test('a second payment cannot pay the same order, and one transaction cannot be booked twice', async () => {
  const order = await newOrder('paid');
  await newPayment(order, order * 1000 + 1);
  const book = (transaction: string, disposition: string) =>
    run(`update payments set status = 'succeeded', transaction_id = '${transaction}', paid_amount = 100, paid_at = now(),
         disposition = '${disposition}', evidence_account_id = 'w', due_at = null where payment_no = ${order * 1000 + 1}`);
  await expect(book('other', 'order')).rejects.toThrow('payments_one_per_order');
  await expect(book(`t${order}`, 'duplicate')).rejects.toThrow('payments_transaction');
});

test('refunds cannot exceed what was paid', async () => {
  const order = await newOrder('paid');
  await run(`update payments set refunding_amount = 60, refunded_amount = 40 where order_id = ${order}`);
  await expect(run(`update payments set refunding_amount = 61 where order_id = ${order}`)).rejects.toThrow(
    'check constraint',
  );
});

const received = { appId: 'a', subjectNo: '7', channel: 'wechat', amount: 100 } as const;

test('a posting balances, is made once, and shows in the balances', async () => {
  const posting = moneyReceived(received, true);
  await db.transaction(async (tx) => post(tx, [posting], new Date()));
  await expect(db.transaction(async (tx) => post(tx, [posting], new Date()))).rejects.toThrow(
    'ledger_transactions_app_id_event_subject_no_key',
  );
  expect(await balancesOf(db, 'a')).toEqual([
    { channel: 'wechat', account: 'channel_receivable', balance: 100 },
    { channel: 'wechat', account: 'school_payable', balance: -100 },
  ]);
});

test('an unbalanced transaction, one without entries, and any change are refused', async () => {
  const open = (event: string) =>
    `insert into ledger_transactions (app_id, event, subject_no, posted_at) values ('a', '${event}', 8, now()) returning transaction_id`;
  await expect(run(open('refund_reserved'))).rejects.toThrow('does not balance');
  await expect(
    run(
      `with t as (${open('refund_failed')}) insert into ledger_entries select 'a', transaction_id, 'suspense', 'wechat', 1 from t`,
    ),
  ).rejects.toThrow('does not balance');
  for (const change of [
    'update ledger_entries set amount = 1',
    'delete from ledger_entries',
    'truncate ledger_transactions cascade',
  ]) {
    await expect(run(change)).rejects.toThrow('append only');
  }
});
