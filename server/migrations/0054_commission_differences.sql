-- breaking: see the migration before. A difference of commission is called one; of locked days too, whose sums stay.
set local lock_timeout = '10s';

alter table bill_differences drop constraint bill_differences_kind_check;
alter table bill_differences disable trigger bill_differences_locked;
update bill_differences set kind = 'commission_differs' where kind = 'fee_differs';
alter table bill_differences enable trigger bill_differences_locked;
alter table bill_differences add constraint bill_differences_kind_check check (kind in (
  'missing_in_bill', 'missing_in_books', 'paid_not_booked', 'amount_differs', 'transaction_differs', 'currency_differs',
  'commission_differs', 'state_unclear', 'other_account', 'other_merchant', 'duplicate_row', 'day_boundary',
  'refund_missing_in_bill', 'refund_missing_in_books', 'refund_amount_differs', 'refund_not_settled',
  'refund_failed_in_books', 'refund_failed_in_bill', 'refund_of_other_payment', 'unreadable_line', 'totals_differ'));
