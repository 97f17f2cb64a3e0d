-- What operators did, and what they were refused: added to, never changed, each entry sealed to the one before.

create table audit_entries (
  entry_no   bigint primary key,
  at         timestamptz not null,
  -- the operator's account; null before anybody signed in
  operator   text,
  address    text,
  action     text not null,
  subject    text,
  -- null: of no school, or of all
  school_id  text,
  outcome    text not null check (outcome in ('done', 'refused')),
  -- personal data masked
  details    jsonb not null,
  -- of the entry before; SHA-256
  previous   bytea not null,
  hash       bytea not null unique
);
create index audit_entries_of_school on audit_entries (school_id, entry_no);
create index audit_entries_of_operator on audit_entries (operator, entry_no);
create trigger audit_entries_append_only before update or delete or truncate on audit_entries
  for each statement execute function refuse_change();
