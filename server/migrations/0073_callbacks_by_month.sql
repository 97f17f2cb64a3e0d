-- What only grows lies in partitions by month, so that months can be archived and no index grows for ever. Callbacks first.

/*
 * The tables that are divided by month, and by which number. Where a number tells its time, `numbers_per_second` says what it grows
 * by, and a month begins at a number that is known. Where a counter gives numbers out, it is moved on when the month begins.
 */
create table monthly_tables (
  table_name         text primary key,
  key_column         text not null,
  numbers_per_second bigint check (numbers_per_second > 0),
  counter            text,
  -- what it has a foreign key to, read or written before it in the same transaction
  parent_table       text not null,
  check (num_nonnulls(numbers_per_second, counter) = 1)
);
insert into monthly_tables values ('channel_callbacks', 'subject_no', 1000000000, null, 'channel_accounts');

/*
 * The partitions of such a table by their first numbers; null is without an end. A partition is named by its first month: its
 * numbers were given out before the first month of the next.
 */
create view monthly_partitions as
  select m.table_name, c.relname::text as partition_name,
         to_date(substring(c.relname from '_(\d{4}_\d\d)$'), 'YYYY_MM') as first_month,
         substring(pg_get_expr(c.relpartbound, c.oid) from 'FROM \(''?(-?\d+)''?\)')::bigint as first_number,
         substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''?(-?\d+)''?\)')::bigint as number_behind
    from monthly_tables m
    join pg_class p on p.relname = m.table_name and p.relnamespace = 'public'::regnamespace
    join pg_inherits i on i.inhparent = p.oid join pg_class c on c.oid = i.inhrelid;

/* The first number of a month, of numbers that tell their time. */
create function first_number_of(month date, numbers_per_second bigint) returns bigint
  language sql immutable
  return (extract(epoch from month::timestamp at time zone 'Asia/Shanghai') * numbers_per_second)::bigint;

/* A partition refuses what its table refuses, when it is named itself: such triggers are not handed down. */
create function protect_partition(of_table text, partition_name text) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  definition text;
begin
  for definition in
    select pg_get_triggerdef(oid) from pg_trigger
     where tgrelid = of_table::regclass and not tgisinternal and tgtype & 1 = 0 loop
    execute replace(definition, ' ON public.' || of_table || ' ', ' ON public.' || partition_name || ' ');
  end loop;
end $$;
revoke execute on function protect_partition from public;

/*
 * Makes the partitions of this month and of the months to come, as far as their first numbers can be known; answers how many it
 * made. The last one has no end: where nothing was made for long, or a clock is wrong, every row has its place all the same, and a
 * later call ends that partition behind its last row. Nothing is copied. The server's role may make no table itself.
 */
create function open_months(of_table text, at timestamptz) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '500ms' as $$
declare
  -- a month of more flows over into the next one's partition
  numbers_of_a_month constant bigint := 10000000;
  this_month constant date := date_trunc('month', at at time zone 'Asia/Shanghai');
  kind monthly_tables;
  last monthly_partitions;
  reached bigint;
  next_month date;
  next_name text;
  behind bigint;
  made integer := 0;
begin
  select * into strict kind from monthly_tables where table_name = of_table;
  perform pg_advisory_xact_lock(7215002);
  loop
    select * into strict last from monthly_partitions where table_name = of_table and number_behind is null;
    exit when last.first_month >= this_month + case when kind.counter is null then interval '2 months' else interval '1 month' end;
    if made = 0 then
      -- in the order in which rows are written; a partition that is put into place has its foreign keys made anew
      execute format('lock table %I, %I in access exclusive mode', kind.parent_table, of_table);
    end if;
    if kind.counter is null then
      execute format('select max(%I) from %I', kind.key_column, last.partition_name) into reached;
      next_month := greatest(last.first_month + interval '1 month', this_month,
        date_trunc('month', to_timestamp(reached / kind.numbers_per_second) at time zone 'Asia/Shanghai') + interval '1 month');
      behind := first_number_of(next_month, kind.numbers_per_second);
    else
      execute format('select last_value from %s', kind.counter) into reached;
      if reached < last.first_number then perform setval(kind.counter, last.first_number); end if;
      -- its month may have come later than its name says
      next_name := of_table || to_char(this_month, '"_"YYYY_MM');
      if next_name <> last.partition_name then
        execute format('alter table %I rename to %I', last.partition_name, next_name);
        last.partition_name := next_name;
      end if;
      next_month := this_month + interval '1 month';
      behind := greatest(reached, last.first_number) + numbers_of_a_month;
    end if;
    execute format('alter table %I detach partition %I', of_table, last.partition_name);
    execute format('alter table %I attach partition %I for values from (%s) to (%s)',
                   of_table, last.partition_name, coalesce(last.first_number::text, 'minvalue'), behind);
    next_name := of_table || to_char(next_month, '"_"YYYY_MM');
    execute format('create table public.%I partition of %I for values from (%s) to (maxvalue)', next_name, of_table, behind);
    perform protect_partition(of_table, next_name);
    made := made + 1;
  end loop;
  return made;
end $$;
revoke execute on function open_months from public;

alter table channel_callbacks rename to channel_callbacks_first;
alter index channel_callbacks_pkey rename to channel_callbacks_first_former_pkey;
alter index channel_callbacks_by_age rename to channel_callbacks_first_by_age;
alter index channel_callbacks_of_subject rename to channel_callbacks_first_of_subject;
-- handed down by the whole table from now on
drop trigger channel_callbacks_own on channel_callbacks_first;
drop trigger channel_callbacks_resealed on channel_callbacks_first;
-- a key of a table in partitions has the number they are divided by
alter table channel_callbacks_first
  drop constraint channel_callbacks_first_former_pkey,
  add constraint channel_callbacks_first_pkey primary key (channel_account_id, callback_id, subject_no);

-- constraints are found in a partition by the names they have in the table
create table channel_callbacks (
  channel_account_id text not null constraint channel_callbacks_channel_account_id_fkey references channel_accounts,
  callback_id        text not null,
  kind               text not null constraint channel_callbacks_kind_check check (kind in ('payment', 'refund')),
  subject_no         bigint not null,
  content_sealed     bytea not null,
  received_at        timestamptz not null,
  primary key (channel_account_id, callback_id, subject_no)
) partition by range (subject_no);
create index channel_callbacks_by_age on channel_callbacks using brin (received_at);
create index channel_callbacks_of_subject on channel_callbacks (subject_no);
create trigger channel_callbacks_append_only before delete or truncate on channel_callbacks
  for each statement execute function refuse_change_but_expiry();
create trigger channel_callbacks_own before insert on channel_callbacks
  for each row execute function assert_own_callback();
create trigger channel_callbacks_resealed before update on channel_callbacks
  for each row execute function refuse_all_but_resealing('content_sealed');

do $$
declare
  given record;
  -- this is written in November 2026; a table that has later callbacks is cut behind them
  cut constant date := greatest('2026-11-01', (
    select date_trunc('month', to_timestamp(max(subject_no) / 1000000000) at time zone 'Asia/Shanghai') + interval '1 month'
      from channel_callbacks_first));
  behind constant bigint := first_number_of(cut, 1000000000);
begin
  -- servers go on meanwhile as the role they have
  for given in
    select e.grantee::regrole as role, e.privilege_type as what from pg_class c, aclexplode(c.relacl) e
     where c.oid = 'channel_callbacks_first'::regclass and e.grantee not in (0, c.relowner) loop
    execute format('grant %s on channel_callbacks to %s', given.what, given.role);
  end loop;
  execute format('alter table channel_callbacks attach partition channel_callbacks_first for values from (minvalue) to (%s)', behind);
  execute format('create table %I partition of channel_callbacks for values from (%s) to (maxvalue)',
                 'channel_callbacks' || to_char(cut, '"_"YYYY_MM'), behind);
  perform protect_partition('channel_callbacks', 'channel_callbacks' || to_char(cut, '"_"YYYY_MM'));
end $$;

/* A row's place says nothing across partitions: what expires is deleted from one after the other. */
create or replace function erase_expired(of_table text, before timestamptz, batch integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  half_a_year constant timestamptz := least(before, now() - interval '6 months');
  three_years constant timestamptz := least(before, now() - interval '3 years');
  past text;
  part text;
  erased integer;
  in_part integer;
begin
  if batch is null or batch not between 1 and 10000 then
    raise exception 'a batch of % rows', batch using errcode = 'invalid_parameter_value';
  end if;
  past := case of_table
    when 'channel_callbacks' then
      'select c.ctid from %1$I c
        where c.received_at < $1
          and not exists (select from payments p
                           where c.kind = ''payment'' and p.payment_no = c.subject_no
                             and (p.status in (''created'', ''pending'', ''unknown'') or p.refunding_amount > 0
                                  or p.disposition <> ''order'' and p.refunded_amount < p.paid_amount))
          and not exists (select from refunds r
                           where c.kind = ''refund'' and r.refund_id = c.subject_no and r.status = ''processing'')
        limit $2'
    end;
  if past is not null then
    erased := 0;
    for part in select partition_name from monthly_partitions
                 where table_name = of_table order by first_number nulls first loop
      perform set_config('zhixiao.expiring', part, true);
      execute format('delete from %1$I where ctid = any (array(' || past || '))', part)
        using half_a_year, batch - erased;
      get diagnostics in_part = row_count;
      erased := erased + in_part;
      exit when erased >= batch;
    end loop;
    perform set_config('zhixiao.expiring', '', true);
    return erased;
  end if;
  perform set_config('zhixiao.expiring', of_table, true);
  case of_table
    when 'notification_attempts' then
      delete from notification_attempts where ctid = any (array(
        select a.ctid from notification_attempts a join notifications n using (app_id, notification_id)
         -- the one that a partner acknowledged proves for good that he was told
         where a.started_at < half_a_year and a.outcome <> 'acknowledged' and n.status <> 'pending' limit batch));
    when 'notification_rounds' then
      delete from notification_rounds where ctid = any (array(
        select r.ctid from notification_rounds r join notifications n using (app_id, notification_id)
         where r.begun_at < half_a_year and n.status <> 'pending' limit batch));
    when 'invoice_attempts' then
      delete from invoice_attempts where ctid = any (array(
        select a.ctid from invoice_attempts a join invoices i using (app_id, invoice_no)
         where a.at < half_a_year and i.due_at is null limit batch));
    when 'invoice_delivery_rounds' then
      delete from invoice_delivery_rounds where ctid = any (array(
        select r.ctid from invoice_delivery_rounds r join invoice_deliveries d using (app_id, invoice_no, delivery_method)
         where r.begun_at < half_a_year and d.due_at is null limit batch));
    when 'person_accesses' then
      delete from person_accesses where ctid = any (array(
        select a.ctid from person_accesses a where a.at < three_years limit batch));
    when 'consents' then
      -- what a binding that is still there rests on stays, however old
      delete from consents where ctid = any (array(
        select c.ctid from consents c
         where c.at < three_years
           and not exists (select from bindings b where b.school_id = c.school_id and b.uid_index = c.uid_index)
           and not exists (select from consents later
                            where later.school_id = c.school_id and later.uid_index = c.uid_index
                              and later.at >= three_years)
         limit batch));
    else
      raise exception 'nothing of % expires', of_table using errcode = 'invalid_parameter_value';
  end case;
  get diagnostics erased = row_count;
  perform set_config('zhixiao.expiring', '', true);
  return erased;
end $$;
