-- What somebody signed for stays as it was, whatever is run against the database.

create function assert_day_open(of_school text, of_account text, of_date date) returns void language plpgsql as $$
begin
  -- for share waits for whoever is locking the day, and makes them wait
  if (select status = 'locked' from bill_days
       where school_id = of_school and channel_account_id = of_account and bill_date = of_date for share) then
    raise exception 'day % of account % is locked', of_date, of_account
      using errcode = 'integrity_constraint_violation';
  end if;
end $$;
-- Also a difference that is moved from a locked day, or taken out of it.
create or replace function refuse_on_locked_day() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    perform assert_day_open(old.school_id, old.channel_account_id, old.bill_date);
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  perform assert_day_open(new.school_id, new.channel_account_id, new.bill_date);
  return new;
end $$;
drop trigger bill_differences_locked on bill_differences;
create trigger bill_differences_locked before insert or update or delete on bill_differences for each row
  execute function refuse_on_locked_day();
create trigger bill_differences_kept before truncate on bill_differences
  for each statement execute function refuse_change();

-- who signed, and when; after the trigger that knows which status may follow which
create trigger bill_days_unchanged before update or delete on bill_days for each row
  when (old.status = 'locked') execute function refuse_change();
create trigger reconciliation_runs_unchanged before update or delete on reconciliation_runs for each row
  when (old.status <> 'running') execute function refuse_change();

-- A sheet has the lines that it was locked with: they come in its own transaction.
create function refuse_line_of_locked_sheet() returns trigger language plpgsql as $$
begin
  if not exists (select from settlement_sheets s
                  where s.app_id = new.app_id and s.month = new.month and s.xmin = pg_current_xact_id()::xid) then
    raise exception 'sheet % of app % is locked', new.month, new.app_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger settlement_lines_locked before insert on settlement_lines for each row
  execute function refuse_line_of_locked_sheet();
