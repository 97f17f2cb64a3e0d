import type { Queryable } from '../db/database.ts';
import type { Invariant } from './invariant.ts';

/**
 * Each statement answers the numbers of what violates its invariant; constraints make most of them impossible, and this
 * looks all the same. Tables are joined whole: a look-up for each row without an index of its own takes hours.
 */
const STATEMENTS: Readonly<Record<Invariant, string>> = {
  ledger_balances: `
    select transaction_id from ledger_entries group by app_id, transaction_id having sum(amount) <> 0`,

  received_once: `
    select p.payment_no from payments p
      left join (select t.app_id, t.event, t.subject_no, e.channel, e.amount
                   from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
                  where e.account = 'channel_receivable'
                 union all
                 -- entries that were archived were right then
                 select app_id, event, subject_no, null, null from ledger_transactions
                  where transaction_id < kept_from('ledger_entries')) received
        on received.app_id = p.app_id and received.subject_no = p.payment_no
           and (received.channel = p.channel and received.amount = p.paid_amount or received.channel is null)
           and received.event = case p.disposition when 'order' then 'payment_received' else 'unwanted_money_received' end
     where p.status = 'succeeded'
     group by p.app_id, p.payment_no having count(received.subject_no) <> 1`,

  received_only: `
    select t.subject_no from ledger_transactions t
     where t.event in ('payment_received', 'unwanted_money_received') and not exists (
       select 1 from payments p
        where p.app_id = t.app_id and p.payment_no = t.subject_no and p.status = 'succeeded')`,

  paid_by_one: `
    select o.order_id from orders o where (o.status = 'paid') <> exists (
      select 1 from payments p
       where p.app_id = o.app_id and p.order_id = o.order_id and p.disposition = 'order'
         and p.payment_no = o.payment_no)`,

  refunds_add_up: `
    select p.payment_no from payments p
      left join (select app_id, payment_no,
                        sum(refund_amount) filter (where status = 'processing') as refunding,
                        sum(refund_amount) filter (where status = 'succeeded') as refunded
                   from refunds group by app_id, payment_no) r using (app_id, payment_no)
     where p.refunding_amount <> coalesce(r.refunding, 0) or p.refunded_amount <> coalesce(r.refunded, 0)`,

  commission_as_billed: `
    select t.subject_no from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
     where t.event in ('channel_fee_charged', 'channel_fee_returned') and e.account = 'channel_fees' and not exists (
       select 1 from bill_rows r
        where r.kind = case t.event when 'channel_fee_charged' then 'payment' else 'refund' end
          and t.subject_no = case r.kind when 'payment' then r.our_payment_no else r.our_refund_id end
          and round(r.commission / 1000.0) = e.amount)`,

  bills_in_books: `
    select r.payment_no from bill_rows r join bill_days d using (school_id, channel_account_id, bill_date)
     where d.status <> 'waiting' and r.kind = 'payment'
       and not exists (
         select 1 from payments p join apps a on a.app_id = p.app_id and a.school_id = r.school_id
          where p.payment_no = r.our_payment_no and p.status = 'succeeded' and p.paid_amount = r.amount
            and p.transaction_id = r.transaction_id)
       and not exists (
         select 1 from bill_differences x
          where x.school_id = r.school_id and x.channel_account_id = r.channel_account_id
            and x.bill_date = r.bill_date and x.row_no = r.row_no)`,

  refunds_posted: `
    select r.refund_id from refunds r
      left join (select app_id, subject_no, array_agg(event order by transaction_id) as events
                   from ledger_transactions where event <> 'channel_fee_returned'
                  group by app_id, subject_no) posted
        on posted.app_id = r.app_id and posted.subject_no = r.refund_id
     where posted.events is distinct from array['refund_reserved'] || case r.status
        when 'succeeded' then array['refund_succeeded'] when 'failed' then array['refund_failed']
        else array[]::text[] end`,

  unwanted_goes_back: `
    select payment_no from payments
     where disposition in ('late', 'duplicate') and refunding_amount + refunded_amount <> paid_amount`,

  partner_notified: `
    select o.order_id from orders o where (o.status = 'paid') <> exists (
      select 1 from notifications n where n.app_id = o.app_id and n.order_id = o.order_id)`,

  delivered_acknowledged: `
    select n.order_id from notifications n where n.status = 'delivered' and not exists (
      select 1 from notification_attempts a
       where a.app_id = n.app_id and a.notification_id = n.notification_id and a.outcome = 'acknowledged')
       and n.notification_id >= kept_from('notification_attempts')`,

  transaction_once: `
    select transaction_id from payments where transaction_id is not null
     group by channel_account_id, transaction_id having count(*) > 1`,

  refunds_within_paid: `
    select payment_no from payments where refunding_amount + refunded_amount > coalesce(paid_amount, 0)`,

  day_sums_agree: `
    select app_id || ' ' || day from ledger_days
      full join (select app_id, day, channel, account, event, sum(movements) as movements, sum(amount) as amount
                   from (select t.app_id, shanghai_day(t.posted_at) as day, e.channel, e.account, t.event,
                                1 as movements, e.amount
                           from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
                         union all
                         select app_id, day, channel, account, event, movements, amount from ledger_carried_sums) entries
                  group by 1, 2, 3, 4, 5) posted using (app_id, day, channel, account, event)
     group by app_id, day, channel, account, event
    having sum(ledger_days.amount) is distinct from min(posted.amount)
        or sum(ledger_days.movements) is distinct from min(posted.movements)`,
};

/**
 * The numbers of what violates an invariant, `limit` at most. Reads whole tables.
 */
export async function findViolations(q: Queryable, invariant: Invariant, limit: number): Promise<string[]> {
  const rows = await q.query<Record<string, string>>({ text: `${STATEMENTS[invariant]} limit ${limit}` });
  return rows.map((row) => String(Object.values(row)[0]));
}
