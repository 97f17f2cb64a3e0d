-- The channels' bills, how they compare with the books, and what was done about each difference.

-- A day of a merchant account: its bill is waited for, compared, and locked once everything in it is explained.
create table bill_days (
  school_id           text not null references schools,
  channel_account_id  text not null references channel_accounts,
  -- the day in Asia/Shanghai, as the channel counts it
  bill_date           date not null,
  status              text not null default 'waiting' check (status in ('waiting', 'reconciled', 'locked')),
  created_at          timestamptz not null,
  -- while waiting: when a worker asks for the bill again
  due_at              timestamptz,
  attempts            integer not null default 0,
  -- why there is no bill yet
  failure             text,
  locked_at           timestamptz,
  locked_by           text,
  primary key (school_id, channel_account_id, bill_date),
  check ((status = 'waiting') = (due_at is not null)),
  check ((status = 'locked') = (locked_at is not null)),
  check ((status = 'locked') = (locked_by is not null))
);
create index bill_days_due on bill_days (due_at) where due_at is not null;
create trigger bill_days_transition before update of status on bill_days for each row
  execute function assert_transition('waiting>reconciled', 'reconciled>locked');

-- Amounts are fen, fees thousandths of a fen (bills have five decimals of a yuan).
create table bills (
  school_id           text not null,
  channel_account_id  text not null,
  bill_date           date not null,
  fetched_at          timestamptz not null,
  -- the file as it was downloaded, sealed, and the SHA-256 of what was downloaded; none of a day without business
  file_sealed         bytea,
  file_sha256         text,
  -- the file's hash came in a signed answer: its lines are evidence by themselves
  is_proven           boolean not null,
  row_count           integer not null,
  paid_fee            bigint not null,
  refunded_fee        bigint not null,
  channel_fee         bigint not null,
  primary key (school_id, channel_account_id, bill_date),
  foreign key (school_id, channel_account_id, bill_date) references bill_days,
  check ((file_sealed is null) = (file_sha256 is null))
);

create table bill_rows (
  school_id           text not null,
  channel_account_id  text not null,
  bill_date           date not null,
  row_no              integer not null check (row_no > 0),
  kind                text not null check (kind in ('payment', 'refund')),
  payment_no          text not null,
  transaction_id      text not null,
  refund_no           text not null,
  channel_refund_id   text not null,
  -- the numbers, where they can be ours
  our_payment_no      bigint,
  our_refund_id       bigint,
  amount              bigint not null check (amount >= 0),
  currency            text not null,
  fee                 bigint not null,
  fee_due             bigint,
  status              text not null check (status in ('succeeded', 'processing', 'failed', 'unclear')),
  happened_at         timestamptz not null,
  payer_uid           text not null,
  -- the line says that it belongs to another merchant
  is_foreign          boolean not null,
  primary key (school_id, channel_account_id, bill_date, row_no),
  foreign key (school_id, channel_account_id, bill_date) references bills
);
create index bill_rows_of_payment on bill_rows (school_id, our_payment_no) where kind = 'payment';
create index bill_rows_of_refund on bill_rows (school_id, our_refund_id) where kind = 'refund';

create trigger bills_append_only before update or delete or truncate on bills
  for each statement execute function refuse_change();
create trigger bill_rows_append_only before update or delete or truncate on bill_rows
  for each statement execute function refuse_change();

create table reconciliation_runs (
  school_id           text not null,
  run_id              bigint generated always as identity,
  channel_account_id  text not null,
  bill_date           date not null,
  status              text not null default 'running' check (status in ('running', 'done', 'failed')),
  started_by          text not null,
  started_at          timestamptz not null,
  progressed_at       timestamptz not null,
  finished_at         timestamptz,
  rows_total          integer not null,
  rows_done           integer not null default 0,
  -- lines that agree with the books, in number and fen
  matched_rows        integer not null default 0,
  matched_paid_fee    bigint not null default 0,
  matched_refunded_fee bigint not null default 0,
  primary key (school_id, run_id),
  foreign key (school_id, channel_account_id, bill_date) references bills,
  check ((status = 'running') = (finished_at is null))
);
create index reconciliation_runs_of_day on reconciliation_runs (school_id, channel_account_id, bill_date, run_id);
create unique index reconciliation_runs_one_running on reconciliation_runs (school_id, channel_account_id, bill_date)
  where status = 'running';
create trigger reconciliation_runs_transition before update of status on reconciliation_runs for each row
  execute function assert_transition('running>done', 'running>failed');

-- A difference is a piece of work: whoever proposes its repair is not who approves it.
create table bill_differences (
  school_id           text not null,
  difference_id       bigint generated always as identity,
  channel_account_id  text not null,
  bill_date           date not null,
  -- the run that found it last
  run_id              bigint not null,
  kind                text not null,
  -- the number it is about, and the bill's line; 0 when the bill has none
  subject             text not null,
  row_no              integer not null,
  app_id              text,
  payment_no          bigint,
  refund_id           bigint,
  books_fee           bigint,
  books_status        text,
  books_at            timestamptz,
  bill_fee            bigint,
  bill_status         text,
  bill_at             timestamptz,
  repair              text not null check (repair in
                        ('book_payment_from_bill', 'settle_refund_from_bill', 'ask_channel', 'mark_known', 'none')),
  -- noted: needs nobody. cleared: a later look no longer found it.
  status              text not null check (status in ('open', 'proposed', 'resolved', 'cleared', 'noted')),
  found_at            timestamptz not null,
  proposed_by         text,
  proposed_at         timestamptz,
  note                text,
  approved_by         text,
  approved_at         timestamptz,
  -- what came of the last repair that was tried
  outcome             text,
  primary key (school_id, difference_id),
  unique (school_id, channel_account_id, bill_date, kind, subject, row_no),
  foreign key (school_id, run_id) references reconciliation_runs,
  foreign key (school_id, channel_account_id, bill_date) references bill_days,
  check ((status = 'noted') = (repair = 'none')),
  check (status not in ('proposed', 'resolved') or proposed_by is not null and proposed_at is not null),
  check (status <> 'resolved' or approved_by is not null and approved_at is not null and outcome is not null),
  constraint bill_differences_two_people check (status <> 'resolved' or approved_by <> proposed_by)
);
create index bill_differences_open on bill_differences (school_id, found_at) where status in ('open', 'proposed');
create index bill_differences_of_subject on bill_differences (school_id, subject, kind);
create trigger bill_differences_transition before update of status on bill_differences for each row
  execute function assert_transition('open>proposed', 'proposed>open', 'proposed>resolved', 'open>cleared',
    'proposed>cleared', 'cleared>open');

-- What is locked stays as it was signed for: later findings belong to a later day.
create function refuse_on_locked_day() returns trigger language plpgsql as $$
declare
  is_locked boolean;
begin
  -- for share waits for whoever is locking the day, and makes them wait
  select status = 'locked' into is_locked from bill_days
    where school_id = new.school_id and channel_account_id = new.channel_account_id and bill_date = new.bill_date
      for share;
  if is_locked then
    raise exception 'day % of account % is locked', new.bill_date, new.channel_account_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger bill_differences_locked before insert or update on bill_differences for each row
  execute function refuse_on_locked_day();
create trigger reconciliation_runs_locked before insert on reconciliation_runs for each row
  execute function refuse_on_locked_day();

-- Money of a merchant account by the day it arrived or was sent back.
create index payments_paid on payments (channel_account_id, paid_at) where status = 'succeeded';
create index refunds_accepted on refunds (accepted_at) where accepted_at is not null;

-- The channel's fees come with its bill.
alter table ledger_transactions drop constraint ledger_transactions_event_check;
alter table ledger_transactions add constraint ledger_transactions_event_check check (event in
  ('payment_received', 'unwanted_money_received', 'refund_reserved', 'refund_succeeded', 'refund_failed',
   'channel_fee_charged', 'channel_fee_returned'));
