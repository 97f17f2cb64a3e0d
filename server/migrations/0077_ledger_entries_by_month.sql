-- Entries of the ledger lie in partitions by month too, those of a transaction together. Their counter is moved
-- on as that of notifications is, by no more than sums by day walk through in a moment; it never goes back.
insert into monthly_tables values
  ('ledger_entries', 'transaction_id', null, 'public.ledger_transactions_transaction_id_seq', 'ledger_transactions');

alter table ledger_entries rename to ledger_entries_first;
alter index ledger_entries_pkey rename to ledger_entries_first_pkey;
alter index ledger_entries_of_account rename to ledger_entries_first_of_account;
drop trigger ledger_entries_balance on ledger_entries_first;

create table ledger_entries (
  app_id         text not null,
  transaction_id bigint not null,
  account        text not null constraint ledger_entries_account_check check (account in ('channel_receivable', 'school_payable', 'refunds_in_transit', 'suspense',
                                                  'channel_fees')),
  channel        text not null constraint ledger_entries_channel_fkey references channels,
  amount         bigint not null constraint ledger_entries_amount_check check (amount <> 0),
  primary key (app_id, transaction_id, account, channel),
  constraint ledger_entries_app_id_transaction_id_fkey foreign key (app_id, transaction_id) references ledger_transactions
) partition by range (transaction_id);
create index ledger_entries_of_account on ledger_entries (app_id, channel, account) include (amount);
create trigger ledger_entries_append_only before delete or update or truncate on ledger_entries
  for each statement execute function refuse_change();

/*
 * What one statement adds to a transaction balances, and so do all of them: that reads no partition. That a new transaction balances
 * and has entries at all is seen by its own trigger, at the commit.
 */
create function assert_added_balanced() returns trigger language plpgsql as $$
declare
  unbalanced bigint;
begin
  select transaction_id into unbalanced from added group by app_id, transaction_id having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'ledger transaction % does not balance', unbalanced using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
-- planned once: a plan for each number takes twice as long as looking it up
alter function assert_balanced() set plan_cache_mode = force_generic_plan;
create trigger ledger_entries_balance after insert on ledger_entries referencing new table as added
  for each statement execute function assert_added_balanced();
create trigger ledger_entries_balance after insert on ledger_entries_first referencing new table as added
  for each statement execute function assert_added_balanced();

do $$
declare
  given record;
  counted constant oid := (select oid from pg_constraint where conname = 'ledger_entries_counted');
  behind constant bigint := substring(pg_get_constraintdef(counted) from '\d{8,}')::bigint;
begin
  -- servers go on meanwhile as the role they have
  for given in
    select e.grantee::regrole as role, e.privilege_type as what from pg_class c, aclexplode(c.relacl) e
     where c.oid = 'ledger_entries_first'::regclass and e.grantee not in (0, c.relowner) loop
    execute format('grant %s on ledger_entries to %s', given.what, given.role);
  end loop;
  execute format('alter table ledger_entries attach partition ledger_entries_first for values from (minvalue) to (%s)', behind);
  -- gets its true name when its month begins
  execute format('create table ledger_entries_2026_11 partition of ledger_entries for values from (%s) to (maxvalue)', behind);
  perform protect_partition('ledger_entries', 'ledger_entries_2026_11');
end $$;
alter table ledger_entries_first drop constraint ledger_entries_counted;

-- views stay with the table they were made of, whatever its name
create or replace view ledger_balances as
  select apps.school_id, entries.app_id, entries.channel, entries.account, sum(entries.amount)::bigint as balance
    from ledger_entries entries join apps using (app_id)
   group by apps.school_id, entries.app_id, entries.channel, entries.account;
create or replace view ledger_days as
  select app_id, day, channel, account, event, movements, amount from ledger_day_sums
  union all
  select t.app_id, shanghai_day(t.posted_at), e.channel, e.account, t.event, 1, e.amount
    from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
   -- of both: only the partitions behind it are read
   where t.transaction_id > ledger_reach() and e.transaction_id > ledger_reach();
