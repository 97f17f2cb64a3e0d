-- The last import that had a person in its file, whether it changed anything about the person or not.
set local lock_timeout = '10s';

alter table people
  -- null: not since this was kept
  add column named_at timestamptz,
  add column named_by text,
  add constraint people_named check (num_nonnulls(named_at, named_by) <> 1);
