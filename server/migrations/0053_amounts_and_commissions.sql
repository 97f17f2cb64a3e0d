-- breaking: servers of an earlier release do not know these names; stop them before this one starts.
-- `fee` was two things: what is paid is an amount now, and what the channel keeps of it a commission. Only names change.
set local lock_timeout = '10s';

alter table apps rename column refund_day_fee to refund_day_amount;
alter table apps rename constraint apps_refund_day_fee_check to apps_refund_day_amount_check;

alter table orders rename column total_fee to total_amount;
alter table orders rename constraint orders_total_fee_check to orders_total_amount_check;
alter index orders_of_fee rename to orders_of_amount;

alter table payments rename column total_fee to total_amount;
alter table payments rename column paid_fee to paid_amount;
alter table payments rename column refunding_fee to refunding_amount;
alter table payments rename column refunded_fee to refunded_amount;
alter table payments rename constraint payments_total_fee_check to payments_total_amount_check;
alter table payments rename constraint payments_paid_fee_check to payments_paid_amount_check;
alter table payments rename constraint payments_refunding_fee_check to payments_refunding_amount_check;
alter table payments rename constraint payments_refunded_fee_check to payments_refunded_amount_check;

alter table refunds rename column refund_fee to refund_amount;
alter table refunds rename constraint refunds_refund_fee_check to refunds_refund_amount_check;

alter table refund_requests rename column refund_fee to refund_amount;
alter table refund_requests rename constraint refund_requests_refund_fee_check to refund_requests_refund_amount_check;

alter table settlement_lines rename column fee to amount;

alter table bills rename column paid_fee to paid_amount;
alter table bills rename column refunded_fee to refunded_amount;
alter table bills rename column channel_fee to commission;

alter table bill_rows rename column fee to commission;
alter table bill_rows rename column fee_due to commission_due;

alter table reconciliation_runs rename column matched_paid_fee to matched_paid_amount;
alter table reconciliation_runs rename column matched_refunded_fee to matched_refunded_amount;

alter table bill_differences rename column books_fee to books_amount;
alter table bill_differences rename column bill_fee to bill_amount;

-- The text of a function does not follow its columns.
do $$
begin
  execute replace(replace(replace(pg_get_functiondef('erase_expired'::regproc),
    'refunding_fee', 'refunding_amount'), 'refunded_fee', 'refunded_amount'), 'paid_fee', 'paid_amount');
end $$;
