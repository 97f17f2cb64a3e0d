-- Refunds that a person has to see to: those stuck at the channel, and those that operators wanted and that failed.
alter table refunds
  -- since when the channel waits for a person; when it settles after all, its story still tells of it
  add column abnormal_at timestamptz,
  -- nobody need ask for it anew: who says so, and why
  add column seen_to_at timestamptz,
  add column seen_to_by text,
  add column seen_to_reason text check (btrim(seen_to_reason) <> ''),
  add check (abnormal_at is null or accepted_at is not null),
  add check ((seen_to_at is null) = (seen_to_by is null)),
  add check ((seen_to_at is null) = (seen_to_reason is null)),
  add check (seen_to_at is null or status = 'failed');

create index refunds_abnormal on refunds (app_id, abnormal_at) where abnormal_at is not null and status = 'processing';
create index refunds_to_see_to on refunds (app_id, settled_at)
  where status = 'failed' and cause in ('operator', 'wrong_amount') and seen_to_at is null;
