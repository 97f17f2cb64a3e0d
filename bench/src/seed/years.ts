import type { LedgerAccount, LedgerEvent } from '@zhixiao/contract/codes/ledger';
import { openVault } from '@zhixiao/server/lib/vault';
import { userNoBlindIndex } from '@zhixiao/server/orders/payer-indexes';
import pg from 'pg';
import { MASTER_KEY } from '../product/server.ts';
import { ORDER_TERMS } from '../scenarios/legs.ts';

/** Two years of business. Seven orders in ten are paid and notified; the rest expired. */
export interface SeededYears {
  /** The order `n` of them, from 0 on, and what else is known of it. */
  orderId(n: number): string;
  outTradeNo(n: number): string;
  readonly count: number;
  readonly days: number;
  /** When the first order was created, and the time from each to the next. Milliseconds. */
  readonly startMs: number;
  readonly stepMs: number;
  /** A student with an order in every `STUDENTS`. */
  readonly userNo: string;
}

interface Years {
  readonly count: number;
  /** Whose orders they are, in turns. */
  readonly apps: readonly string[];
  readonly onProgress: (line: string) => void;
}

/** As many as a small school has: little, but known to PostgreSQL's statistics. */
export const FEW_ORDERS = 10_000;

const DAYS = 730;
const STUDENTS = 50_000;
const USER_NO = '20261234';
const CHUNK = 250_000;
const DAY_MS = 86_400_000;
/** About what the content of a callback takes once it is sealed. */
const CONTENT_BYTES = 600;

/**
 * Fills the tables of a database that holds no orders by SQL, ids ascending in time as in life: what is paid has its
 * payment, the channel's callback, its ledger and its notification. Of that, one in fifty is refunded and one in ten has
 * an invoice; one notification in a thousand was given up. The rules of the books hold; the audit log's chain does not.
 */
export async function seedYears(
  databaseUrl: string,
  { count, apps, onProgress }: Years,
): Promise<SeededYears> {
  const stepMs = Math.floor((DAYS * DAY_MS) / count);
  const startMs = Date.now() - 3_600_000 - stepMs * count;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // what is written is right by its making, and is not measured
    await client.query(`set session_replication_role = replica; set synchronous_commit = off;
                        set work_mem = '256MB'; set maintenance_work_mem = '512MB'`);
    const mark = userNoBlindIndex(openVault(MASTER_KEY), USER_NO);
    const indexes = await takeOffIndexes(client);
    for (let done = 0; done < count; done += CHUNK) {
      const size = Math.min(CHUNK, count - done);
      await client.query(`create temp table made as ${MADE}`, [startMs, stepMs, done, size, apps]);
      await client.query('analyze made');
      await client.query(ORDERS, [ORDER_TERMS.body, mark]);
      for (const statement of OF_THE_PAID) await client.query(statement);
      await client.query('drop table made');
      onProgress(`${done + size} of ${count} orders`);
    }
    // they walk whole tables and need none of the indexes
    for (const statement of SUMS) await client.query(statement);
    onProgress(`building ${indexes.length} indexes`);
    for (const statement of indexes) await client.query(statement);
    onProgress('analyzing');
    await client.query('vacuum (freeze, analyze)');
  } finally {
    await client.end();
  }
  const orderId = (n: number) => String(BigInt(startMs + n * stepMs) * 1_000_000n + BigInt(n % 1_000_000));
  const outTradeNo = (n: number) => `T${orderId(n)}`;
  return { orderId, outTradeNo, count, days: DAYS, startMs, stepMs, userNo: USER_NO };
}

/** They take less to build at the end than to keep. Answers the statements that build them. */
async function takeOffIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(INDEXES, [FILLED]);
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

const FILLED = [
  'orders',
  'payments',
  'channel_callbacks',
  'ledger_transactions',
  'ledger_entries',
  'notifications',
  'notification_attempts',
];

/** Those that no constraint stands for; of a partitioned table its own, which bring those of its parts. */
const INDEXES = `
  select indexrelid::regclass::text as name, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') as definition
    from pg_index
   where indrelid = any ($1::regclass[])
     and not exists (select from pg_constraint where conindid = indexrelid)`;

const MADE = `
  select n, ($5::text[])[n % cardinality($5::text[]) + 1] as app_id, ms::bigint * 1000000 + n % 1000000 as id,
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

const REFUNDED = `is_paid and n % 50 = 0`;

interface Event {
  readonly event: LedgerEvent;
  /** Which of the orders have it. */
  readonly where: string;
  /** The payment has the order's number, the refund the next. */
  readonly subjectNo: 'id' | 'id + 1';
  readonly postedAt: string;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
}

function posting({ event, where, subjectNo, postedAt, debit, credit }: Event): string {
  return `
    with posted as (
      insert into ledger_transactions (app_id, event, subject_no, posted_at)
      select app_id, '${event}', ${subjectNo}, ${postedAt} from made where ${where} order by id
      returning app_id, transaction_id, subject_no)
    insert into ledger_entries (app_id, transaction_id, channel, account, amount)
    select p.app_id, transaction_id, channel, account, sign * amount
      from posted p join made on ${subjectNo} = subject_no,
           (values ('${debit}', 1), ('${credit}', -1)) as sides (account, sign)`;
}

const OF_A_REFUND = { where: REFUNDED, subjectNo: 'id + 1', postedAt: `at + interval '1 day'` } as const;

const OF_THE_PAID = [
  `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status,
                         created_at, expires_at, transaction_id, paid_amount, paid_at, disposition, refunded_amount)
   select app_id, id, id, channel, 'native', 'sandbox-' || channel, amount, 'succeeded', at, at + interval '1 hour',
          '42000' || id, amount, at + interval '1 minute', 'order',
          case when n % 50 = 0 then amount else 0 end
     from made where is_paid`,
  `insert into channel_callbacks (channel_account_id, callback_id, kind, subject_no, content_sealed, received_at)
   select 'sandbox-' || channel, 'EV-' || id, 'payment', id,
          decode(repeat('5a', ${CONTENT_BYTES}), 'hex'), at + interval '1 minute'
     from made where is_paid`,
  posting({
    event: 'payment_received',
    where: 'is_paid',
    subjectNo: 'id',
    postedAt: `at + interval '1 minute'`,
    debit: 'channel_receivable',
    credit: 'school_payable',
  }),
  `with queued as (
     insert into notifications (app_id, order_id, endpoint, status, created_at, deadline_at, attempts, settled_at)
     select app_id, id, 'http://127.0.0.1:9', case when n % 1000 = 3 then 'exhausted' else 'delivered' end,
            at + interval '1 minute', at + interval '7 days', 1, at + interval '2 minutes'
       from made where is_paid
     returning app_id, notification_id, created_at, status)
   insert into notification_attempts (app_id, notification_id, attempt, started_at, duration_ms, outcome, http_status, detail)
   select app_id, notification_id, 1, created_at, 20,
          case when status = 'delivered' then 'acknowledged' else 'refused' end, 200, 'success'
     from queued`,
  `insert into refunds (app_id, refund_id, order_id, payment_no, out_refund_no, refund_amount, cause, status, request_body,
                        accepted_at, channel_refund_id, created_at, settled_at, channel)
   select app_id, id + 1, id, id, 'R' || id, amount, case when n % 1000 = 0 then 'operator' else 'partner' end, 'succeeded',
          '', at + interval '1 day', '50300' || id, at + interval '1 day', at + interval '1 day', channel
     from made where ${REFUNDED}`,
  posting({
    ...OF_A_REFUND,
    event: 'refund_reserved',
    debit: 'school_payable',
    credit: 'refunds_in_transit',
  }),
  posting({
    ...OF_A_REFUND,
    event: 'refund_succeeded',
    debit: 'refunds_in_transit',
    credit: 'channel_receivable',
  }),
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
   select app_id, shanghai_day(posted_at), channel, account, event, count(*), sum(amount)
     from ledger_transactions join ledger_entries using (app_id, transaction_id)
    group by app_id, 2, channel, account, event`,
  `insert into audit_entries (entry_no, at, operator, address, action, subject, school_id, outcome, details, previous, hash, seal)
   select n, paid_at, 'operator-' || n % 30, '10.0.0.1', (array['orders.export', 'person.find', 'refund.request'])[n % 3 + 1],
          order_id, '10086', 'done', '{}', '', int8send(n), 'plain'
     from (select row_number() over (order by payment_no) as n, paid_at, order_id from payments
            where payment_no % 10 = 0) done`,
  `update day_sums_state set starts_reach = now(), ledger_reach = last, next_reach = last
     from (select max(transaction_id) as last from ledger_transactions) posted`,
];
