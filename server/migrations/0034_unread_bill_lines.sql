-- What of a bill could not be read, told to a person; the rest of its day is compared.

-- A line that cannot be read.
create table bill_unread_lines (
  school_id           text not null,
  channel_account_id  text not null,
  bill_date           date not null,
  -- counted with the lines of bill_rows, which have the other numbers
  row_no              integer not null check (row_no > 0),
  -- where it begins in its file
  line_no             integer not null check (line_no > 0),
  fault               text not null check (fault in ('columns', 'amount', 'time', 'text', 'number', 'length')),
  -- the column at fault; empty when the whole line is
  column_name         text not null,
  -- what in it can be a number of ours, in order
  numbers             bigint[] not null,
  -- as it came
  text_sealed         bytea not null,
  primary key (school_id, channel_account_id, bill_date, row_no),
  foreign key (school_id, channel_account_id, bill_date) references bills
);
create trigger bill_unread_lines_append_only before update or delete or truncate on bill_unread_lines
  for each statement execute function refuse_change();

-- A total of a bill's summary that is not what its lines come to: counts, or thousandths of a fen.
create table bill_total_gaps (
  school_id           text not null,
  channel_account_id  text not null,
  bill_date           date not null,
  column_name         text not null,
  unit                text not null check (unit in ('money', 'count')),
  -- none when the summary cannot be read there
  told                bigint,
  counted             bigint not null,
  primary key (school_id, channel_account_id, bill_date, column_name, unit),
  foreign key (school_id, channel_account_id, bill_date) references bills
);
create trigger bill_total_gaps_append_only before update or delete or truncate on bill_total_gaps
  for each statement execute function refuse_change();

alter table bill_differences
  -- of the kinds that are about the bill itself: where and what is wrong
  add column detail jsonb,
  add constraint bill_differences_kind_check check (kind in
    ('missing_in_bill', 'missing_in_books', 'paid_not_booked', 'amount_differs', 'transaction_differs',
     'currency_differs', 'fee_differs', 'state_unclear', 'other_account', 'other_merchant', 'duplicate_row',
     'day_boundary', 'refund_missing_in_bill', 'refund_missing_in_books', 'refund_amount_differs',
     'refund_not_settled', 'refund_failed_in_books', 'refund_failed_in_bill', 'refund_of_other_payment',
     'unreadable_line', 'totals_differ')),
  add constraint bill_differences_detail_check check
    ((detail is not null) = (kind in ('unreadable_line', 'totals_differ')));

-- How often in a row a file came that could not be read, or that ended the process which read it.
alter table bill_days add column unreadable_tries integer not null default 0;
