import type { Database } from '../../../src/db/database.ts';
import type { BookRecord } from '../../../src/reconciliation/match.ts';

const AT_ONCE = 5_000;

/** Puts payments and refunds straight into the tables, each payment under an order of the same number. */
export async function seedBooks(db: Database, records: readonly BookRecord[]): Promise<void> {
  const payments = records.filter(({ kind }) => kind === 'payment');
  const refunds = records.filter(({ kind }) => kind === 'refund');
  for (let start = 0; start < payments.length; start += AT_ONCE) {
    await seedPayments(db, payments.slice(start, start + AT_ONCE));
  }
  for (let start = 0; start < refunds.length; start += AT_ONCE) {
    await seedRefunds(db, refunds.slice(start, start + AT_ONCE));
  }
  await db.query({
    text: `update payments p set refunding_amount = r.refunding, refunded_amount = r.refunded
             from (select app_id, payment_no, coalesce(sum(refund_amount) filter (where status = 'processing'), 0) as refunding,
                          coalesce(sum(refund_amount) filter (where status = 'succeeded'), 0) as refunded
                     from refunds group by app_id, payment_no) r
            where p.app_id = r.app_id and p.payment_no = r.payment_no and p.status = 'succeeded'`,
  });
}

async function seedPayments(db: Database, payments: readonly BookRecord[]): Promise<void> {
  const column = <T>(of: (record: BookRecord) => T) => payments.map(of);
  await db.query({
    text: `with given as (
             select * from unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[],
                                  $7::timestamptz[])
               as given (app_id, no, account, amount, status, transaction_id, at)),
                orders as (
             insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, status, created_at,
                                 expires_at, paid_at, payment_no, closed_at, close_reason, due_at)
             select app_id, no, no::text, '宿舍电费', amount, 'http://127.0.0.1/', case status when 'succeeded' then 'paid'
                      when 'closed' then 'closed' else 'pending' end,
                    coalesce(at, $8), coalesce(at, $8) + interval '1 h', at, case when status = 'succeeded' then no end,
                    case when status = 'closed' then $8::timestamptz end, case when status = 'closed' then 'expired' end,
                    case when status = 'open' then $9::timestamptz end
               from given returning 1)
           insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status,
                                 request_body_sealed, created_at, expires_at, closed_at, transaction_id, paid_amount, paid_at,
                                 disposition, due_at)
           select given.app_id, no, no, a.channel, 'native', account, amount, case status when 'open' then 'pending' else status end,
                  '', coalesce(at, $8), coalesce(at, $8) + interval '1 h', case when status = 'closed' then $8::timestamptz end,
                  transaction_id, case when status = 'succeeded' then amount end, at,
                  case when status = 'succeeded' then 'order' end, case when status = 'open' then $9::timestamptz end
             from given join channel_accounts a on a.channel_account_id = account`,
    values: [
      column(({ appId }) => appId),
      column(({ paymentNo }) => paymentNo),
      column(({ channelAccountId }) => channelAccountId),
      column(({ amount }) => amount),
      column(({ status }) => status),
      column(({ transactionId }) => transactionId ?? null),
      column(({ until }) => until ?? null),
      new Date('2026-08-31T02:00:00Z'),
      FAR_AWAY,
    ],
  });
}

const FAR_AWAY = new Date('2036-01-01T00:00:00Z');

async function seedRefunds(db: Database, refunds: readonly BookRecord[]): Promise<void> {
  const column = <T>(of: (record: BookRecord) => T) => refunds.map(of);
  await db.query({
    text: `insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, status, request_body, accepted_at,
                                failure, created_at, settled_at, due_at, channel)
           select app_id, no, payment_no, payment_no, amount, 'partner',
                  case status when 'open' then 'processing' else status end, '{}', until,
                  case status when 'failed' then '渠道拒绝' end, at,
                  case when status <> 'open' then coalesce(until, at) end,
                  case when status = 'open' then $8::timestamptz end,
                  (select channel from payments p where p.app_id = given.app_id and p.payment_no = given.payment_no)
             from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[],
                         $7::timestamptz[]) as given (app_id, no, payment_no, amount, status, at, until)`,
    values: [
      column(({ appId }) => appId),
      column(({ refundNo }) => refundNo),
      column(({ paymentNo }) => paymentNo),
      column(({ amount }) => amount),
      column(({ status }) => status),
      column(({ from }) => from),
      column(({ until }) => until ?? null),
      FAR_AWAY,
    ],
  });
}
