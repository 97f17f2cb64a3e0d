-- A value that only the right master key opens, so that a start with another is refused before it seals anything. One row.
create table master_key_check (
  is_only  boolean primary key default true check (is_only),
  sealed   bytea not null,
  made_at  timestamptz not null
);
