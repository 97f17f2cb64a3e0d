import type { Database, Transaction } from '../../src/db/database.ts';

const SCHOOL = [
  `insert into schools (school_id, name, created_at) values ('10001', '知校示范大学', now())`,
  `insert into apps (app_id, school_id, name, keys_sealed, created_at) values ('app', '10001', 'app', '', now())`,
];

/** `$1`: the app, `$2`: how many. */
const ORDERS = [
  `insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, status, created_at, expires_at,
                       paid_at, payment_no)
   select $1, n, n::text, '宿舍电费', 100, 'http://127.0.0.1/', 'paid', now(), now(), now(), n
     from generate_series(1, $2::int) n`,
  `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status,
                         request_body, created_at, expires_at, transaction_id, paid_amount, paid_at, payer_uid,
                         disposition, refunded_amount)
   select $1, n, n, 'wechat', 'native', 'account', 100, 'succeeded', '', now(), now(), n::text, 100, now(), 'payer',
          'order', 40
     from generate_series(1, $2::int) n`,
  `insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, status, request_body, created_at,
                        settled_at, channel)
   select $1, $2::int + n, n, n, 40, 'partner', 'succeeded', '', now(), now(), 'wechat'
     from generate_series(1, $2::int) n`,
  `insert into notifications (app_id, order_id, status, created_at, deadline_at, settled_at, endpoint)
   select $1, n, 'delivered', now(), now(), now(), 'http://127.0.0.1' from generate_series(1, $2::int) n`,
  `insert into notification_attempts (app_id, notification_id, attempt, started_at, duration_ms, outcome, detail)
   select app_id, notification_id, 1, now(), 1, 'acknowledged', '' from notifications
    where app_id = $1 and order_id between 1 and $2::int`,
  `insert into ledger_transactions (app_id, event, subject_no, posted_at)
   select $1, event, case event when 'payment_received' then n else $2::int + n end, now()
     from generate_series(1, $2::int) n,
          unnest(array['payment_received', 'refund_reserved', 'refund_succeeded']) event`,
  `insert into ledger_entries (app_id, transaction_id, account, channel, amount)
   select app_id, transaction_id, account, 'wechat', amount
     from ledger_transactions
     join (values ('payment_received', 'channel_receivable', 100), ('payment_received', 'school_payable', -100),
                  ('refund_reserved', 'school_payable', 40), ('refund_reserved', 'refunds_in_transit', -40),
                  ('refund_succeeded', 'refunds_in_transit', 40), ('refund_succeeded', 'channel_receivable', -40)
          ) entry (event, account, amount) using (event)
    where app_id = $1 and subject_no between 1 and 2 * $2::int`,
];

/** `$1`: the app, `$2`: how many. */
const OPEN_ORDERS = [
  `insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, created_at, expires_at, due_at)
   select $1, 1000000 + n, 'open' || n, '宿舍电费', 100, 'http://127.0.0.1/', now(), now() + interval '1 year',
          now() + interval '1 year'
     from generate_series(1, $2::int) n`,
  `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status,
                         request_body, created_at, expires_at, due_at)
   select $1, 1000000 + n, 1000000 + n, 'wechat', 'native', 'account', 100, 'pending', '', now(), now() + interval '1 year',
          now() + interval '1 year'
     from generate_series(1, $2::int) n`,
];

/** `$1`: how many. */
const BILL = [
  `insert into bill_days (school_id, channel_account_id, bill_date, status, created_at)
   select '10001', 'account', '2026-09-01', 'reconciled', now() where $1::int > 0`,
  `insert into bill_rows (school_id, channel_account_id, bill_date, row_no, kind, payment_no, transaction_id, refund_no,
                          channel_refund_id, our_payment_no, amount, currency, commission, status, happened_at,
                          is_foreign)
   select '10001', 'account', '2026-09-01', n, 'payment', n::text, n::text, '', '', n, 100, 'CNY', 0, 'succeeded',
          now(), false
     from generate_series(1, $1::int) n`,
];

/** Orders of one app, as most schools have: each is paid, notified, billed and refunded in part. Their numbers are 1 to `orders`. */
export async function seedManyOrders(db: Database, orders: number): Promise<void> {
  await asReplica(db, async (tx) => {
    for (const text of SCHOOL) await tx.query({ text });
    for (const text of ORDERS) await tx.query({ text, values: ['app', orders] });
    for (const text of BILL) await tx.query({ text, values: [orders] });
  });
  await db.query({ text: 'analyze' });
}

/**
 * The same of an app that is there, without the bill, and as many that are being paid; PostgreSQL does not look at the tables
 * afterwards.
 */
export async function addManyOrders(db: Database, appId: string, orders: number): Promise<void> {
  await asReplica(db, async (tx) => {
    for (const text of [...ORDERS, ...OPEN_ORDERS]) await tx.query({ text, values: [appId, orders] });
  });
}

/** What triggers and foreign keys would check is of no matter here. */
function asReplica(db: Database, work: (tx: Transaction) => Promise<void>): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.query({ text: 'set local session_replication_role = replica' });
    await work(tx);
  });
}
