-- How often and how far personal data past its period was erased: a row for each kind and day.
create table retention_runs (
  run_id       bigint generated always as identity primary key,
  run_date     date not null,
  kind         text not null check (kind ~ '^[a-z_]+$'),
  period_hours integer not null check (period_hours >= 0),
  -- what is older is erased
  erase_before timestamptz not null,
  started_at   timestamptz not null,
  finished_at  timestamptz,
  -- until then a process works on it; whoever finds it later goes on
  leased_until timestamptz not null,
  erased       bigint not null default 0 check (erased >= 0),
  -- past its period and needed all the same
  kept         bigint not null default 0 check (kept >= 0),
  -- of what is looked through by number: how far this run has come, and where the next one begins
  position     bigint not null default 0,
  reached      bigint not null default 0,
  unique (run_date, kind)
);
create index retention_runs_of_kind on retention_runs (kind, run_id);
create index retention_runs_unfinished on retention_runs (run_date) where finished_at is null;

-- What is only added to is erased by `erase_expired` alone, never changed.
create function refuse_change_but_expiry() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('zhixiao.expiring', true) = tg_table_name then
    return null;
  end if;
  raise exception '% is append only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

-- (what seals callbacks anew with a later key is another trigger's to look at)
drop trigger channel_callbacks_append_only on channel_callbacks;
create trigger channel_callbacks_append_only before delete or truncate on channel_callbacks
  for each statement execute function refuse_change_but_expiry();
drop trigger notification_attempts_append_only on notification_attempts;
create trigger notification_attempts_append_only before update or delete or truncate on notification_attempts
  for each statement execute function refuse_change_but_expiry();
drop trigger notification_rounds_append_only on notification_rounds;
create trigger notification_rounds_append_only before update or delete or truncate on notification_rounds
  for each statement execute function refuse_change_but_expiry();
drop trigger invoice_attempts_append_only on invoice_attempts;
create trigger invoice_attempts_append_only before update or delete or truncate on invoice_attempts
  for each statement execute function refuse_change_but_expiry();
drop trigger invoice_delivery_rounds_append_only on invoice_delivery_rounds;
create trigger invoice_delivery_rounds_append_only before update or delete or truncate on invoice_delivery_rounds
  for each statement execute function refuse_change_but_expiry();
drop trigger person_accesses_append_only on person_accesses;
create trigger person_accesses_append_only before update or delete or truncate on person_accesses
  for each statement execute function refuse_change_but_expiry();
create trigger consents_append_only before update or delete or truncate on consents
  for each statement execute function refuse_change_but_expiry();

-- A person leaves the directory before what tells who looked him up.
alter table person_accesses drop constraint if exists person_accesses_school_id_open_id_fkey;

/*
 * Deletes at most `batch` rows that are older than `before` and needed for nothing open; answers how many. The server's role
 * may not delete them itself. What laws want kept is held by the database's own clock: neither a moved clock nor a stolen
 * role erases evidence of the last months.
 */
create function erase_expired(of_table text, before timestamptz, batch integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  half_a_year constant timestamptz := least(before, now() - interval '6 months');
  three_years constant timestamptz := least(before, now() - interval '3 years');
  erased integer;
begin
  if batch is null or batch not between 1 and 10000 then
    raise exception 'a batch of % rows', batch using errcode = 'invalid_parameter_value';
  end if;
  perform set_config('zhixiao.expiring', of_table, true);
  case of_table
    when 'channel_callbacks' then
      delete from channel_callbacks where ctid = any (array(
        select c.ctid from channel_callbacks c
         where c.received_at < half_a_year
           and not exists (select from payments p
                            where c.kind = 'payment' and p.payment_no = c.subject_no
                              and (p.status in ('created', 'pending', 'unknown') or p.refunding_fee > 0
                                   or p.disposition <> 'order' and p.refunded_fee < p.paid_fee))
           and not exists (select from refunds r
                            where c.kind = 'refund' and r.refund_id = c.subject_no and r.status = 'processing')
         limit batch));
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
        select r.ctid from invoice_delivery_rounds r join invoice_deliveries d using (app_id, invoice_no, medium)
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
revoke execute on function erase_expired from public;

-- Rows that were added in the order of their times are found by a few pages of index, which cost the adding nothing.
create index channel_callbacks_by_age on channel_callbacks using brin (received_at);
create index notification_rounds_by_age on notification_rounds using brin (begun_at);
create index invoice_attempts_by_age on invoice_attempts using brin (at);
create index invoice_delivery_rounds_by_age on invoice_delivery_rounds using brin (begun_at);
create index person_accesses_by_age on person_accesses using brin (at);
create index notification_attempts_unacknowledged on notification_attempts (started_at) where outcome <> 'acknowledged';
create index people_frozen on people (updated_at) where frozen;
