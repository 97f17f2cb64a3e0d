import type { Database } from '../../src/db/database.ts';
import { firstIdAt } from '../../src/lib/ids.ts';

/** One row of each kind every 36 minutes, for two years: fewer than PostgreSQL's sample, so that its statistics are the same each time. */
const ROWS = 29_000;
const FIRST_AT = new Date('2024-09-01T00:00:00Z');
const STEP_MS = 36 * 60_000;

/** When the row of this number, from 0, was made. */
const seededAt = (row: number) => new Date(FIRST_AT.getTime() + row * STEP_MS);
export const SEEDED_UNTIL = seededAt(ROWS);
/** A day in the middle. */
export const A_DAY = { from: seededAt(ROWS / 2), to: seededAt(ROWS / 2 + 40) };

/** Apps that have rows, and the one that has none. Each app's orders are as many as any other's. */
const BUSY_APPS = 40;
export const IDLE_APP = 'idle';

/**
 * Each page of these tables stands for so many: 2.9 million rows of each kind. The planner believes `reltuples`, and a
 * page costs as much as those that it stands for (`PAGE_COSTS`). Vacuum is taken to be late: no index answers alone.
 */
const SCALE = 100;
const RING = Array.from({ length: 9 }, (_, slot) => `partner_requests_${slot}`);
const LARGE = [
  'orders',
  'payments',
  'refunds',
  'refund_applications',
  'invoices',
  'invoice_deliveries',
  'notifications',
  'ledger_transactions',
  'audit_entries',
  ...RING,
];
export const PAGE_COSTS = { seq_page_cost: SCALE, random_page_cost: 4 * SCALE };

/** Orders with their payments, refunds, invoices, notifications, postings and audit entries, as years leave them; all ids begin with their time. */
export async function seedLists(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    // what triggers and foreign keys would check is of no matter to a plan
    await tx.query({ text: 'set local session_replication_role = replica' });
    for (const table of LARGE)
      await tx.query({ text: `alter table ${table} set (autovacuum_enabled = false)` });
    for (const text of STATEMENTS)
      await tx.query({ text, values: [firstIdAt(FIRST_AT), FIRST_AT, ROWS, BUSY_APPS] });
  });
  await db.query({ text: 'vacuum analyze' });
  await db.query({
    text: `update pg_class set reltuples = reltuples * $2, relallvisible = 0
            where oid = any ($1::regclass[])
               or oid in (select indexrelid from pg_index where indrelid = any ($1::regclass[]))`,
    values: [LARGE, SCALE],
  });
}

/** `$1` the first id, `$2` the first instant, `$3` how many rows, `$4` how many apps. */
const ROW = `(select n, $1::bigint + n * ${STEP_MS}000000 as id, 'app-' || n % $4::int as app_id,
                     $2::timestamptz + n * interval '36 minutes' as at from generate_series(0, $3::int - 1) n) row`;

const STATEMENTS = [
  `insert into schools (school_id, name, created_at) select '10001', '知校示范大学', $2::timestamptz
    where $1::bigint > 0 and $3::int > 0 and $4::int > 0`,
  `insert into apps (app_id, school_id, name, keys_sealed, created_at)
   select app_id, '10001', app_id, '', $2::timestamptz
     from (select '${IDLE_APP}' as app_id union all select 'app-' || n from generate_series(0, $4::int - 1) n) a
    where $1::bigint > 0 and $3::int > 0`,
  `insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, status, created_at, expires_at, paid_at,
                       payment_no)
   select app_id, id, n::text, '宿舍电费', 1 + n * 7919 % 500000, 'http://127.0.0.1/', 'paid', at, at + interval '1 hour', at, id
     from ${ROW}`,
  `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status, request_body,
                         created_at, expires_at, transaction_id, paid_amount, paid_at, payer_uid, disposition)
   select app_id, id, id, case when n % 3 = 0 then 'alipay' else 'wechat' end, 'native', 'account', 1, 'succeeded', '', at, at,
          n::text, 1, at, 'payer', 'order' from ${ROW}`,
  `insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, status, request_body, created_at, accepted_at,
                        settled_at, channel)
   select app_id, id, id, id, 1, case when n % 200 = 0 then 'operator' when n % 300 = 1 then 'late' else 'partner' end,
          'succeeded', '', at, at, at, 'wechat' from ${ROW}`,
  `insert into notifications (app_id, order_id, status, created_at, deadline_at, next_attempt_at, settled_at, endpoint)
   select app_id, id, case when n % 10 = 0 then 'pending' else 'delivered' end, at, at + interval '7 days',
          case when n % 10 = 0 then at end, case when n % 10 <> 0 then at end, 'http://' || app_id from ${ROW}`,
  `insert into refund_applications (app_id, refund_application_id, order_id, payment_no, refund_amount, reason, requested_by,
                                    requested_at, status, decided_by, decided_at, refund_id, idempotency_key, needs_approval)
   select app_id, id, id, id, 1, '退宿', 'operator', at, 'approved', 'other', at, id, n::text, true from ${ROW}`,
  `insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code, created_at, number,
                         issued_at, provider, amount, request_body_sealed)
   select app_id, id, id, 'partner', 'issued', '', n::text, n::text, at, n::text, at, 'receipt', 1, '' from ${ROW}`,
  `insert into invoice_deliveries (app_id, invoice_no, delivery_method, status, created_at, settled_at)
   select app_id, id, 'email', 'sent', at, at from ${ROW}`,
  `insert into ledger_transactions (app_id, event, subject_no, posted_at)
   select app_id, 'payment_received', id, at from ${ROW}`,
  `insert into partner_requests (slot, request_id, app_id, interface, version, outcome, is_proved, http_status, ret_code, step,
                                 message, duration_us)
   select id / 86400000000000 % 9, id, app_id, 'order_query', 1, case when n % 20 = 0 then 'refused' else 'done' end, true,
          200, case when n % 20 = 0 then -1 else 0 end, case when n % 20 = 0 then 'business' end,
          case when n % 20 = 0 then '订单不存在' end, 1
     from ${ROW} where $2::timestamptz is not null`,
  `insert into audit_entries (entry_no, at, operator, action, subject, school_id, outcome, details, previous, hash, seal)
   select n + 1, at, 'operator-' || n % 20, 'order.view', n::text, '10001', 'done', '{}', '', int4send(n::int), 'plain'
     from ${ROW}`,
];
