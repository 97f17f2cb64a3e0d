/** A statement that makes an open difference between bill and books, of the payments of the order that `order` selects. */
export function differenceOf(order: string): string {
  return `with billed as (
      select p.app_id, p.payment_no, p.channel_account_id, a.school_id, p.created_at, p.created_at::date as day
        from payments p join apps a using (app_id) where p.order_id = (${order})),
    days as (
      insert into bill_days (school_id, channel_account_id, bill_date, created_at, status)
      select school_id, channel_account_id, day, created_at, 'reconciled' from billed on conflict do nothing),
    bills_of as (
      insert into bills (school_id, channel_account_id, bill_date, fetched_at, is_proven, row_count, paid_amount, refunded_amount,
        commission)
      select school_id, channel_account_id, day, created_at, true, 0, 0, 0, 0 from billed on conflict do nothing),
    run as (
      insert into reconciliation_runs (school_id, channel_account_id, bill_date, status, started_by, started_at, progressed_at,
        finished_at, rows_total)
      select school_id, channel_account_id, day, 'done', 'x', created_at, created_at, created_at, 0 from billed
      returning school_id, run_id)
    insert into bill_differences (school_id, channel_account_id, bill_date, run_id, kind, subject, row_no, app_id, payment_no,
      repair, status, found_at)
    select b.school_id, b.channel_account_id, b.day, run.run_id, 'amount_differs', b.payment_no::text, 0, b.app_id, b.payment_no,
           'mark_known', 'open', b.created_at
      from billed b join run using (school_id)`;
}
