import { openVault } from '@zhixiao/server/lib/vault';
import { userNoBlindIndex } from '@zhixiao/server/orders/payer-indexes';
import pg from 'pg';
import { MASTER_KEY } from '../product/server.ts';
import { ORDER_TERMS } from '../scenarios/legs.ts';
import { seedPartners } from './notifications.ts';

/** Two years of business. Seven orders in ten are paid and notified; the rest expired. */
export interface SeededYears {
  /** The order `n` of them, from 0 on, and what else is known of it. */
  orderId(n: number): string;
  readonly count: number;
  readonly days: number;
  /** A student with an order in every `STUDENTS`. */
  readonly userNo: string;
}

const DAYS = 730;
const PARTNERS = 20;
/** The last one is idle: nothing of it is ever found. Prime, so that every app has some of everything. */
const BUSY_PARTNERS = 19;
const STUDENTS = 50_000;
const USER_NO = '20261234';
const CHUNK = 250_000;
const DAY_MS = 86_400_000;

/**
 * Fills the tables behind the console's lists by SQL, ids ascending in time as in life. Of what is paid, one in
 * fifty is refunded and one in ten has an invoice; one notification in a thousand was given up.
 */
export async function seedYears(
  databaseUrl: string,
  { count, onProgress }: { count: number; onProgress: (done: number) => void },
): Promise<SeededYears> {
  await seedPartners(databaseUrl, PARTNERS);
  const stepMs = Math.floor((DAYS * DAY_MS) / count);
  const startMs = Date.now() - 3_600_000 - stepMs * count;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // what is written is right by its making, and is not measured
    await client.query('set session_replication_role = replica; set synchronous_commit = off');
    const mark = userNoBlindIndex(openVault(MASTER_KEY), USER_NO);
    for (let done = 0; done < count; done += CHUNK) {
      const size = Math.min(CHUNK, count - done);
      await client.query(`create temp table made as ${MADE}`, [startMs, stepMs, done, size]);
      await client.query(ORDERS, [ORDER_TERMS.body, mark]);
      for (const statement of OF_THE_PAID) await client.query(statement);
      await client.query('drop table made');
      onProgress(done + size);
    }
    for (const statement of SUMS) await client.query(statement);
    await client.query('vacuum (freeze, analyze)');
  } finally {
    await client.end();
  }
  const orderId = (n: number) => String(BigInt(startMs + n * stepMs) * 1_000_000n + BigInt(n % 1_000_000));
  return { orderId, count, days: DAYS, userNo: USER_NO };
}

const MADE = `
  select n, 'partner-' || n % ${BUSY_PARTNERS} as app_id, ms::bigint * 1000000 + n % 1000000 as id,
         to_timestamp(ms / 1000.0) as at, 100 + n::bigint * 37 % 500000 as amount, n % 10 < 7 as is_paid,
         case when n % 3 = 0 then 'alipay' else 'wechat' end as channel
    from (select n, $1::bigint + n * $2::bigint as ms from generate_series($3::int, $3::int + $4::int - 1) n) numbered`;

const ORDERS = `
  insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, user_no_index, created_at, expires_at,
                      status, paid_at, payment_no, close_reason, closed_at)
  select app_id, id, 'T' || id, $1, amount, 'http://127.0.0.1:9/notify',
         case when n % ${STUDENTS} = 7 then $2::bigint else n % ${STUDENTS} end, at, at + interval '1 hour',
         case when is_paid then 'paid' else 'closed' end, case when is_paid then at + interval '1 minute' end,
         case when is_paid then id end, case when not is_paid then 'expired' end,
         case when not is_paid then at + interval '1 hour' end
    from made`;

const OF_THE_PAID = [
  `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status,
                         created_at, expires_at, transaction_id, paid_amount, paid_at, disposition, refunded_amount)
   select app_id, id, id, channel, 'native', 'sandbox-' || channel, amount, 'succeeded', at, at + interval '1 hour',
          '42000' || id, amount, at + interval '1 minute', 'order',
          case when n % 50 = 0 then amount else 0 end
     from made where is_paid`,
  `insert into notifications (app_id, order_id, endpoint, status, created_at, deadline_at, attempts, settled_at)
   select app_id, id, 'http://127.0.0.1:9', case when n % 1000 = 3 then 'exhausted' else 'delivered' end,
          at + interval '1 minute', at + interval '7 days', 1, at + interval '2 minutes'
     from made where is_paid`,
  `insert into notification_attempts (app_id, notification_id, attempt, started_at, duration_ms, outcome, http_status, detail)
   select n.app_id, n.notification_id, 1, n.created_at, 20,
          case when n.status = 'delivered' then 'acknowledged' else 'refused' end, 200, 'success'
     from made m join notifications n on n.app_id = m.app_id and n.order_id = m.id where m.is_paid`,
  `insert into refunds (app_id, refund_id, order_id, payment_no, out_refund_no, refund_amount, cause, status, request_body,
                        accepted_at, channel_refund_id, created_at, settled_at, channel)
   select app_id, id + 1, id, id, 'R' || id, amount, case when n % 1000 = 0 then 'operator' else 'partner' end, 'succeeded',
          '', at + interval '1 day', '50300' || id, at + interval '1 day', at + interval '1 day', channel
     from made where is_paid and n % 50 = 0`,
  `insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code, created_at,
                         provider, amount, request_body_sealed, number, issued_at, archived_at)
   select app_id, id + 2, id, 'order', 'issued', '', 'v' || id, 'f' || id, at + interval '1 minute', 'receipt', amount, '',
          (id + 2)::text, at + interval '2 minutes', at + interval '2 minutes'
     from made where is_paid and n % 10 = 1`,
];

const SUMS = [
  `insert into payment_day_starts (app_id, day, channel, started)
   select app_id, shanghai_day(created_at), channel, count(*) from payments group by 1, 2, 3`,
  `insert into ledger_day_sums (app_id, day, channel, account, event, movements, amount)
   select app_id, shanghai_day(paid_at), channel, account, 'payment_received', count(*), sign * sum(paid_amount)
     from payments cross join (values ('channel_receivable', 1), ('school_payable', -1)) as sides (account, sign)
    group by app_id, 2, channel, account, sign`,
  `insert into audit_entries (entry_no, at, operator, address, action, subject, school_id, outcome, details, previous, hash)
   select n, paid_at, 'operator-' || n % 30, '10.0.0.1', (array['orders.export', 'person.find', 'refund.request'])[n % 3 + 1],
          order_id, '10086', 'done', '{}', '', int8send(n)
     from (select row_number() over (order by payment_no) as n, paid_at, order_id from payments
            where payment_no % 10 = 0) done`,
  `update day_sums_state set starts_reach = now()`,
];
