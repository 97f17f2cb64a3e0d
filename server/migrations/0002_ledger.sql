-- Double entry, append only: one balanced transaction per money event, written in the event's own commit.

create table ledger_transactions (
  app_id          text not null references apps,
  transaction_id  bigint generated always as identity,
  event           text not null check (event in
                    ('payment_received', 'unwanted_money_received', 'refund_reserved', 'refund_succeeded', 'refund_failed')),
  -- the payment or refund it is about
  subject_no      bigint not null,
  posted_at       timestamptz not null,
  primary key (app_id, transaction_id),
  -- a money event is posted once
  unique (app_id, event, subject_no)
);

create table ledger_entries (
  app_id          text not null,
  transaction_id  bigint not null,
  account         text not null check (account in
                    ('channel_receivable', 'school_payable', 'refunds_in_transit', 'suspense', 'channel_fees')),
  channel         text not null check (channel in ('wechat', 'alipay')),
  -- fen; debits are positive, credits negative
  amount          bigint not null check (amount <> 0),
  primary key (app_id, transaction_id, account, channel),
  foreign key (app_id, transaction_id) references ledger_transactions
);
create index ledger_entries_of_account on ledger_entries (app_id, channel, account) include (amount);

create function assert_balanced() returns trigger language plpgsql as $$
begin
  if (select sum(amount) from ledger_entries
       where app_id = new.app_id and transaction_id = new.transaction_id) is distinct from 0 then
    raise exception 'ledger transaction % does not balance', new.transaction_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_transactions_balance after insert on ledger_transactions
  deferrable initially deferred for each row execute function assert_balanced();
create constraint trigger ledger_entries_balance after insert on ledger_entries
  deferrable initially deferred for each row execute function assert_balanced();

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger ledger_transactions_append_only before update or delete or truncate on ledger_transactions
  for each statement execute function refuse_change();
create trigger ledger_entries_append_only before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();

-- Balances per school, app and channel; a positive balance is a debit.
create view ledger_balances as
  select apps.school_id, entries.app_id, entries.channel, entries.account, sum(entries.amount)::bigint as balance
    from ledger_entries entries join apps using (app_id)
   group by apps.school_id, entries.app_id, entries.channel, entries.account;
