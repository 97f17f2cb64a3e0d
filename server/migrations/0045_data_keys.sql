-- What values are sealed, found and signed with, since the master key was rotated first: sealed with the master key itself,
-- which is in no database. Until then there are no rows, and the keys of version 1 are derived from the master key.
--   arriving  opens, and is known to every process before anything is sealed with it
--   current   seals and opens
--   leaving   opens, until everything sealed with it is sealed anew
--   retired   opens nothing any more; kept until the next rotation ends, for what might turn up
create table data_keys (
  purpose    text not null check (purpose in ('seal', 'index', 'sign')),
  version    integer not null check (version between 1 and 65535),
  state      text not null check (state in ('arriving', 'current', 'leaving', 'retired')),
  key_sealed bytea not null,
  made_at    timestamptz not null,
  primary key (purpose, version)
);
create unique index data_keys_one_of_each on data_keys (purpose, state) where state <> 'retired';

-- Which master key has its turn, and how often anything about keys has changed: processes say which change they know.
alter table master_key_check
  add column master_version integer not null default 1 check (master_version between 1 and 65535),
  add column generation     integer not null default 1 check (generation >= 1);

-- With which version of the keys a value is sealed.
create function key_version(sealed bytea) returns integer language sql immutable strict
  return case get_byte(sealed, 0) when 1 then 1 else get_byte(sealed, 1) * 256 + get_byte(sealed, 2) end;

-- What is only added to may be sealed anew with a later key, and changed in nothing else.
create function refuse_all_but_resealing() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - tg_argv[0] is distinct from to_jsonb(old) - tg_argv[0]
     or key_version(decode(substring(to_jsonb(new) ->> tg_argv[0] from 3 for 6), 'hex'))
        <= key_version(decode(substring(to_jsonb(old) ->> tg_argv[0] from 3 for 6), 'hex'))
     or (to_jsonb(new) ->> tg_argv[0] is null) <> (to_jsonb(old) ->> tg_argv[0] is null) then
    raise exception '% is append only', tg_table_name using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;

create trigger channel_callbacks_resealed before update on channel_callbacks
  for each row execute function refuse_all_but_resealing('content_sealed');
create trigger bills_resealed before update on bills
  for each row execute function refuse_all_but_resealing('file_sealed');
create trigger bill_unread_lines_resealed before update on bill_unread_lines
  for each row execute function refuse_all_but_resealing('text_sealed');

-- Whatever refuses changes of these tables as a whole goes on refusing all but updates.
do $$
declare
  whole text;
begin
  for whole in
    select format('create or replace trigger %I before delete or truncate on %s for each statement execute function %I()',
                  g.tgname, g.tgrelid::regclass, p.proname)
      from pg_trigger g join pg_proc p on p.oid = g.tgfoid
     where g.tgrelid in ('channel_callbacks'::regclass, 'bills'::regclass, 'bill_unread_lines'::regclass)
       and g.tgname like '%\_append\_only'
  loop
    execute whole;
  end loop;
end $$;

create or replace function refuse_change_of_request() returns trigger language plpgsql as $$
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
end $$;
