-- The schema after every migration, for reading: made by `node scripts/dump-schema.ts`.

CREATE OR REPLACE FUNCTION public.assert_account_kept()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'payment % stays with the account it was made with', new.payment_no
    using errcode = 'integrity_constraint_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.assert_added_balanced()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  unbalanced bigint;
begin
  select transaction_id into unbalanced from added group by app_id, transaction_id having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'ledger transaction % does not balance', unbalanced using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.assert_balanced()
 RETURNS trigger
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  if (select sum(amount) from ledger_entries
       where app_id = new.app_id and transaction_id = new.transaction_id) is distinct from 0 then
    raise exception 'ledger transaction % does not balance', new.transaction_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.assert_day_open(of_school text, of_account text, of_date date)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  -- for share waits for whoever is locking the day, and makes them wait
  if (select status = 'locked' from bill_days
       where school_id = of_school and channel_account_id = of_account and bill_date = of_date for share) then
    raise exception 'day % of account % is locked', of_date, of_account
      using errcode = 'integrity_constraint_violation';
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.assert_own_callback()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  is_own boolean;
begin
  if new.kind = 'payment' then
    is_own := exists (select from payments p
                       where p.payment_no = new.subject_no and p.channel_account_id = new.channel_account_id);
  else
    is_own := exists (select from refunds r join payments p using (app_id, payment_no)
                       where r.refund_id = new.subject_no and p.channel_account_id = new.channel_account_id);
  end if;
  if not is_own then
    raise exception 'callback % of account % proves nothing of its own', new.callback_id, new.channel_account_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.assert_own_payment_evidence()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.evidence_account_id is null then
    raise exception 'payment % cannot succeed on nobody''s word', new.payment_no
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.assert_own_refund_evidence()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.evidence_account_id is distinct from (select channel_account_id from payments
                                                where app_id = new.app_id and payment_no = new.payment_no) then
    raise exception 'refund % cannot be settled on the word of account %', new.refund_id, new.evidence_account_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.assert_transition()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.status <> new.status and not (old.status || '>' || new.status = any (tg_argv)) then
    raise exception '% cannot go from % to %', tg_table_name, old.status, new.status
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.empty_request_days(before timestamp with time zone, batch integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '500ms'
AS $function$
declare
  past constant bigint := floor(extract(epoch from before) * 1000)::bigint * 1000000;
  a_day constant bigint := 86400000000000;
  oldest bigint;
  newest bigint;
  went bigint := 0;
  gone bigint;
begin
  for at in 0..8 loop
    execute format('select min(request_id), max(request_id) from partner_requests_%s where slot = %s', at, at)
      into oldest, newest;
    if newest < past then
      begin
        execute format('lock table partner_requests_%s in access exclusive mode', at);
        execute format('select count(*) from partner_requests_%s', at) into gone;
        execute format('truncate partner_requests_%s', at);
        went := went + gone;
      exception when lock_not_available then
        null;
      end;
    elsif oldest < past - a_day then
      execute format('delete from partner_requests_%s where slot = %s and request_id = any (array(
                        select request_id from partner_requests_%s where slot = %s and request_id < %s
                         order by request_id limit %s))', at, at, at, at, past - a_day, batch);
      get diagnostics gone = row_count;
      went := went + gone;
    end if;
  end loop;
  return went;
end $function$;

CREATE OR REPLACE FUNCTION public.erase_expired(of_table text, before timestamp with time zone, batch integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
    -- the one that a partner acknowledged proves for good that he was told
    when 'notification_attempts' then
      'select a.ctid from %1$I a join notifications n using (app_id, notification_id)
        where a.started_at < $1 and a.outcome <> ''acknowledged'' and n.status <> ''pending'' limit $2'
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
end $function$;

CREATE OR REPLACE FUNCTION public.first_id_at(instant timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
RETURN ((EXTRACT(epoch FROM instant) * (1000000000)::numeric))::bigint;

CREATE OR REPLACE FUNCTION public.first_number_of(month date, numbers_per_second bigint)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
RETURN ((EXTRACT(epoch FROM ((month)::timestamp without time zone AT TIME ZONE 'Asia/Shanghai'::text)) * (numbers_per_second)::numeric))::bigint;

CREATE OR REPLACE FUNCTION public.is_cleaned(of_table name)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select current_setting('zhixiao.cleaning', true) = of_table
     and exists (select from splits where cleaning_at is not null and cleaned_at is null and cancelled_at is null)
$function$;

CREATE OR REPLACE FUNCTION public.kept_from(of_table text)
 RETURNS bigint
 LANGUAGE sql
 STABLE
RETURN (SELECT COALESCE(max(archived_partitions.number_behind), '-9223372036854775808'::bigint) AS "coalesce" FROM archived_partitions WHERE (archived_partitions.table_name = kept_from.of_table));

CREATE OR REPLACE FUNCTION public.key_version(sealed bytea)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE STRICT
RETURN CASE get_byte(sealed, 0) WHEN 1 THEN 1 ELSE ((get_byte(sealed, 1) * 256) + get_byte(sealed, 2)) END;

CREATE OR REPLACE FUNCTION public.ledger_reach()
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select ledger_reach from day_sums_state
$function$;

CREATE OR REPLACE FUNCTION public.open_months(of_table text, at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '500ms'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.protect_partition(of_table text, partition_name text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  definition text;
begin
  for definition in
    select pg_get_triggerdef(oid) from pg_trigger
     where tgrelid = of_table::regclass and not tgisinternal and tgtype & 1 = 0 loop
    execute replace(definition, ' ON public.' || of_table || ' ', ' ON public.' || partition_name || ' ');
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_all_but_resealing()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if to_jsonb(new) - tg_argv[0] is distinct from to_jsonb(old) - tg_argv[0]
     or key_version(decode(substring(to_jsonb(new) ->> tg_argv[0] from 3 for 6), 'hex'))
        <= key_version(decode(substring(to_jsonb(old) ->> tg_argv[0] from 3 for 6), 'hex'))
     or (to_jsonb(new) ->> tg_argv[0] is null) <> (to_jsonb(old) ->> tg_argv[0] is null) then
    raise exception '% is append only', tg_table_name using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and is_cleaned(tg_table_name) then
    return old;
  end if;
  raise exception '% is append only', tg_table_name using errcode = 'integrity_constraint_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_change_but_expiry()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and (current_setting('zhixiao.expiring', true) = tg_table_name or is_cleaned(tg_table_name)) then
    return null;
  end if;
  raise exception '% is append only', tg_table_name using errcode = 'integrity_constraint_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_change_of_request()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.status <> 'waiting' and to_jsonb(new) - 'lines_sealed' is distinct from to_jsonb(old) - 'lines_sealed'
     or (new.change_request_id, new.kind, new.school_id, new.subject, new.base, new.asked_by, new.asked_at, new.expires_at)
        is distinct from
        (old.change_request_id, old.kind, old.school_id, old.subject, old.base, old.asked_by, old.asked_at, old.expires_at)
     or new.lines_sealed <> old.lines_sealed and key_version(new.lines_sealed) <= key_version(old.lines_sealed)
     or new.payload_sealed <> old.payload_sealed and key_version(new.payload_sealed) <= key_version(old.payload_sealed)
     or new.payload_sealed is not null and old.payload_sealed is null then
    raise exception 'what was asked for cannot be changed' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_line_of_locked_sheet()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select from settlement_sheets s
                  where s.app_id = new.app_id and s.month = new.month and s.xmin = pg_current_xact_id()::xid) then
    raise exception 'sheet % of app % is locked', new.month, new.app_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_on_locked_day()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and is_cleaned(tg_table_name) then
    return old;
  end if;
  if tg_op <> 'INSERT' then
    perform assert_day_open(old.school_id, old.channel_account_id, old.bill_date);
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  perform assert_day_open(new.school_id, new.channel_account_id, new.bill_date);
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_plain_payer()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% keeps no payer in plain text', tg_table_name using errcode = 'integrity_constraint_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.shanghai_day(instant timestamp with time zone)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE
RETURN ((instant AT TIME ZONE 'Asia/Shanghai'::text))::date;

CREATE OR REPLACE FUNCTION public.skip_elsewhere()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from split_schools s join splits using (split_no) join shard on shard.number <> s.shard
              where side is not null and cancelled_at is null
                and case tg_table_name when 'schools' then s.school_id = new.school_id
                                         else to_jsonb(new) ->> 'app_id' = any (s.app_ids) end) then
    return null;
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.starts_reach()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
AS $function$
  select starts_reach from day_sums_state
$function$;

create table apps (
  app_id text not null,
  school_id text not null,
  name text not null,
  cipher text not null default 'aes-256-cbc'::text,
  keys_sealed bytea not null,
  sp_data_as_text boolean not null default false,
  frozen boolean not null default false,
  created_at timestamp with time zone not null,
  next_keys_sealed bytea,
  next_keys_issued_at timestamp with time zone,
  next_keys_used_at timestamp with time zone,
  least_version smallint not null default 1,
  notify_profile text not null default 'v1'::text,
  refund_day_amount bigint,
  refund_day_count integer,
  refund_no_required boolean not null default false,
  allowed_networks text[] not null default '{}'::text[],
  seals_unsigned boolean not null default true,
  param_bound boolean not null default false,
  keys_issued_at timestamp with time zone,
  constraint apps_pkey PRIMARY KEY (app_id),
  constraint apps_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint apps_allowed_networks_check CHECK ((cardinality(allowed_networks) <= 50)),
  constraint apps_app_id_check CHECK ((app_id ~ '^[0-9A-Za-z_-]{1,32}$'::text)),
  constraint apps_check CHECK (((next_keys_sealed IS NULL) = (next_keys_issued_at IS NULL))),
  constraint apps_check1 CHECK (((next_keys_used_at IS NULL) OR (next_keys_issued_at IS NOT NULL))),
  constraint apps_cipher_check CHECK ((cipher = ANY (ARRAY['aes-256-cbc'::text, 'aes-128-cbc'::text]))),
  constraint apps_least_version_check CHECK ((least_version = ANY (ARRAY[1, 2]))),
  constraint apps_notified_as_asked CHECK (((least_version = 1) OR (notify_profile <> 'v1'::text))),
  constraint apps_notify_profile_check CHECK ((notify_profile = ANY (ARRAY['v1'::text, 'v2'::text, 'v2-sm'::text]))),
  constraint apps_refund_day_amount_check CHECK ((refund_day_amount > 0)),
  constraint apps_refund_day_count_check CHECK ((refund_day_count > 0))
);

create table archived_partitions (
  table_name text not null,
  partition_name text not null,
  first_month date,
  month_behind date not null,
  first_number bigint,
  number_behind bigint not null,
  row_count bigint not null,
  file_sha256 bytea not null,
  archived_at timestamp with time zone not null,
  is_dropped boolean not null,
  constraint archived_partitions_pkey PRIMARY KEY (table_name, partition_name),
  constraint archived_partitions_table_name_fkey FOREIGN KEY (table_name) REFERENCES monthly_tables(table_name),
  constraint archived_partitions_file_sha256_check CHECK ((length(file_sha256) = 32)),
  constraint archived_partitions_row_count_check CHECK ((row_count >= 0))
);

create table audit_entries (
  entry_no bigint not null,
  at timestamp with time zone not null,
  operator text,
  address text,
  action text not null,
  subject text,
  school_id text,
  outcome text not null,
  details jsonb not null,
  previous bytea not null,
  hash bytea not null,
  seal text not null,
  constraint audit_entries_pkey PRIMARY KEY (entry_no),
  constraint audit_entries_hash_key UNIQUE (hash),
  constraint audit_entries_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text]))),
  constraint audit_entries_seal_check CHECK ((seal = ANY (ARRAY['plain'::text, 'keyed'::text])))
);

create table bill_days (
  school_id text not null,
  channel_account_id text not null,
  bill_date date not null,
  status text not null default 'waiting'::text,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone,
  attempts integer not null default 0,
  failure text,
  locked_at timestamp with time zone,
  locked_by text,
  unreadable_tries integer not null default 0,
  constraint bill_days_pkey PRIMARY KEY (school_id, channel_account_id, bill_date),
  constraint bill_days_channel_account_id_fkey FOREIGN KEY (channel_account_id) REFERENCES channel_accounts(channel_account_id),
  constraint bill_days_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint bill_days_check CHECK (((status = 'waiting'::text) = (due_at IS NOT NULL))),
  constraint bill_days_check1 CHECK (((status = 'locked'::text) = (locked_at IS NOT NULL))),
  constraint bill_days_check2 CHECK (((status = 'locked'::text) = (locked_by IS NOT NULL))),
  constraint bill_days_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'reconciled'::text, 'locked'::text])))
);

create table bill_differences (
  school_id text not null,
  difference_id bigint not null generated always as identity,
  channel_account_id text not null,
  bill_date date not null,
  run_id bigint not null,
  kind text not null,
  subject text not null,
  row_no integer not null,
  app_id text,
  payment_no bigint,
  refund_id bigint,
  books_amount bigint,
  books_status text,
  books_at timestamp with time zone,
  bill_amount bigint,
  bill_status text,
  bill_at timestamp with time zone,
  repair text not null,
  status text not null,
  found_at timestamp with time zone not null,
  proposed_by text,
  proposed_at timestamp with time zone,
  note text,
  approved_by text,
  approved_at timestamp with time zone,
  outcome text,
  detail jsonb,
  constraint bill_differences_pkey PRIMARY KEY (school_id, difference_id),
  constraint bill_differences_school_id_channel_account_id_bill_date_kin_key UNIQUE (school_id, channel_account_id, bill_date, kind, subject, row_no),
  constraint bill_differences_school_id_channel_account_id_bill_date_fkey FOREIGN KEY (school_id, channel_account_id, bill_date) REFERENCES bill_days(school_id, channel_account_id, bill_date),
  constraint bill_differences_school_id_run_id_fkey FOREIGN KEY (school_id, run_id) REFERENCES reconciliation_runs(school_id, run_id),
  constraint bill_differences_check CHECK (((status = 'noted'::text) = (repair = 'none'::text))),
  constraint bill_differences_check1 CHECK (((status <> ALL (ARRAY['proposed'::text, 'resolved'::text])) OR ((proposed_by IS NOT NULL) AND (proposed_at IS NOT NULL)))),
  constraint bill_differences_check2 CHECK (((status <> 'resolved'::text) OR ((approved_by IS NOT NULL) AND (approved_at IS NOT NULL) AND (outcome IS NOT NULL)))),
  constraint bill_differences_detail_check CHECK (((detail IS NOT NULL) = (kind = ANY (ARRAY['unreadable_line'::text, 'totals_differ'::text])))),
  constraint bill_differences_kind_check CHECK ((kind = ANY (ARRAY['missing_in_bill'::text, 'missing_in_books'::text, 'paid_not_booked'::text, 'amount_differs'::text, 'transaction_differs'::text, 'currency_differs'::text, 'commission_differs'::text, 'state_unclear'::text, 'other_account'::text, 'other_merchant'::text, 'duplicate_row'::text, 'day_boundary'::text, 'refund_missing_in_bill'::text, 'refund_missing_in_books'::text, 'refund_amount_differs'::text, 'refund_not_settled'::text, 'refund_failed_in_books'::text, 'refund_failed_in_bill'::text, 'refund_of_other_payment'::text, 'unreadable_line'::text, 'totals_differ'::text]))),
  constraint bill_differences_repair_check CHECK ((repair = ANY (ARRAY['book_payment_from_bill'::text, 'settle_refund_from_bill'::text, 'ask_channel'::text, 'mark_known'::text, 'none'::text]))),
  constraint bill_differences_status_check CHECK ((status = ANY (ARRAY['open'::text, 'proposed'::text, 'resolved'::text, 'cleared'::text, 'noted'::text]))),
  constraint bill_differences_two_people CHECK (((status <> 'resolved'::text) OR (approved_by <> proposed_by)))
);

create table bill_rows (
  school_id text not null,
  channel_account_id text not null,
  bill_date date not null,
  row_no integer not null,
  kind text not null,
  payment_no text not null,
  transaction_id text not null,
  refund_no text not null,
  channel_refund_id text not null,
  our_payment_no bigint,
  our_refund_id bigint,
  amount bigint not null,
  currency text not null,
  commission bigint not null,
  commission_due bigint,
  status text not null,
  happened_at timestamp with time zone not null,
  is_foreign boolean not null,
  constraint bill_rows_pkey PRIMARY KEY (school_id, channel_account_id, bill_date, row_no),
  constraint bill_rows_school_id_channel_account_id_bill_date_fkey FOREIGN KEY (school_id, channel_account_id, bill_date) REFERENCES bills(school_id, channel_account_id, bill_date),
  constraint bill_rows_amount_check CHECK ((amount >= 0)),
  constraint bill_rows_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text]))),
  constraint bill_rows_row_no_check CHECK ((row_no > 0)),
  constraint bill_rows_status_check CHECK ((status = ANY (ARRAY['succeeded'::text, 'processing'::text, 'failed'::text, 'unclear'::text])))
);

create table bill_total_gaps (
  school_id text not null,
  channel_account_id text not null,
  bill_date date not null,
  column_name text not null,
  unit text not null,
  stated bigint,
  counted bigint not null,
  constraint bill_total_gaps_pkey PRIMARY KEY (school_id, channel_account_id, bill_date, column_name, unit),
  constraint bill_total_gaps_school_id_channel_account_id_bill_date_fkey FOREIGN KEY (school_id, channel_account_id, bill_date) REFERENCES bills(school_id, channel_account_id, bill_date),
  constraint bill_total_gaps_unit_check CHECK ((unit = ANY (ARRAY['money'::text, 'count'::text])))
);

create table bill_unread_lines (
  school_id text not null,
  channel_account_id text not null,
  bill_date date not null,
  row_no integer not null,
  line_no integer not null,
  fault text not null,
  column_name text not null,
  numbers bigint[] not null,
  text_sealed bytea not null,
  constraint bill_unread_lines_pkey PRIMARY KEY (school_id, channel_account_id, bill_date, row_no),
  constraint bill_unread_lines_school_id_channel_account_id_bill_date_fkey FOREIGN KEY (school_id, channel_account_id, bill_date) REFERENCES bills(school_id, channel_account_id, bill_date),
  constraint bill_unread_lines_fault_check CHECK ((fault = ANY (ARRAY['columns'::text, 'amount'::text, 'time'::text, 'text'::text, 'number'::text, 'length'::text]))),
  constraint bill_unread_lines_line_no_check CHECK ((line_no > 0)),
  constraint bill_unread_lines_row_no_check CHECK ((row_no > 0))
);

create table bills (
  school_id text not null,
  channel_account_id text not null,
  bill_date date not null,
  fetched_at timestamp with time zone not null,
  file_sealed bytea,
  file_sha256 text,
  is_proven boolean not null,
  row_count integer not null,
  paid_amount bigint not null,
  refunded_amount bigint not null,
  commission bigint not null,
  constraint bills_pkey PRIMARY KEY (school_id, channel_account_id, bill_date),
  constraint bills_school_id_channel_account_id_bill_date_fkey FOREIGN KEY (school_id, channel_account_id, bill_date) REFERENCES bill_days(school_id, channel_account_id, bill_date),
  constraint bills_check CHECK (((file_sealed IS NULL) = (file_sha256 IS NULL)))
);

create table bind_attempts (
  school_id text not null,
  attempt_id bigint not null generated always as identity,
  uid_index bytea not null,
  user_no_index bytea not null,
  attempted_at timestamp with time zone not null,
  constraint bind_attempts_pkey PRIMARY KEY (school_id, attempt_id),
  constraint bind_attempts_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id)
);

create table bindings (
  school_id text not null,
  uid_index bytea not null,
  open_id text not null,
  channel text not null,
  issuer text,
  uid_sealed bytea not null,
  source text not null,
  bound_at timestamp with time zone not null,
  constraint bindings_pkey PRIMARY KEY (school_id, uid_index),
  constraint bindings_channel_fkey FOREIGN KEY (channel) REFERENCES channels(channel),
  constraint bindings_school_id_open_id_fkey FOREIGN KEY (school_id, open_id) REFERENCES people(school_id, open_id),
  constraint bindings_check CHECK (((source <> 'payer'::text) OR (issuer IS NOT NULL))),
  constraint bindings_source_check CHECK ((source = ANY (ARRAY['payer'::text, 'operator'::text, 'import'::text])))
);

create table card_links (
  school_id text not null,
  open_id text not null,
  url_sealed bytea not null,
  fetched_at timestamp with time zone not null,
  constraint card_links_pkey PRIMARY KEY (school_id, open_id),
  constraint card_links_school_id_open_id_fkey FOREIGN KEY (school_id, open_id) REFERENCES people(school_id, open_id)
);

create table change_requests (
  change_request_id bigint not null,
  kind text not null,
  school_id text,
  subject text not null,
  payload_sealed bytea,
  lines_sealed bytea not null,
  base bytea not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  status text not null default 'waiting'::text,
  decided_by text,
  decided_at timestamp with time zone,
  reason text,
  constraint change_requests_pkey PRIMARY KEY (change_request_id),
  constraint change_requests_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint change_requests_check CHECK ((expires_at > asked_at)),
  constraint change_requests_check1 CHECK (((status = ANY (ARRAY['applied'::text, 'refused'::text])) = (decided_by IS NOT NULL))),
  constraint change_requests_check2 CHECK (((status = ANY (ARRAY['applied'::text, 'refused'::text])) = (reason IS NOT NULL))),
  constraint change_requests_check3 CHECK (((status = 'waiting'::text) = (decided_at IS NULL))),
  constraint change_requests_check4 CHECK (((status = 'waiting'::text) = (payload_sealed IS NOT NULL))),
  constraint change_requests_kind_check CHECK ((kind ~ '^[a-z_]+\.[a-z_]+$'::text)),
  constraint change_requests_reason_check CHECK ((btrim(reason) <> ''::text)),
  constraint change_requests_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'applied'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text]))),
  constraint change_requests_two_people CHECK ((decided_by <> asked_by))
);

create table channel_accounts (
  channel_account_id text not null,
  school_id text not null,
  app_id text,
  channel text not null,
  settings jsonb not null,
  secrets_sealed bytea not null,
  enabled boolean not null default true,
  created_at timestamp with time zone not null,
  keys_due_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  hinted_at timestamp with time zone,
  constraint channel_accounts_pkey PRIMARY KEY (channel_account_id),
  constraint channel_accounts_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint channel_accounts_channel_fkey FOREIGN KEY (channel) REFERENCES channels(channel),
  constraint channel_accounts_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint channel_accounts_channel_account_id_check CHECK ((channel_account_id ~ '^[0-9A-Za-z_-]{1,32}$'::text))
);

create table channel_callbacks (
  channel_account_id text not null,
  callback_id text not null,
  kind text not null,
  subject_no bigint not null,
  content_sealed bytea not null,
  received_at timestamp with time zone not null,
  constraint channel_callbacks_pkey PRIMARY KEY (channel_account_id, callback_id, subject_no),
  constraint channel_callbacks_channel_account_id_fkey FOREIGN KEY (channel_account_id) REFERENCES channel_accounts(channel_account_id),
  constraint channel_callbacks_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text])))
) partition by RANGE (subject_no);

create table channels (
  channel text not null,
  pay_type smallint not null,
  constraint channels_pkey PRIMARY KEY (channel),
  constraint channels_pay_type_key UNIQUE (pay_type)
);

create table consent_texts (
  sha256 bytea not null,
  kind text not null,
  text_version text not null,
  language text not null,
  content text not null,
  constraint consent_texts_pkey PRIMARY KEY (sha256),
  constraint consent_texts_content_check CHECK ((btrim(content) <> ''::text)),
  constraint consent_texts_kind_check CHECK ((kind = ANY (ARRAY['binding'::text, 'invoice'::text]))),
  constraint consent_texts_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text]))),
  constraint consent_texts_sha256_check CHECK ((length(sha256) = 32)),
  constraint consent_texts_text_version_check CHECK ((btrim(text_version) <> ''::text))
);

create table consents (
  consent_id bigint not null generated always as identity,
  school_id text not null,
  kind text not null,
  event text not null,
  sha256 bytea,
  uid_index bytea,
  app_id text,
  order_id bigint,
  actor_kind text not null,
  at timestamp with time zone not null,
  constraint consents_pkey PRIMARY KEY (consent_id),
  constraint consents_app_id_order_id_fkey FOREIGN KEY (app_id, order_id) REFERENCES orders(app_id, order_id),
  constraint consents_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint consents_sha256_fkey FOREIGN KEY (sha256) REFERENCES consent_texts(sha256),
  constraint consents_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['payer'::text, 'operator'::text]))),
  constraint consents_check CHECK (((event = 'agreed'::text) = (sha256 IS NOT NULL))),
  constraint consents_check1 CHECK (((kind = 'binding'::text) = (uid_index IS NOT NULL))),
  constraint consents_check2 CHECK (((kind = 'invoice'::text) = (order_id IS NOT NULL))),
  constraint consents_check3 CHECK (((order_id IS NULL) = (app_id IS NULL))),
  constraint consents_check4 CHECK (((event = 'withdrawn'::text) OR (actor_kind = 'payer'::text))),
  constraint consents_event_check CHECK ((event = ANY (ARRAY['agreed'::text, 'withdrawn'::text]))),
  constraint consents_kind_check CHECK ((kind = ANY (ARRAY['binding'::text, 'invoice'::text])))
);

create table data_keys (
  purpose text not null,
  version integer not null,
  state text not null,
  key_sealed bytea not null,
  made_at timestamp with time zone not null,
  constraint data_keys_pkey PRIMARY KEY (purpose, version),
  constraint data_keys_purpose_check CHECK ((purpose = ANY (ARRAY['seal'::text, 'index'::text, 'sign'::text]))),
  constraint data_keys_state_check CHECK ((state = ANY (ARRAY['arriving'::text, 'current'::text, 'leaving'::text, 'retired'::text]))),
  constraint data_keys_version_check CHECK (((version >= 1) AND (version <= 65535)))
);

create table day_sums_state (
  only_row boolean not null default true,
  ledger_reach bigint not null,
  next_reach bigint not null,
  next_seen_at timestamp with time zone not null,
  starts_reach timestamp with time zone not null,
  constraint day_sums_state_pkey PRIMARY KEY (only_row),
  constraint day_sums_state_only_row_check CHECK (only_row)
);

create table finished_sign_ins (
  state_hash bytea not null,
  ends_at timestamp with time zone not null,
  constraint finished_sign_ins_pkey PRIMARY KEY (state_hash)
);

create table four_eyes (
  is_only boolean not null default true,
  is_on boolean,
  constraint four_eyes_pkey PRIMARY KEY (is_only),
  constraint four_eyes_is_only_check CHECK (is_only)
);

create table installation (
  is_only boolean not null default true,
  payment_mode text not null,
  decided_at timestamp with time zone not null,
  constraint installation_pkey PRIMARY KEY (is_only),
  constraint installation_is_only_check CHECK (is_only),
  constraint installation_payment_mode_check CHECK ((payment_mode = ANY (ARRAY['sandbox'::text, 'production'::text])))
);

create table invoice_accounts (
  invoice_account_id text not null,
  school_id text not null,
  provider text not null,
  settings jsonb not null,
  secrets_sealed bytea not null,
  enabled boolean not null default true,
  created_at timestamp with time zone not null,
  constraint invoice_accounts_pkey PRIMARY KEY (invoice_account_id),
  constraint invoice_accounts_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint invoice_accounts_provider_check CHECK ((provider = ANY (ARRAY['receipt'::text, 'nuonuo'::text])))
);

create table invoice_attempts (
  app_id text not null,
  attempt_id bigint not null generated always as identity,
  invoice_no bigint not null,
  action text not null,
  outcome text not null,
  detail text not null,
  at timestamp with time zone not null,
  constraint invoice_attempts_pkey PRIMARY KEY (app_id, attempt_id),
  constraint invoice_attempts_app_id_invoice_no_fkey FOREIGN KEY (app_id, invoice_no) REFERENCES invoices(app_id, invoice_no),
  constraint invoice_attempts_action_check CHECK ((action = ANY (ARRAY['issue'::text, 'query'::text, 'fetch'::text, 'reverse'::text, 'query_reversal'::text]))),
  constraint invoice_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'not_done'::text, 'unknown'::text])))
);

create table invoice_deliveries (
  app_id text not null,
  invoice_no bigint not null,
  delivery_method text not null,
  status text not null default 'pending'::text,
  failure text,
  attempts integer not null default 0,
  created_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  due_at timestamp with time zone,
  constraint invoice_deliveries_pkey PRIMARY KEY (app_id, invoice_no, delivery_method),
  constraint invoice_deliveries_app_id_invoice_no_fkey FOREIGN KEY (app_id, invoice_no) REFERENCES invoices(app_id, invoice_no),
  constraint invoice_deliveries_check CHECK (((status = 'pending'::text) = (due_at IS NOT NULL))),
  constraint invoice_deliveries_check1 CHECK (((status = 'pending'::text) = (settled_at IS NULL))),
  constraint invoice_deliveries_delivery_method_check CHECK ((delivery_method = ANY (ARRAY['email'::text, 'sms'::text]))),
  constraint invoice_deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'sent'::text, 'failed'::text])))
);

create table invoice_delivery_rounds (
  app_id text not null,
  invoice_no bigint not null,
  delivery_method text not null,
  round_id bigint not null generated always as identity,
  begun_at timestamp with time zone not null,
  begun_by text not null,
  previous_settled_at timestamp with time zone not null,
  previous_failure text,
  constraint invoice_delivery_rounds_pkey PRIMARY KEY (app_id, invoice_no, delivery_method, round_id),
  constraint invoice_delivery_rounds_app_id_invoice_no_delivery_method_fkey FOREIGN KEY (app_id, invoice_no, delivery_method) REFERENCES invoice_deliveries(app_id, invoice_no, delivery_method)
);

create table invoice_files (
  app_id text not null,
  invoice_no bigint not null,
  kind text not null,
  content_sealed bytea not null,
  sha256 bytea not null,
  constraint invoice_files_pkey PRIMARY KEY (app_id, invoice_no, kind),
  constraint invoice_files_app_id_invoice_no_fkey FOREIGN KEY (app_id, invoice_no) REFERENCES invoices(app_id, invoice_no),
  constraint invoice_files_kind_check CHECK ((kind = ANY (ARRAY['pdf'::text, 'ofd'::text, 'xml'::text])))
);

create table invoice_tries (
  app_id text not null,
  order_id bigint not null,
  try_id bigint not null generated always as identity,
  tried_at timestamp with time zone not null,
  constraint invoice_tries_pkey PRIMARY KEY (app_id, order_id, try_id),
  constraint invoice_tries_app_id_order_id_fkey FOREIGN KEY (app_id, order_id) REFERENCES orders(app_id, order_id)
);

create table invoices (
  app_id text not null,
  invoice_no bigint not null,
  order_id bigint not null,
  source text not null,
  status text not null default 'requested'::text,
  terms_sealed bytea not null,
  verify_code text not null,
  file_code text not null,
  created_at timestamp with time zone not null,
  provider text,
  invoice_account_id text,
  amount bigint,
  request_body_sealed bytea,
  provider_ref text,
  number text,
  code text,
  issued_at timestamp with time zone,
  files_sealed bytea,
  archived_at timestamp with time zone,
  failure text,
  failed_at timestamp with time zone,
  reissues boolean not null default true,
  reversal_no bigint,
  reversal_sealed bytea,
  reversal_number text,
  reversed_at timestamp with time zone,
  due_at timestamp with time zone,
  checks integer not null default 0,
  reversing_since timestamp with time zone,
  reversed_by text,
  reversal_reason text,
  hinted_at timestamp with time zone,
  constraint invoices_pkey PRIMARY KEY (app_id, invoice_no),
  constraint invoices_file_code_key UNIQUE (file_code),
  constraint invoices_invoice_no_key UNIQUE (invoice_no),
  constraint invoices_reversal_no_key UNIQUE (reversal_no),
  constraint invoices_verify_code_key UNIQUE (verify_code),
  constraint invoices_app_id_order_id_fkey FOREIGN KEY (app_id, order_id) REFERENCES orders(app_id, order_id),
  constraint invoices_invoice_account_id_fkey FOREIGN KEY (invoice_account_id) REFERENCES invoice_accounts(invoice_account_id),
  constraint invoices_amount_check CHECK ((amount > 0)),
  constraint invoices_check CHECK (((request_body_sealed IS NULL) = (amount IS NULL))),
  constraint invoices_check1 CHECK (((request_body_sealed IS NULL) = (provider IS NULL))),
  constraint invoices_check10 CHECK (((reversed_by IS NULL) = (reversal_reason IS NULL))),
  constraint invoices_check2 CHECK (((status <> ALL (ARRAY['issuing'::text, 'blocked_auth'::text, 'issued'::text, 'reversing'::text, 'reversed'::text])) OR (request_body_sealed IS NOT NULL))),
  constraint invoices_check3 CHECK (((issued_at IS NOT NULL) = (status = ANY (ARRAY['issued'::text, 'reversing'::text, 'reversed'::text])))),
  constraint invoices_check4 CHECK (((issued_at IS NULL) = (number IS NULL))),
  constraint invoices_check5 CHECK (((reversed_at IS NOT NULL) = (status = 'reversed'::text))),
  constraint invoices_check6 CHECK (((failed_at IS NOT NULL) = (status = 'failed'::text))),
  constraint invoices_check7 CHECK (((reversal_no IS NULL) = (reversal_sealed IS NULL))),
  constraint invoices_check8 CHECK (((due_at IS NOT NULL) OR (status = ANY (ARRAY['issued'::text, 'failed'::text, 'reversed'::text])))),
  constraint invoices_check9 CHECK (((reversing_since IS NOT NULL) = (status = ANY (ARRAY['reversing'::text, 'reversed'::text])))),
  constraint invoices_provider_check CHECK ((provider = ANY (ARRAY['receipt'::text, 'nuonuo'::text]))),
  constraint invoices_reversal_reason_check CHECK ((btrim(reversal_reason) <> ''::text)),
  constraint invoices_source_check CHECK ((source = ANY (ARRAY['order'::text, 'partner'::text, 'payer'::text, 'operator'::text, 'remainder'::text]))),
  constraint invoices_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'issuing'::text, 'blocked_auth'::text, 'issued'::text, 'failed'::text, 'reversing'::text, 'reversed'::text])))
);

create table ledger_carried_sums (
  partition_name text not null,
  app_id text not null,
  day date not null,
  channel text not null,
  account text not null,
  event text not null,
  movements bigint not null,
  amount bigint not null,
  constraint ledger_carried_sums_pkey PRIMARY KEY (partition_name, app_id, day, channel, account, event),
  constraint ledger_carried_sums_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint ledger_carried_sums_channel_fkey FOREIGN KEY (channel) REFERENCES channels(channel),
  constraint ledger_carried_sums_movements_check CHECK ((movements > 0))
);

create table ledger_day_sums (
  app_id text not null,
  day date not null,
  channel text not null,
  account text not null,
  event text not null,
  movements bigint not null,
  amount bigint not null,
  constraint ledger_day_sums_pkey PRIMARY KEY (app_id, day, channel, account, event),
  constraint ledger_day_sums_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id)
);

create table ledger_entries (
  app_id text not null,
  transaction_id bigint not null,
  account text not null,
  channel text not null,
  amount bigint not null,
  constraint ledger_entries_pkey PRIMARY KEY (app_id, transaction_id, account, channel),
  constraint ledger_entries_app_id_transaction_id_fkey FOREIGN KEY (app_id, transaction_id) REFERENCES ledger_transactions(app_id, transaction_id),
  constraint ledger_entries_channel_fkey FOREIGN KEY (channel) REFERENCES channels(channel),
  constraint ledger_entries_account_check CHECK ((account = ANY (ARRAY['channel_receivable'::text, 'school_payable'::text, 'refunds_in_transit'::text, 'suspense'::text, 'channel_fees'::text]))),
  constraint ledger_entries_amount_check CHECK ((amount <> 0))
) partition by RANGE (transaction_id);

create table ledger_transactions (
  app_id text not null,
  transaction_id bigint not null generated always as identity,
  event text not null,
  subject_no bigint not null,
  posted_at timestamp with time zone not null,
  constraint ledger_transactions_pkey PRIMARY KEY (app_id, transaction_id),
  constraint ledger_transactions_app_id_event_subject_no_key UNIQUE (app_id, event, subject_no),
  constraint ledger_transactions_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint ledger_transactions_event_check CHECK ((event = ANY (ARRAY['payment_received'::text, 'unwanted_money_received'::text, 'refund_reserved'::text, 'refund_succeeded'::text, 'refund_failed'::text, 'channel_fee_charged'::text, 'channel_fee_returned'::text])))
);

create table master_key_check (
  is_only boolean not null default true,
  sealed bytea not null,
  made_at timestamp with time zone not null,
  master_version integer not null default 1,
  generation integer not null default 1,
  constraint master_key_check_pkey PRIMARY KEY (is_only),
  constraint master_key_check_generation_check CHECK ((generation >= 1)),
  constraint master_key_check_is_only_check CHECK (is_only),
  constraint master_key_check_master_version_check CHECK (((master_version >= 1) AND (master_version <= 65535)))
);

create table message_recipients (
  recipient_id bigint not null,
  school_id text,
  name text not null,
  method text not null,
  target_sealed bytea not null,
  language text not null,
  kinds text[] not null,
  quiet_from text,
  quiet_until text,
  enabled boolean not null default true,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone,
  sent_at timestamp with time zone,
  failure text,
  failing_since timestamp with time zone,
  failures integer not null default 0,
  constraint message_recipients_pkey PRIMARY KEY (recipient_id),
  constraint message_recipients_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint message_recipients_check CHECK (((quiet_from IS NULL) = (quiet_until IS NULL))),
  constraint message_recipients_check1 CHECK (((failure IS NULL) = (failing_since IS NULL))),
  constraint message_recipients_failure_check CHECK ((length(failure) <= 300)),
  constraint message_recipients_failures_check CHECK ((failures >= 0)),
  constraint message_recipients_kinds_check CHECK (((cardinality(kinds) > 0) AND (kinds <@ '{refund_to_approve,change_to_approve,money,partner,invoice,bill}'::text[]))),
  constraint message_recipients_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text]))),
  constraint message_recipients_method_check CHECK ((method = ANY (ARRAY['email'::text, 'wecom'::text, 'dingtalk'::text]))),
  constraint message_recipients_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint message_recipients_quiet_from_check CHECK ((quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text)),
  constraint message_recipients_quiet_until_check CHECK ((quiet_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text))
);

create table messages (
  message_id bigint not null generated always as identity,
  recipient_id bigint not null,
  kind text not null,
  subject text not null,
  content jsonb not null,
  noted_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint messages_pkey PRIMARY KEY (message_id),
  constraint messages_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES message_recipients(recipient_id) ON DELETE CASCADE,
  constraint messages_subject_check CHECK ((length(subject) <= 100))
);

create table monthly_tables (
  table_name text not null,
  key_column text not null,
  numbers_per_second bigint,
  counter text,
  parent_table text not null,
  constraint monthly_tables_pkey PRIMARY KEY (table_name),
  constraint monthly_tables_check CHECK ((num_nonnulls(numbers_per_second, counter) = 1)),
  constraint monthly_tables_numbers_per_second_check CHECK ((numbers_per_second > 0))
);

create table notification_attempts (
  app_id text not null,
  notification_id bigint not null,
  attempt integer not null,
  started_at timestamp with time zone not null,
  duration_ms integer not null,
  outcome text not null,
  http_status integer,
  detail text not null,
  constraint notification_attempts_pkey PRIMARY KEY (app_id, notification_id, attempt),
  constraint notification_attempts_app_id_notification_id_fkey FOREIGN KEY (app_id, notification_id) REFERENCES notifications(app_id, notification_id),
  constraint notification_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['acknowledged'::text, 'refused'::text, 'unreachable'::text])))
) partition by RANGE (notification_id);

create table notification_endpoints (
  app_id text not null,
  endpoint text not null,
  failures integer not null,
  failing_since timestamp with time zone not null,
  probe_at timestamp with time zone,
  constraint notification_endpoints_pkey PRIMARY KEY (app_id, endpoint),
  constraint notification_endpoints_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint notification_endpoints_failures_check CHECK ((failures > 0))
);

create table notification_rounds (
  app_id text not null,
  notification_id bigint not null,
  round_id bigint not null generated always as identity,
  begun_at timestamp with time zone not null,
  begun_by text not null,
  reason text,
  previous_status text not null,
  previous_settled_at timestamp with time zone,
  previous_attempts integer not null,
  constraint notification_rounds_pkey PRIMARY KEY (app_id, notification_id, round_id),
  constraint notification_rounds_app_id_notification_id_fkey FOREIGN KEY (app_id, notification_id) REFERENCES notifications(app_id, notification_id),
  constraint notification_rounds_check CHECK (((previous_status = 'pending'::text) = (previous_settled_at IS NULL))),
  constraint notification_rounds_previous_status_check CHECK ((previous_status = ANY (ARRAY['pending'::text, 'delivered'::text, 'exhausted'::text]))),
  constraint notification_rounds_reason_check CHECK ((btrim(reason) <> ''::text))
);

create table notifications (
  app_id text not null,
  notification_id bigint not null generated always as identity,
  order_id bigint not null,
  event text not null default 'payment'::text,
  status text not null default 'pending'::text,
  created_at timestamp with time zone not null,
  deadline_at timestamp with time zone not null,
  next_attempt_at timestamp with time zone,
  attempts integer not null default 0,
  settled_at timestamp with time zone,
  endpoint text not null,
  schedule_from integer not null default 0,
  leased_until timestamp with time zone,
  constraint notifications_pkey PRIMARY KEY (app_id, notification_id),
  constraint notifications_app_id_order_id_event_key UNIQUE (app_id, order_id, event),
  constraint notifications_app_id_order_id_fkey FOREIGN KEY (app_id, order_id) REFERENCES orders(app_id, order_id),
  constraint notifications_check CHECK (((status = 'pending'::text) = (next_attempt_at IS NOT NULL))),
  constraint notifications_check1 CHECK (((status = 'pending'::text) = (settled_at IS NULL))),
  constraint notifications_event_check CHECK ((event = 'payment'::text)),
  constraint notifications_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'exhausted'::text])))
);

create table nuonuo_tokens (
  invoice_account_id text not null,
  token_sealed bytea,
  issued_at timestamp with time zone,
  expires_at timestamp with time zone,
  renewing_until timestamp with time zone,
  failed_renewals integer not null default 0,
  credentials_index bytea,
  constraint nuonuo_tokens_pkey PRIMARY KEY (invoice_account_id),
  constraint nuonuo_tokens_invoice_account_id_fkey FOREIGN KEY (invoice_account_id) REFERENCES invoice_accounts(invoice_account_id),
  constraint nuonuo_tokens_check CHECK (((token_sealed IS NULL) = (expires_at IS NULL))),
  constraint nuonuo_tokens_check1 CHECK (((token_sealed IS NULL) = (issued_at IS NULL))),
  constraint nuonuo_tokens_failed_renewals_check CHECK ((failed_renewals >= 0))
);

create table operator_apps (
  operator_id bigint not null,
  app_id text not null,
  constraint operator_apps_pkey PRIMARY KEY (operator_id, app_id),
  constraint operator_apps_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint operator_apps_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(operator_id)
);

create table operator_challenges (
  challenge text not null,
  operator_id bigint,
  expires_at timestamp with time zone not null,
  constraint operator_challenges_pkey PRIMARY KEY (challenge),
  constraint operator_challenges_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(operator_id)
);

create table operator_links (
  token_hash bytea not null,
  operator_id bigint,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint operator_links_pkey PRIMARY KEY (token_hash),
  constraint operator_links_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(operator_id)
);

create table operator_passkeys (
  credential_id text not null,
  operator_id bigint not null,
  name text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint operator_passkeys_pkey PRIMARY KEY (credential_id),
  constraint operator_passkeys_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(operator_id)
);

create table operator_recovery_codes (
  operator_id bigint not null,
  code_index bytea,
  used_at timestamp with time zone,
  code_hash text,
  constraint operator_recovery_codes_operator_id_code_hash_key UNIQUE (operator_id, code_hash),
  constraint operator_recovery_codes_operator_id_code_index_key UNIQUE (operator_id, code_index),
  constraint operator_recovery_codes_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(operator_id),
  constraint operator_recovery_codes_check CHECK ((num_nonnulls(code_index, code_hash) = 1))
);

create table operator_schools (
  operator_id bigint not null,
  school_id text not null,
  constraint operator_schools_pkey PRIMARY KEY (operator_id, school_id),
  constraint operator_schools_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(operator_id),
  constraint operator_schools_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id)
);

create table operator_sessions (
  token_hash bytea not null,
  operator_id bigint not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  signed_in_at timestamp with time zone,
  proved_at timestamp with time zone not null,
  address text not null,
  user_agent text not null,
  ended_at timestamp with time zone,
  constraint operator_sessions_pkey PRIMARY KEY (token_hash),
  constraint operator_sessions_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(operator_id)
);

create table operators (
  operator_id bigint not null,
  account text not null,
  name text not null,
  role text not null,
  all_schools boolean not null,
  status text not null,
  password_hash text,
  totp_sealed bytea,
  totp_enabled_at timestamp with time zone,
  totp_last_step bigint not null default 0,
  created_at timestamp with time zone not null,
  created_by text not null,
  contact_sealed bytea,
  constraint operators_pkey PRIMARY KEY (operator_id),
  constraint operators_account_key UNIQUE (account),
  constraint operators_account_check CHECK ((account ~ '^[a-z0-9][a-z0-9._@-]{1,62}$'::text)),
  constraint operators_check CHECK (((status <> 'active'::text) OR (password_hash IS NOT NULL))),
  constraint operators_check1 CHECK (((totp_enabled_at IS NULL) OR (totp_sealed IS NOT NULL))),
  constraint operators_name_check CHECK ((btrim(name) <> ''::text)),
  constraint operators_partner_of_no_school CHECK (((role <> 'partner'::text) OR (NOT all_schools))),
  constraint operators_role_check CHECK ((role = ANY (ARRAY['administrator'::text, 'system_administrator'::text, 'security_administrator'::text, 'finance'::text, 'refund_approver'::text, 'support'::text, 'auditor'::text, 'partner'::text]))),
  constraint operators_status_check CHECK ((status = ANY (ARRAY['invited'::text, 'active'::text, 'frozen'::text])))
);

create table orders (
  app_id text not null,
  order_id bigint not null,
  out_trade_no text not null,
  body text not null,
  total_amount bigint not null,
  pay_type smallint,
  openid text,
  notify_url text not null,
  return_url text,
  payer_sealed bytea,
  invoice_sealed bytea,
  status text not null default 'pending'::text,
  close_reason text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  payment_no bigint,
  closed_at timestamp with time zone,
  due_at timestamp with time zone,
  user_no_index bigint,
  user_name_index bigint,
  close_by text,
  close_note text,
  openid_sealed bytea,
  openid_index bytea,
  constraint orders_pkey PRIMARY KEY (app_id, order_id),
  constraint orders_app_id_out_trade_no_key UNIQUE (app_id, out_trade_no),
  constraint orders_order_id_key UNIQUE (order_id),
  constraint orders_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint orders_pay_type_fkey FOREIGN KEY (pay_type) REFERENCES channels(pay_type),
  constraint orders_check CHECK (((status = 'paid'::text) = (paid_at IS NOT NULL))),
  constraint orders_check1 CHECK (((status = 'paid'::text) = (payment_no IS NOT NULL))),
  constraint orders_check2 CHECK (((status = 'closed'::text) = (closed_at IS NOT NULL))),
  constraint orders_check3 CHECK (((status <> 'closed'::text) OR (close_reason IS NOT NULL))),
  constraint orders_check4 CHECK (((status = 'pending'::text) = (due_at IS NOT NULL))),
  constraint orders_check5 CHECK (((close_by IS NULL) OR (NOT (close_reason IS DISTINCT FROM 'cancelled'::text)))),
  constraint orders_check6 CHECK (((close_by IS NULL) = (close_note IS NULL))),
  constraint orders_close_note_check CHECK ((btrim(close_note) <> ''::text)),
  constraint orders_close_reason_check CHECK ((close_reason = ANY (ARRAY['cancelled'::text, 'expired'::text, 'failed'::text]))),
  constraint orders_openid_found CHECK (((openid_sealed IS NULL) = (openid_index IS NULL))),
  constraint orders_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'paid'::text, 'closed'::text]))),
  constraint orders_total_amount_check CHECK (((total_amount >= 1) AND (total_amount <= '10000000000'::bigint)))
);

create table params_sent (
  app_id text not null,
  digest bytea not null,
  interface text not null,
  sent_at timestamp with time zone not null,
  constraint params_sent_pkey PRIMARY KEY (app_id, digest),
  constraint params_sent_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint params_sent_digest_check CHECK ((length(digest) = 32))
);

create table partner_request_days (
  app_id text not null,
  day date not null,
  kind text not null,
  total bigint not null,
  kept bigint not null,
  constraint partner_request_days_pkey PRIMARY KEY (app_id, day, kind),
  constraint partner_request_days_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint partner_request_days_check CHECK (((kept >= 0) AND (kept <= total))),
  constraint partner_request_days_kind_check CHECK ((kind = ANY (ARRAY['done'::text, 'refused'::text, 'unproved'::text]))),
  constraint partner_request_days_total_check CHECK ((total >= 0))
);

create table partner_requests (
  slot smallint not null,
  request_id bigint not null,
  app_id text not null,
  interface text not null,
  version smallint not null,
  outcome text not null,
  is_proved boolean not null,
  http_status smallint not null,
  ret_code smallint not null,
  step text,
  message text,
  out_trade_no text,
  duration_us integer not null,
  constraint partner_requests_pkey PRIMARY KEY (slot, request_id),
  constraint partner_requests_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint partner_requests_check CHECK ((slot = ((request_id / '86400000000000'::bigint) % (9)::bigint))),
  constraint partner_requests_check1 CHECK (((outcome = 'done'::text) = (step IS NULL))),
  constraint partner_requests_check2 CHECK (((outcome = 'done'::text) = (message IS NULL))),
  constraint partner_requests_duration_us_check CHECK ((duration_us >= 0)),
  constraint partner_requests_interface_check CHECK ((interface ~ '^[a-z_]{0,40}$'::text)),
  constraint partner_requests_message_check CHECK ((length(message) <= 300)),
  constraint partner_requests_out_trade_no_check CHECK ((length(out_trade_no) <= 40)),
  constraint partner_requests_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text, 'failed'::text]))),
  constraint partner_requests_ret_code_check CHECK (((ret_code >= '-3'::integer) AND (ret_code <= 0))),
  constraint partner_requests_step_check CHECK ((step = ANY (ARRAY['limits'::text, 'path'::text, 'body'::text, 'id'::text, 'sign'::text, 'time'::text, 'nonce'::text, 'source'::text, 'frozen'::text, 'version'::text, 'decrypt'::text, 'json'::text, 'replay'::text, 'field'::text, 'business'::text, 'server'::text]))),
  constraint partner_requests_version_check CHECK ((version = ANY (ARRAY[1, 2])))
) partition by LIST (slot);

create table payment_day_starts (
  app_id text not null,
  day date not null,
  channel text not null,
  started bigint not null,
  constraint payment_day_starts_pkey PRIMARY KEY (app_id, day, channel),
  constraint payment_day_starts_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id)
);

create table payments (
  app_id text not null,
  payment_no bigint not null,
  order_id bigint not null,
  channel text not null,
  scene text not null,
  channel_account_id text not null,
  openid text,
  total_amount bigint not null,
  status text not null default 'created'::text,
  request_body text,
  credential jsonb,
  credential_expires_at timestamp with time zone,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  transaction_id text,
  paid_amount bigint,
  paid_at timestamp with time zone,
  payer_uid text,
  disposition text,
  refunding_amount bigint not null default 0,
  refunded_amount bigint not null default 0,
  due_at timestamp with time zone,
  checks integer not null default 0,
  in_doubt boolean not null default false,
  asked_at timestamp with time zone,
  evidence_account_id text,
  sent_at timestamp with time zone,
  openid_sealed bytea,
  openid_index bytea,
  payer_uid_sealed bytea,
  payer_uid_index bytea,
  request_body_sealed bytea,
  constraint payments_pkey PRIMARY KEY (app_id, payment_no),
  constraint payments_payment_no_key UNIQUE (payment_no),
  constraint payments_app_id_order_id_fkey FOREIGN KEY (app_id, order_id) REFERENCES orders(app_id, order_id),
  constraint payments_channel_account_id_fkey FOREIGN KEY (channel_account_id) REFERENCES channel_accounts(channel_account_id),
  constraint payments_channel_fkey FOREIGN KEY (channel) REFERENCES channels(channel),
  constraint payments_check CHECK (((status = 'succeeded'::text) = (transaction_id IS NOT NULL))),
  constraint payments_check1 CHECK (((status = 'succeeded'::text) = (paid_amount IS NOT NULL))),
  constraint payments_check2 CHECK (((status = 'succeeded'::text) = (paid_at IS NOT NULL))),
  constraint payments_check3 CHECK (((status = 'succeeded'::text) = (disposition IS NOT NULL))),
  constraint payments_check4 CHECK (((disposition IS NULL) OR (disposition <> 'order'::text) OR (paid_amount = total_amount))),
  constraint payments_check5 CHECK (((status = ANY (ARRAY['created'::text, 'pending'::text, 'unknown'::text])) OR (due_at IS NULL))),
  constraint payments_check6 CHECK (((refunding_amount + refunded_amount) <= COALESCE(paid_amount, (0)::bigint))),
  constraint payments_check7 CHECK ((evidence_account_id = channel_account_id)),
  constraint payments_disposition_check CHECK ((disposition = ANY (ARRAY['order'::text, 'late'::text, 'duplicate'::text, 'wrong_amount'::text]))),
  constraint payments_openid_found CHECK (((openid_sealed IS NULL) = (openid_index IS NULL))),
  constraint payments_paid_amount_check CHECK ((paid_amount > 0)),
  constraint payments_payer_found CHECK (((payer_uid_sealed IS NULL) = (payer_uid_index IS NULL))),
  constraint payments_refunded_amount_check CHECK ((refunded_amount >= 0)),
  constraint payments_refunding_amount_check CHECK ((refunding_amount >= 0)),
  constraint payments_request_body_kept CHECK (((status = ANY (ARRAY['succeeded'::text, 'closed'::text])) OR (num_nonnulls(request_body, request_body_sealed) = 1))),
  constraint payments_status_check CHECK ((status = ANY (ARRAY['created'::text, 'pending'::text, 'unknown'::text, 'succeeded'::text, 'closed'::text]))),
  constraint payments_total_amount_check CHECK (((total_amount >= 1) AND (total_amount <= '10000000000'::bigint)))
);

create table people (
  school_id text not null,
  open_id text not null,
  user_no_index bytea not null,
  user_name_index bytea not null,
  person_sealed bytea not null,
  identity_type smallint not null,
  frozen boolean not null,
  id_tail_hash bytea,
  phone_hash bytea,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  user_no_folded_index bytea,
  named_at timestamp with time zone,
  named_by text,
  constraint people_pkey PRIMARY KEY (school_id, open_id),
  constraint people_school_id_user_no_index_key UNIQUE (school_id, user_no_index),
  constraint people_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint people_identity_type_check CHECK ((identity_type = ANY (ARRAY[0, 1, 2]))),
  constraint people_named CHECK ((num_nonnulls(named_at, named_by) <> 1)),
  constraint people_open_id_check CHECK ((open_id ~ '^[0-9A-Za-z_-]{22}$'::text))
);

create table person_accesses (
  school_id text not null,
  access_id bigint not null generated always as identity,
  open_id text,
  action text not null,
  found_by text,
  actor_kind text not null,
  actor text,
  at timestamp with time zone not null,
  constraint person_accesses_pkey PRIMARY KEY (school_id, access_id),
  constraint person_accesses_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint person_accesses_action_check CHECK ((action = ANY (ARRAY['identity'::text, 'card'::text, 'find'::text, 'export'::text, 'import'::text, 'bind'::text, 'bind_refused'::text, 'unbind'::text, 'own'::text, 'freeze'::text, 'unfreeze'::text, 'erase'::text]))),
  constraint person_accesses_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['app'::text, 'operator'::text, 'payer'::text]))),
  constraint person_accesses_check CHECK (((actor IS NULL) = (actor_kind = 'payer'::text))),
  constraint person_accesses_found_by_check CHECK ((found_by = ANY (ARRAY['uid'::text, 'user_no'::text, 'user_name'::text])))
);

create table personal_data_requests (
  request_id bigint not null,
  school_id text not null,
  kind text not null,
  person_index bytea not null,
  person_masked text not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  reason text not null,
  status text not null default 'running'::text,
  finished_at timestamp with time zone,
  counts jsonb not null,
  subject_sealed bytea,
  due_at timestamp with time zone,
  constraint personal_data_requests_pkey PRIMARY KEY (request_id),
  constraint personal_data_requests_school_id_fkey FOREIGN KEY (school_id) REFERENCES schools(school_id),
  constraint personal_data_requests_check CHECK (((status = 'running'::text) = (finished_at IS NULL))),
  constraint personal_data_requests_check1 CHECK (((status = 'running'::text) = (subject_sealed IS NOT NULL))),
  constraint personal_data_requests_check2 CHECK (((status = 'running'::text) = (due_at IS NOT NULL))),
  constraint personal_data_requests_check3 CHECK (((status <> 'expired'::text) OR (kind = 'export'::text))),
  constraint personal_data_requests_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'erasure'::text]))),
  constraint personal_data_requests_reason_check CHECK ((btrim(reason) <> ''::text)),
  constraint personal_data_requests_status_check CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'expired'::text])))
);

create table reconciliation_runs (
  school_id text not null,
  run_id bigint not null generated always as identity,
  channel_account_id text not null,
  bill_date date not null,
  status text not null default 'running'::text,
  started_by text not null,
  started_at timestamp with time zone not null,
  progressed_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  rows_total integer not null,
  rows_done integer not null default 0,
  matched_rows integer not null default 0,
  matched_paid_amount bigint not null default 0,
  matched_refunded_amount bigint not null default 0,
  constraint reconciliation_runs_pkey PRIMARY KEY (school_id, run_id),
  constraint reconciliation_runs_school_id_channel_account_id_bill_date_fkey FOREIGN KEY (school_id, channel_account_id, bill_date) REFERENCES bills(school_id, channel_account_id, bill_date),
  constraint reconciliation_runs_check CHECK (((status = 'running'::text) = (finished_at IS NULL))),
  constraint reconciliation_runs_status_check CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);

create table refund_applications (
  app_id text not null,
  refund_application_id bigint not null,
  order_id bigint not null,
  payment_no bigint not null,
  refund_amount bigint not null,
  reason text not null,
  needs_approval boolean not null,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  status text not null default 'pending'::text,
  decided_by text,
  decided_at timestamp with time zone,
  note text,
  refund_id bigint,
  idempotency_key text,
  constraint refund_applications_pkey PRIMARY KEY (app_id, refund_application_id),
  constraint refund_applications_one_per_key UNIQUE (app_id, idempotency_key),
  constraint refund_applications_refund_application_id_key UNIQUE (refund_application_id),
  constraint refund_applications_app_id_order_id_fkey FOREIGN KEY (app_id, order_id) REFERENCES orders(app_id, order_id),
  constraint refund_applications_app_id_payment_no_fkey FOREIGN KEY (app_id, payment_no) REFERENCES payments(app_id, payment_no),
  constraint refund_applications_app_id_refund_id_fkey FOREIGN KEY (app_id, refund_id) REFERENCES refunds(app_id, refund_id),
  constraint refund_applications_check CHECK (((status = 'pending'::text) = (decided_by IS NULL))),
  constraint refund_applications_check1 CHECK (((status = 'pending'::text) = (decided_at IS NULL))),
  constraint refund_applications_check2 CHECK (((status = 'approved'::text) = (refund_id IS NOT NULL))),
  constraint refund_applications_idempotency_key_check CHECK ((idempotency_key <> ''::text)),
  constraint refund_applications_reason_check CHECK ((btrim(reason) <> ''::text)),
  constraint refund_applications_refund_amount_check CHECK ((refund_amount > 0)),
  constraint refund_applications_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text]))),
  constraint refund_applications_two_people CHECK (((NOT needs_approval) OR (decided_by <> requested_by)))
);

create table refunds (
  app_id text not null,
  refund_id bigint not null,
  order_id bigint not null,
  payment_no bigint not null,
  out_refund_no text,
  refund_amount bigint not null,
  cause text not null,
  status text not null default 'processing'::text,
  request_body text not null,
  accepted_at timestamp with time zone,
  channel_refund_id text,
  failure text,
  created_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  due_at timestamp with time zone,
  checks integer not null default 0,
  channel text not null,
  abnormal_at timestamp with time zone,
  dismissed_at timestamp with time zone,
  dismissed_by text,
  dismissal_reason text,
  evidence_account_id text,
  constraint refunds_pkey PRIMARY KEY (app_id, refund_id),
  constraint refunds_refund_id_key UNIQUE (refund_id),
  constraint refunds_app_id_order_id_fkey FOREIGN KEY (app_id, order_id) REFERENCES orders(app_id, order_id),
  constraint refunds_app_id_payment_no_fkey FOREIGN KEY (app_id, payment_no) REFERENCES payments(app_id, payment_no),
  constraint refunds_channel_fkey FOREIGN KEY (channel) REFERENCES channels(channel),
  constraint refunds_cause_check CHECK ((cause = ANY (ARRAY['partner'::text, 'operator'::text, 'late'::text, 'duplicate'::text, 'wrong_amount'::text]))),
  constraint refunds_check CHECK (((status = 'processing'::text) = (settled_at IS NULL))),
  constraint refunds_check1 CHECK (((status = 'processing'::text) = (due_at IS NOT NULL))),
  constraint refunds_check2 CHECK (((status = 'failed'::text) = (failure IS NOT NULL))),
  constraint refunds_check3 CHECK (((abnormal_at IS NULL) OR (accepted_at IS NOT NULL))),
  constraint refunds_check4 CHECK (((dismissed_at IS NULL) = (dismissed_by IS NULL))),
  constraint refunds_check5 CHECK (((dismissed_at IS NULL) = (dismissal_reason IS NULL))),
  constraint refunds_check6 CHECK (((dismissed_at IS NULL) OR (status = 'failed'::text))),
  constraint refunds_dismissal_reason_check CHECK ((btrim(dismissal_reason) <> ''::text)),
  constraint refunds_refund_amount_check CHECK ((refund_amount > 0)),
  constraint refunds_status_check CHECK ((status = ANY (ARRAY['processing'::text, 'succeeded'::text, 'failed'::text])))
);

create table request_nonces (
  app_id text not null,
  nonce text not null,
  expires_at timestamp with time zone not null,
  constraint request_nonces_pkey PRIMARY KEY (app_id, nonce),
  constraint request_nonces_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id)
);

create table retention_runs (
  run_id bigint not null generated always as identity,
  run_date date not null,
  kind text not null,
  period_hours integer not null,
  erase_before timestamp with time zone not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  leased_until timestamp with time zone not null,
  erased bigint not null default 0,
  kept bigint not null default 0,
  "position" bigint not null default 0,
  reached bigint not null default 0,
  constraint retention_runs_pkey PRIMARY KEY (run_id),
  constraint retention_runs_run_date_kind_key UNIQUE (run_date, kind),
  constraint retention_runs_erased_check CHECK ((erased >= 0)),
  constraint retention_runs_kept_check CHECK ((kept >= 0)),
  constraint retention_runs_kind_check CHECK ((kind ~ '^[a-z_]+$'::text)),
  constraint retention_runs_period_hours_check CHECK ((period_hours >= 0))
);

create table saved_views (
  operator_id bigint not null,
  view_id bigint not null generated always as identity,
  list text not null,
  name text not null,
  query text not null,
  hidden text[] not null,
  created_at timestamp with time zone not null,
  constraint saved_views_pkey PRIMARY KEY (operator_id, view_id),
  constraint saved_views_operator_id_list_name_key UNIQUE (operator_id, list, name),
  constraint saved_views_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(operator_id),
  constraint saved_views_list_check CHECK ((list ~~ '/%'::text)),
  constraint saved_views_name_check CHECK ((btrim(name) <> ''::text))
);

create table schema_migrations (
  number integer not null,
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default now(),
  breaks text,
  constraint schema_migrations_pkey PRIMARY KEY (number)
);

create table school_logos (
  logo_hash text not null,
  png bytea not null,
  created_at timestamp with time zone not null,
  constraint school_logos_pkey PRIMARY KEY (logo_hash),
  constraint school_logos_logo_hash_check CHECK ((logo_hash ~ '^[0-9a-f]{32}$'::text)),
  constraint school_logos_png_check CHECK (((length(png) >= 1) AND (length(png) <= 65536)))
);

create table schools (
  school_id text not null,
  name text not null,
  created_at timestamp with time zone not null,
  card_link_template text,
  card_app_ids text[] not null default '{20000021}'::text[],
  refund_approval_above bigint not null default 0,
  four_eyes boolean,
  logo_hash text,
  brand_colour text,
  payer_contact text,
  constraint schools_pkey PRIMARY KEY (school_id),
  constraint schools_logo_hash_fkey FOREIGN KEY (logo_hash) REFERENCES school_logos(logo_hash),
  constraint schools_brand_colour_check CHECK ((brand_colour ~ '^#[0-9a-f]{6}$'::text)),
  constraint schools_payer_contact_check CHECK (((length(payer_contact) >= 1) AND (length(payer_contact) <= 100))),
  constraint schools_refund_approval_above_check CHECK ((refund_approval_above >= 0)),
  constraint schools_school_id_check CHECK ((school_id ~ '^[0-9A-Za-z_-]{1,32}$'::text))
);

create table settlement_lines (
  app_id text not null,
  month date not null,
  channel text not null,
  event text not null,
  movements bigint not null,
  amount bigint not null,
  constraint settlement_lines_pkey PRIMARY KEY (app_id, month, channel, event),
  constraint settlement_lines_app_id_month_fkey FOREIGN KEY (app_id, month) REFERENCES settlement_sheets(app_id, month),
  constraint settlement_lines_channel_fkey FOREIGN KEY (channel) REFERENCES channels(channel)
);

create table settlement_proposals (
  app_id text not null,
  month date not null,
  proposed_by text not null,
  proposed_at timestamp with time zone not null,
  net_amount bigint not null,
  version text,
  constraint settlement_proposals_pkey PRIMARY KEY (app_id, month),
  constraint settlement_proposals_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint settlement_proposals_month_check CHECK ((month = date_trunc('month'::text, (month)::timestamp with time zone)))
);

create table settlement_sheets (
  app_id text not null,
  month date not null,
  locked_by text not null,
  locked_at timestamp with time zone not null,
  prepared_by text,
  needs_two boolean not null default false,
  constraint settlement_sheets_pkey PRIMARY KEY (app_id, month),
  constraint settlement_sheets_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint settlement_sheets_month_check CHECK ((month = date_trunc('month'::text, (month)::timestamp with time zone))),
  constraint settlement_sheets_two_people CHECK (((NOT needs_two) OR ((prepared_by IS NOT NULL) AND (prepared_by <> locked_by))))
);

create table shard (
  is_only boolean not null default true,
  number smallint not null,
  decided_at timestamp with time zone not null,
  constraint shard_pkey PRIMARY KEY (is_only),
  constraint shard_is_only_check CHECK (is_only),
  constraint shard_number_check CHECK (((number >= 0) AND (number <= 15)))
);

create table sign_in_failures (
  subject text not null,
  failures integer not null,
  last_at timestamp with time zone not null,
  locked_until timestamp with time zone,
  constraint sign_in_failures_pkey PRIMARY KEY (subject)
);

create table split_schools (
  split_no integer not null,
  school_id text not null,
  shard smallint not null,
  app_ids text[] not null,
  constraint split_schools_pkey PRIMARY KEY (split_no, school_id),
  constraint split_schools_split_no_fkey FOREIGN KEY (split_no) REFERENCES splits(split_no)
);

create table splits (
  split_no integer not null,
  from_shard smallint not null,
  to_shard smallint not null,
  timeline bigint not null,
  code text not null,
  begun_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  side text,
  taken_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  cleaning_at timestamp with time zone,
  cleaned_at timestamp with time zone,
  constraint splits_pkey PRIMARY KEY (split_no),
  constraint splits_check CHECK ((from_shard <> to_shard)),
  constraint splits_check1 CHECK (((side IS NULL) = (taken_at IS NULL))),
  constraint splits_check2 CHECK (((taken_at IS NULL) OR (closed_at IS NOT NULL))),
  constraint splits_check3 CHECK (((cleaning_at IS NULL) OR ((taken_at IS NOT NULL) AND (cancelled_at IS NULL)))),
  constraint splits_check4 CHECK (((cleaned_at IS NULL) OR (cleaning_at IS NOT NULL))),
  constraint splits_code_check CHECK ((code <> ''::text)),
  constraint splits_from_shard_check CHECK (((from_shard >= 0) AND (from_shard <= 15))),
  constraint splits_side_check CHECK ((side = ANY (ARRAY['stays'::text, 'moves'::text]))),
  constraint splits_split_no_check CHECK ((split_no > 0)),
  constraint splits_to_shard_check CHECK (((to_shard >= 0) AND (to_shard <= 15)))
);

create table unreachable_endpoints (
  app_id text not null,
  endpoint text not null,
  reason text not null,
  seen_at timestamp with time zone not null,
  constraint unreachable_endpoints_pkey PRIMARY KEY (app_id, endpoint),
  constraint unreachable_endpoints_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint unreachable_endpoints_reason_check CHECK ((reason = ANY (ARRAY['private'::text, 'own'::text, 'special'::text, 'internal_name'::text, 'short_name'::text])))
);

create table versions_seen (
  app_id text not null,
  version smallint not null,
  seen_at timestamp with time zone not null,
  constraint versions_seen_pkey PRIMARY KEY (app_id, version),
  constraint versions_seen_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(app_id),
  constraint versions_seen_version_check CHECK ((version = ANY (ARRAY[1, 2])))
);

create table channel_callbacks_2026_11 partition of channel_callbacks FOR VALUES FROM ('1793462400000000000') TO (MAXVALUE);
create table channel_callbacks_first partition of channel_callbacks FOR VALUES FROM (MINVALUE) TO ('1793462400000000000');
create table ledger_entries_2026_11 partition of ledger_entries FOR VALUES FROM ('10000001') TO (MAXVALUE);
create table ledger_entries_first partition of ledger_entries FOR VALUES FROM (MINVALUE) TO ('10000001');
create table notification_attempts_2026_11 partition of notification_attempts FOR VALUES FROM ('10000001') TO (MAXVALUE);
create table notification_attempts_first partition of notification_attempts FOR VALUES FROM (MINVALUE) TO ('10000001');
create table partner_requests_0 partition of partner_requests FOR VALUES IN ('0');
create table partner_requests_1 partition of partner_requests FOR VALUES IN ('1');
create table partner_requests_2 partition of partner_requests FOR VALUES IN ('2');
create table partner_requests_3 partition of partner_requests FOR VALUES IN ('3');
create table partner_requests_4 partition of partner_requests FOR VALUES IN ('4');
create table partner_requests_5 partition of partner_requests FOR VALUES IN ('5');
create table partner_requests_6 partition of partner_requests FOR VALUES IN ('6');
create table partner_requests_7 partition of partner_requests FOR VALUES IN ('7');
create table partner_requests_8 partition of partner_requests FOR VALUES IN ('8');

CREATE INDEX audit_entries_at ON public.audit_entries USING btree (at);
CREATE INDEX audit_entries_found ON public.audit_entries USING gin (((details -> 'found'::text))) WHERE (action = 'person.find'::text);
CREATE INDEX audit_entries_of_action ON public.audit_entries USING btree (action text_pattern_ops, entry_no);
CREATE INDEX audit_entries_of_operator ON public.audit_entries USING btree (operator, entry_no);
CREATE INDEX audit_entries_of_school ON public.audit_entries USING btree (school_id, entry_no);
CREATE INDEX audit_entries_of_subject ON public.audit_entries USING btree (subject, entry_no) WHERE (subject IS NOT NULL);
CREATE INDEX audit_entries_people ON public.audit_entries USING gin (((details -> 'people'::text))) WHERE (details ? 'people'::text);
CREATE INDEX audit_entries_refused ON public.audit_entries USING btree (entry_no) WHERE (outcome = 'refused'::text);
CREATE INDEX audit_entries_unnamed ON public.audit_entries USING btree (entry_no) WHERE ((action = 'order.find'::text) AND (outcome = 'done'::text) AND (NOT (details ? 'people'::text)));
CREATE INDEX bill_days_due ON public.bill_days USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX bill_differences_of_subject ON public.bill_differences USING btree (school_id, subject, kind);
CREATE INDEX bill_differences_open ON public.bill_differences USING btree (school_id, found_at) WHERE (status = ANY (ARRAY['open'::text, 'proposed'::text]));
CREATE INDEX bill_rows_of_payment ON public.bill_rows USING btree (school_id, our_payment_no) WHERE (kind = 'payment'::text);
CREATE INDEX bill_rows_of_refund ON public.bill_rows USING btree (school_id, our_refund_id) WHERE (kind = 'refund'::text);
CREATE INDEX bind_attempts_by_number ON public.bind_attempts USING btree (school_id, user_no_index, attempted_at);
CREATE INDEX bind_attempts_by_uid ON public.bind_attempts USING btree (school_id, uid_index, attempted_at);
CREATE INDEX bindings_of_person ON public.bindings USING btree (school_id, open_id);
CREATE UNIQUE INDEX bindings_one_per_issuer ON public.bindings USING btree (school_id, open_id, channel, issuer);
CREATE INDEX change_requests_of_school ON public.change_requests USING btree (school_id, change_request_id);
CREATE UNIQUE INDEX change_requests_waiting ON public.change_requests USING btree (kind, subject) WHERE (status = 'waiting'::text);
CREATE INDEX channel_accounts_keys_due ON public.channel_accounts USING btree (keys_due_at) WHERE enabled;
CREATE UNIQUE INDEX channel_accounts_of_app ON public.channel_accounts USING btree (app_id, channel) WHERE ((app_id IS NOT NULL) AND enabled);
CREATE UNIQUE INDEX channel_accounts_of_school ON public.channel_accounts USING btree (school_id, channel) WHERE ((app_id IS NULL) AND enabled);
CREATE INDEX channel_callbacks_by_age ON ONLY public.channel_callbacks USING brin (received_at);
CREATE INDEX channel_callbacks_of_subject ON ONLY public.channel_callbacks USING btree (subject_no);
CREATE INDEX consents_by_age ON public.consents USING brin (at);
CREATE INDEX consents_of_order ON public.consents USING btree (app_id, order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX consents_of_payer ON public.consents USING btree (school_id, uid_index, consent_id) WHERE (uid_index IS NOT NULL);
CREATE UNIQUE INDEX data_keys_one_of_each ON public.data_keys USING btree (purpose, state) WHERE (state <> 'retired'::text);
CREATE INDEX finished_sign_ins_by_end ON public.finished_sign_ins USING btree (ends_at);
CREATE UNIQUE INDEX invoice_accounts_enabled ON public.invoice_accounts USING btree (school_id) WHERE enabled;
CREATE INDEX invoice_attempts_by_age ON public.invoice_attempts USING brin (at);
CREATE INDEX invoice_attempts_of_invoice ON public.invoice_attempts USING btree (app_id, invoice_no, attempt_id);
CREATE INDEX invoice_deliveries_due ON public.invoice_deliveries USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX invoice_deliveries_failed ON public.invoice_deliveries USING btree (app_id, settled_at) WHERE (status = 'failed'::text);
CREATE INDEX invoice_delivery_rounds_by_age ON public.invoice_delivery_rounds USING brin (begun_at);
CREATE INDEX invoice_tries_by_age ON public.invoice_tries USING btree (tried_at);
CREATE INDEX invoices_due ON public.invoices USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX invoices_failed ON public.invoices USING btree (app_id, order_id) WHERE (status = ANY (ARRAY['failed'::text, 'blocked_auth'::text]));
CREATE UNIQUE INDEX invoices_live ON public.invoices USING btree (app_id, order_id) WHERE (status <> ALL (ARRAY['failed'::text, 'reversed'::text]));
CREATE INDEX invoices_of_number ON public.invoices USING btree (number) WHERE (number IS NOT NULL);
CREATE INDEX invoices_of_order ON public.invoices USING btree (app_id, order_id, invoice_no);
CREATE INDEX invoices_reversed ON public.invoices USING btree (app_id, invoice_no) WHERE (status = 'reversed'::text);
CREATE INDEX invoices_unfiled ON public.invoices USING btree (app_id, invoice_no) WHERE ((status = 'issued'::text) AND (archived_at IS NULL));
CREATE INDEX ledger_entries_of_account ON ONLY public.ledger_entries USING btree (app_id, channel, account) INCLUDE (amount);
CREATE INDEX ledger_payments_by_time ON public.ledger_transactions USING btree (app_id, posted_at) INCLUDE (subject_no) WHERE (event = 'payment_received'::text);
CREATE INDEX ledger_transactions_by_time ON public.ledger_transactions USING brin (posted_at) WITH (pages_per_range='32', autosummarize='on');
CREATE UNIQUE INDEX ledger_transactions_in_order ON public.ledger_transactions USING btree (transaction_id);
CREATE INDEX message_recipients_due ON public.message_recipients USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX messages_ended ON public.messages USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE UNIQUE INDEX messages_open ON public.messages USING btree (recipient_id, kind, subject) WHERE (ended_at IS NULL);
CREATE INDEX messages_unsent ON public.messages USING btree (recipient_id, message_id) WHERE ((sent_at IS NULL) AND (ended_at IS NULL));
CREATE INDEX notification_attempts_unacknowledged ON ONLY public.notification_attempts USING btree (started_at) WHERE (outcome <> 'acknowledged'::text);
CREATE INDEX notification_rounds_by_age ON public.notification_rounds USING brin (begun_at);
CREATE INDEX notifications_due ON public.notifications USING btree (app_id, endpoint, next_attempt_at) WITH (deduplicate_items=off) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX notifications_exhausted ON public.notifications USING btree (app_id, order_id) INCLUDE (created_at) WHERE (status = 'exhausted'::text);
CREATE INDEX notifications_undelivered ON public.notifications USING btree (created_at) WHERE (status <> 'delivered'::text);
CREATE INDEX operator_passkeys_of_operator ON public.operator_passkeys USING btree (operator_id);
CREATE INDEX operator_sessions_of_operator ON public.operator_sessions USING btree (operator_id) WHERE (ended_at IS NULL);
CREATE INDEX orders_closed ON public.orders USING btree (app_id, order_id) WHERE (status = 'closed'::text);
CREATE INDEX orders_due ON public.orders USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX orders_of_amount ON public.orders USING btree (app_id, total_amount, order_id);
CREATE INDEX orders_of_openid ON public.orders USING btree (app_id, openid_index, order_id) WHERE (openid_index IS NOT NULL);
CREATE INDEX orders_of_user_name ON public.orders USING btree (app_id, user_name_index, order_id) WHERE (user_name_index IS NOT NULL);
CREATE INDEX orders_of_user_no ON public.orders USING btree (app_id, user_no_index, order_id) WHERE (user_no_index IS NOT NULL);
CREATE INDEX orders_unsealed ON public.orders USING btree (order_id) WHERE (openid IS NOT NULL);
CREATE INDEX params_sent_old ON public.params_sent USING btree (sent_at);
CREATE INDEX partner_requests_of_app ON ONLY public.partner_requests USING btree (app_id, request_id);
CREATE INDEX partner_requests_of_order ON ONLY public.partner_requests USING btree (app_id, out_trade_no, request_id) WHERE (out_trade_no IS NOT NULL);
CREATE INDEX partner_requests_refused ON ONLY public.partner_requests USING btree (app_id, request_id) WHERE (outcome <> 'done'::text);
CREATE INDEX payments_due ON public.payments USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX payments_of_channel ON public.payments USING btree (app_id, channel, order_id) WHERE (disposition = 'order'::text);
CREATE INDEX payments_of_openid ON public.payments USING btree (app_id, openid_index, order_id) WHERE (openid_index IS NOT NULL);
CREATE INDEX payments_of_order ON public.payments USING btree (app_id, order_id);
CREATE INDEX payments_of_payer ON public.payments USING btree (app_id, payer_uid_index, order_id) WHERE (payer_uid_index IS NOT NULL);
CREATE UNIQUE INDEX payments_one_open ON public.payments USING btree (app_id, order_id, channel, scene, COALESCE(encode(openid_index, 'hex'::text), openid, ''::text)) WHERE (status = ANY (ARRAY['created'::text, 'pending'::text, 'unknown'::text]));
CREATE UNIQUE INDEX payments_one_per_order ON public.payments USING btree (app_id, order_id) WHERE (disposition = 'order'::text);
CREATE INDEX payments_paid ON public.payments USING btree (channel_account_id, paid_at) WHERE (status = 'succeeded'::text);
CREATE UNIQUE INDEX payments_transaction ON public.payments USING btree (transaction_id, channel_account_id);
CREATE INDEX payments_unsealed ON public.payments USING btree (payment_no) WHERE (request_body IS NOT NULL);
CREATE INDEX payments_unwanted ON public.payments USING btree (app_id, paid_at) WHERE (disposition = ANY (ARRAY['late'::text, 'duplicate'::text, 'wrong_amount'::text]));
CREATE INDEX people_by_folded_number ON public.people USING btree (school_id, user_no_folded_index);
CREATE INDEX people_by_name ON public.people USING btree (school_id, user_name_index);
CREATE INDEX people_frozen ON public.people USING btree (updated_at) WHERE frozen;
CREATE INDEX people_without_folded_number ON public.people USING btree (school_id, open_id) WHERE (user_no_folded_index IS NULL);
CREATE INDEX person_accesses_by_age ON public.person_accesses USING brin (at);
CREATE INDEX person_accesses_of_person ON public.person_accesses USING btree (school_id, open_id, at);
CREATE INDEX personal_data_requests_due ON public.personal_data_requests USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX personal_data_requests_erasing ON public.personal_data_requests USING btree (school_id, person_index) WHERE ((kind = 'erasure'::text) AND (status = 'running'::text));
CREATE INDEX personal_data_requests_of_person ON public.personal_data_requests USING btree (school_id, person_index, request_id);
CREATE INDEX personal_data_requests_of_school ON public.personal_data_requests USING btree (school_id, request_id);
CREATE INDEX reconciliation_runs_of_day ON public.reconciliation_runs USING btree (school_id, channel_account_id, bill_date, run_id);
CREATE UNIQUE INDEX reconciliation_runs_one_running ON public.reconciliation_runs USING btree (school_id, channel_account_id, bill_date) WHERE (status = 'running'::text);
CREATE INDEX refund_applications_of_order ON public.refund_applications USING btree (app_id, order_id);
CREATE INDEX refund_applications_pending ON public.refund_applications USING btree (app_id, refund_application_id) WHERE (status = 'pending'::text);
CREATE INDEX refunds_abnormal ON public.refunds USING btree (app_id, abnormal_at) WHERE ((abnormal_at IS NOT NULL) AND (status = 'processing'::text));
CREATE INDEX refunds_accepted ON public.refunds USING btree (accepted_at) WHERE (accepted_at IS NOT NULL);
CREATE UNIQUE INDEX refunds_automatic ON public.refunds USING btree (app_id, payment_no) WHERE ((cause = ANY (ARRAY['late'::text, 'duplicate'::text])) AND (status <> 'failed'::text));
CREATE INDEX refunds_due ON public.refunds USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX refunds_failed ON public.refunds USING btree (app_id, refund_id) WHERE (status = 'failed'::text);
CREATE INDEX refunds_not_by_partner ON public.refunds USING btree (app_id, cause, refund_id) WHERE (cause <> 'partner'::text);
CREATE INDEX refunds_of_channel ON public.refunds USING btree (app_id, channel, refund_id);
CREATE INDEX refunds_of_channel_number ON public.refunds USING btree (channel_refund_id) WHERE (channel_refund_id IS NOT NULL);
CREATE INDEX refunds_of_order ON public.refunds USING btree (app_id, order_id);
CREATE UNIQUE INDEX refunds_out_refund_no ON public.refunds USING btree (app_id, out_refund_no);
CREATE INDEX refunds_undismissed ON public.refunds USING btree (app_id, settled_at) WHERE ((status = 'failed'::text) AND (cause = ANY (ARRAY['operator'::text, 'wrong_amount'::text])) AND (dismissed_at IS NULL));
CREATE UNIQUE INDEX refunds_unnumbered ON public.refunds USING btree (app_id, order_id, refund_amount) WHERE ((status = 'processing'::text) AND (out_refund_no IS NULL) AND (cause = 'partner'::text));
CREATE INDEX request_nonces_expired ON public.request_nonces USING btree (expires_at);
CREATE INDEX retention_runs_of_kind ON public.retention_runs USING btree (kind, run_id);
CREATE INDEX retention_runs_unfinished ON public.retention_runs USING btree (run_date) WHERE (finished_at IS NULL);
CREATE UNIQUE INDEX splits_one_open ON public.splits USING btree ((true)) WHERE ((cancelled_at IS NULL) AND (cleaned_at IS NULL));

create view ledger_balances as
 SELECT apps.school_id,
    entries.app_id,
    entries.channel,
    entries.account,
    (sum(entries.amount))::bigint AS balance
   FROM (( SELECT ledger_entries.app_id,
            ledger_entries.channel,
            ledger_entries.account,
            ledger_entries.amount
           FROM ledger_entries
        UNION ALL
         SELECT ledger_carried_sums.app_id,
            ledger_carried_sums.channel,
            ledger_carried_sums.account,
            ledger_carried_sums.amount
           FROM ledger_carried_sums) entries
     JOIN apps USING (app_id))
  GROUP BY apps.school_id, entries.app_id, entries.channel, entries.account;

create view ledger_days as
 SELECT ledger_day_sums.app_id,
    ledger_day_sums.day,
    ledger_day_sums.channel,
    ledger_day_sums.account,
    ledger_day_sums.event,
    ledger_day_sums.movements,
    ledger_day_sums.amount
   FROM ledger_day_sums
UNION ALL
 SELECT t.app_id,
    shanghai_day(t.posted_at) AS day,
    e.channel,
    e.account,
    t.event,
    1 AS movements,
    e.amount
   FROM (ledger_transactions t
     JOIN ledger_entries e USING (app_id, transaction_id))
  WHERE ((t.transaction_id > ledger_reach()) AND (e.transaction_id > ledger_reach()));

create view monthly_partitions as
 SELECT m.table_name,
    (c.relname)::text AS partition_name,
    to_date("substring"((c.relname)::text, '_(\d{4}_\d\d)$'::text), 'YYYY_MM'::text) AS first_month,
    ("substring"(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''?(-?\d+)''?\)'::text))::bigint AS first_number,
    ("substring"(pg_get_expr(c.relpartbound, c.oid), 'TO \(''?(-?\d+)''?\)'::text))::bigint AS number_behind
   FROM (((monthly_tables m
     JOIN pg_class p ON (((p.relname = m.table_name) AND (p.relnamespace = ('public'::regnamespace)::oid))))
     JOIN pg_inherits i ON ((i.inhparent = p.oid)))
     JOIN pg_class c ON ((c.oid = i.inhrelid)));

create view payment_days as
 SELECT payment_day_starts.app_id,
    payment_day_starts.day,
    payment_day_starts.channel,
    payment_day_starts.started
   FROM payment_day_starts
UNION ALL
 SELECT payments.app_id,
    shanghai_day(payments.created_at) AS day,
    payments.channel,
    1 AS started
   FROM payments
  WHERE (payments.payment_no >= first_id_at(starts_reach()));

CREATE TRIGGER apps_not_elsewhere BEFORE INSERT ON public.apps FOR EACH ROW EXECUTE FUNCTION skip_elsewhere();
CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bill_days_transition BEFORE UPDATE OF status ON public.bill_days FOR EACH ROW EXECUTE FUNCTION assert_transition('waiting>reconciled', 'reconciled>locked');
CREATE TRIGGER bill_days_unchanged BEFORE DELETE OR UPDATE ON public.bill_days FOR EACH ROW WHEN ((old.status = 'locked'::text)) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bill_differences_kept BEFORE TRUNCATE ON public.bill_differences FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bill_differences_locked BEFORE INSERT OR DELETE OR UPDATE ON public.bill_differences FOR EACH ROW EXECUTE FUNCTION refuse_on_locked_day();
CREATE TRIGGER bill_differences_transition BEFORE UPDATE OF status ON public.bill_differences FOR EACH ROW EXECUTE FUNCTION assert_transition('open>proposed', 'proposed>open', 'proposed>resolved', 'open>cleared', 'proposed>cleared', 'cleared>open');
CREATE TRIGGER bill_rows_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.bill_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bill_total_gaps_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.bill_total_gaps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bill_unread_lines_append_only BEFORE DELETE OR TRUNCATE ON public.bill_unread_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bill_unread_lines_resealed BEFORE UPDATE ON public.bill_unread_lines FOR EACH ROW EXECUTE FUNCTION refuse_all_but_resealing('text_sealed');
CREATE TRIGGER bills_append_only BEFORE DELETE OR TRUNCATE ON public.bills FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bills_resealed BEFORE UPDATE ON public.bills FOR EACH ROW EXECUTE FUNCTION refuse_all_but_resealing('file_sealed');
CREATE TRIGGER change_requests_stay BEFORE UPDATE ON public.change_requests FOR EACH ROW EXECUTE FUNCTION refuse_change_of_request();
CREATE TRIGGER change_requests_transition BEFORE UPDATE OF status ON public.change_requests FOR EACH ROW EXECUTE FUNCTION assert_transition('waiting>applied', 'waiting>refused', 'waiting>withdrawn', 'waiting>expired');
CREATE TRIGGER channel_callbacks_append_only BEFORE DELETE OR TRUNCATE ON public.channel_callbacks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER channel_callbacks_own BEFORE INSERT ON public.channel_callbacks FOR EACH ROW EXECUTE FUNCTION assert_own_callback();
CREATE TRIGGER channel_callbacks_resealed BEFORE UPDATE ON public.channel_callbacks FOR EACH ROW EXECUTE FUNCTION refuse_all_but_resealing('content_sealed');
CREATE TRIGGER channel_callbacks_append_only BEFORE DELETE OR TRUNCATE ON public.channel_callbacks_2026_11 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER channel_callbacks_own BEFORE INSERT ON public.channel_callbacks_2026_11 FOR EACH ROW EXECUTE FUNCTION assert_own_callback();
CREATE TRIGGER channel_callbacks_resealed BEFORE UPDATE ON public.channel_callbacks_2026_11 FOR EACH ROW EXECUTE FUNCTION refuse_all_but_resealing('content_sealed');
CREATE TRIGGER channel_callbacks_append_only BEFORE DELETE OR TRUNCATE ON public.channel_callbacks_first FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER channel_callbacks_own BEFORE INSERT ON public.channel_callbacks_first FOR EACH ROW EXECUTE FUNCTION assert_own_callback();
CREATE TRIGGER channel_callbacks_resealed BEFORE UPDATE ON public.channel_callbacks_first FOR EACH ROW EXECUTE FUNCTION refuse_all_but_resealing('content_sealed');
CREATE TRIGGER consent_texts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.consent_texts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consents_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.consents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER installation_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.installation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_attempts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.invoice_attempts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER invoice_deliveries_transition BEFORE UPDATE OF status ON public.invoice_deliveries FOR EACH ROW EXECUTE FUNCTION assert_transition('pending>sent', 'pending>failed', 'failed>pending', 'sent>pending');
CREATE TRIGGER invoice_delivery_rounds_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.invoice_delivery_rounds FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER invoices_transition BEFORE UPDATE OF status ON public.invoices FOR EACH ROW EXECUTE FUNCTION assert_transition('requested>issuing', 'requested>failed', 'issuing>blocked_auth', 'issuing>issued', 'issuing>failed', 'blocked_auth>issued', 'blocked_auth>failed', 'issued>reversing', 'reversing>reversed');
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_balance AFTER INSERT ON public.ledger_entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION assert_added_balanced();
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries_2026_11 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_balance AFTER INSERT ON public.ledger_entries_2026_11 REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION assert_added_balanced();
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries_first FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_balance AFTER INSERT ON public.ledger_entries_first REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION assert_added_balanced();
CREATE TRIGGER ledger_transactions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE CONSTRAINT TRIGGER ledger_transactions_balance AFTER INSERT ON public.ledger_transactions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assert_balanced();
CREATE TRIGGER notification_attempts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notification_attempts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER notification_attempts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notification_attempts_2026_11 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER notification_attempts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notification_attempts_first FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER notification_rounds_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notification_rounds FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER notifications_transition BEFORE UPDATE OF status ON public.notifications FOR EACH ROW EXECUTE FUNCTION assert_transition('pending>delivered', 'pending>exhausted', 'delivered>pending', 'exhausted>pending');
CREATE TRIGGER operators_transition BEFORE UPDATE OF status ON public.operators FOR EACH ROW EXECUTE FUNCTION assert_transition('invited>active', 'invited>frozen', 'active>frozen', 'active>invited', 'frozen>active', 'frozen>invited');
CREATE TRIGGER orders_sealed BEFORE INSERT OR UPDATE OF openid ON public.orders FOR EACH ROW WHEN ((new.openid IS NOT NULL)) EXECUTE FUNCTION refuse_plain_payer();
CREATE TRIGGER orders_transition BEFORE UPDATE OF status ON public.orders FOR EACH ROW EXECUTE FUNCTION assert_transition('pending>paid', 'pending>closed');
CREATE TRIGGER payments_account_kept BEFORE UPDATE OF channel_account_id ON public.payments FOR EACH ROW WHEN ((new.channel_account_id <> old.channel_account_id)) EXECUTE FUNCTION assert_account_kept();
CREATE TRIGGER payments_own_evidence BEFORE UPDATE OF status ON public.payments FOR EACH ROW WHEN (((new.status = 'succeeded'::text) AND (old.status <> 'succeeded'::text))) EXECUTE FUNCTION assert_own_payment_evidence();
CREATE TRIGGER payments_sealed BEFORE INSERT OR UPDATE OF openid, payer_uid, request_body ON public.payments FOR EACH ROW WHEN ((num_nonnulls(new.openid, new.payer_uid, new.request_body) > 0)) EXECUTE FUNCTION refuse_plain_payer();
CREATE TRIGGER payments_transition BEFORE UPDATE OF status ON public.payments FOR EACH ROW EXECUTE FUNCTION assert_transition('created>pending', 'created>unknown', 'created>succeeded', 'created>closed', 'unknown>pending', 'unknown>succeeded', 'unknown>closed', 'pending>succeeded', 'pending>closed', 'closed>succeeded');
CREATE TRIGGER person_accesses_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.person_accesses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_expiry();
CREATE TRIGGER personal_data_requests_transition BEFORE UPDATE OF status ON public.personal_data_requests FOR EACH ROW EXECUTE FUNCTION assert_transition('running>done', 'running>expired');
CREATE TRIGGER reconciliation_runs_locked BEFORE INSERT ON public.reconciliation_runs FOR EACH ROW EXECUTE FUNCTION refuse_on_locked_day();
CREATE TRIGGER reconciliation_runs_transition BEFORE UPDATE OF status ON public.reconciliation_runs FOR EACH ROW EXECUTE FUNCTION assert_transition('running>done', 'running>failed');
CREATE TRIGGER reconciliation_runs_unchanged BEFORE DELETE OR UPDATE ON public.reconciliation_runs FOR EACH ROW WHEN ((old.status <> 'running'::text)) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refund_applications_transition BEFORE UPDATE OF status ON public.refund_applications FOR EACH ROW EXECUTE FUNCTION assert_transition('pending>approved', 'pending>rejected');
CREATE TRIGGER refunds_own_evidence BEFORE UPDATE OF status, evidence_account_id ON public.refunds FOR EACH ROW WHEN (((new.evidence_account_id IS DISTINCT FROM old.evidence_account_id) OR (new.status <> old.status))) EXECUTE FUNCTION assert_own_refund_evidence();
CREATE TRIGGER refunds_transition BEFORE UPDATE OF status ON public.refunds FOR EACH ROW EXECUTE FUNCTION assert_transition('processing>succeeded', 'processing>failed');
CREATE TRIGGER schools_not_elsewhere BEFORE INSERT ON public.schools FOR EACH ROW EXECUTE FUNCTION skip_elsewhere();
CREATE TRIGGER settlement_lines_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.settlement_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER settlement_lines_locked BEFORE INSERT ON public.settlement_lines FOR EACH ROW EXECUTE FUNCTION refuse_line_of_locked_sheet();
CREATE TRIGGER settlement_sheets_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.settlement_sheets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
