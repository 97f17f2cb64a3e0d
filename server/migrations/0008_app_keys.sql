-- An app changes its keys without a gap: the next ones are valid beside the present ones until those are retired.

alter table apps
  add column next_keys_sealed    bytea,
  add column next_keys_issued_at timestamptz,
  -- the first request signed with them: the partner has them in use
  add column next_keys_used_at   timestamptz,
  add check ((next_keys_sealed is null) = (next_keys_issued_at is null)),
  add check (next_keys_used_at is null or next_keys_issued_at is not null);
