-- Partitions that were archived: their rows are in files, and their table goes on without them.
create table archived_partitions (
  table_name     text not null references monthly_tables,
  partition_name text not null,
  -- null: from the beginning
  first_month    date,
  month_behind   date not null,
  first_number   bigint,
  number_behind  bigint not null,
  row_count      bigint not null check (row_count >= 0),
  -- of the file of its rows
  file_sha256    bytea not null check (length(file_sha256) = 32),
  archived_at    timestamptz not null,
  -- whether the rows are in the file alone
  is_dropped     boolean not null,
  primary key (table_name, partition_name)
);

-- What archived entries of the ledger add up to, carried forward by day as `ledger_day_sums` has it.
create table ledger_carried_sums (
  partition_name text not null,
  app_id         text not null references apps,
  day            date not null,
  channel        text not null references channels,
  account        text not null,
  event          text not null,
  movements      bigint not null check (movements > 0),
  amount         bigint not null,
  primary key (partition_name, app_id, day, channel, account, event)
);

/* The number from which on a table has its rows; what is before it was archived. */
create function kept_from(of_table text) returns bigint
  language sql stable
  return (select coalesce(max(number_behind), -9223372036854775808) from archived_partitions where table_name = of_table);

create or replace view ledger_balances as
  select apps.school_id, entries.app_id, entries.channel, entries.account, sum(entries.amount)::bigint as balance
    from (select app_id, channel, account, amount from ledger_entries
          union all
          select app_id, channel, account, amount from ledger_carried_sums) entries join apps using (app_id)
   group by apps.school_id, entries.app_id, entries.channel, entries.account;
