-- Which of several databases by school this one is, and how one is split in two.
set local lock_timeout = '10s';

create table shard (
  is_only    boolean primary key default true check (is_only),
  number     smallint not null check (number between 0 and 15),
  decided_at timestamptz not null
);

create table splits (
  split_no     integer primary key check (split_no > 0),
  from_shard   smallint not null check (from_shard between 0 and 15),
  to_shard     smallint not null check (to_shard between 0 and 15),
  -- of the primary that wrote this: a standby that is promoted afterwards has a later one
  timeline     bigint not null,
  -- printed by the side that stays once it has let go of what moves, and asked of the other side
  code         text not null check (code <> ''),
  begun_at     timestamptz not null,
  -- no session was left that could write
  closed_at    timestamptz,
  -- null: this database has not taken its side yet
  side         text check (side in ('stays', 'moves')),
  taken_at     timestamptz,
  cancelled_at timestamptz,
  cleaning_at  timestamptz,
  cleaned_at   timestamptz,
  check (from_shard <> to_shard),
  check ((side is null) = (taken_at is null)),
  check (taken_at is null or closed_at is not null),
  check (cleaning_at is null or taken_at is not null and cancelled_at is null),
  check (cleaned_at is null or cleaning_at is not null)
);
create unique index splits_one_open on splits ((true)) where cancelled_at is null and cleaned_at is null;

create table split_schools (
  split_no  integer not null references splits,
  school_id text not null,
  shard     smallint not null,
  app_ids   text[] not null,
  primary key (split_no, school_id)
);

-- A number that another shard has stays taken here, as if its row were still there: it is not inserted.
create function skip_elsewhere() returns trigger language plpgsql as $$
begin
  if exists (select from split_schools s join splits using (split_no) join shard on shard.number <> s.shard
              where side is not null and cancelled_at is null
                and case tg_table_name when 'schools' then s.school_id = new.school_id
                                         else to_jsonb(new) ->> 'app_id' = any (s.app_ids) end) then
    return null;
  end if;
  return new;
end $$;
create trigger schools_not_elsewhere before insert on schools for each row execute function skip_elsewhere();
create trigger apps_not_elsewhere before insert on apps for each row execute function skip_elsewhere();

-- Whether rows of this table may be deleted because their schools are in another shard: by the command that says so, and only
-- until it has deleted them all. While it runs, triggers of the split refuse to delete what is here.
create function is_cleaned(of_table name) returns boolean language sql stable as $$
  select current_setting('zhixiao.cleaning', true) = of_table
     and exists (select from splits where cleaning_at is not null and cleaned_at is null and cancelled_at is null)
$$;

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and is_cleaned(tg_table_name) then
    return old;
  end if;
  raise exception '% is append only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

create or replace function refuse_change_but_expiry() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and (current_setting('zhixiao.expiring', true) = tg_table_name or is_cleaned(tg_table_name)) then
    return null;
  end if;
  raise exception '% is append only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

create or replace function refuse_on_locked_day() returns trigger language plpgsql as $$
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
end $$;
