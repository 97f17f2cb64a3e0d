-- Addresses that apps gave as notify_url and that no rule lets us reach, to be shown at the app: a few of each, the
-- latest of them kept. What stands here decides nothing.
create table unreachable_endpoints (
  app_id   text not null references apps,
  endpoint text not null,
  reason   text not null check (reason in ('private', 'own', 'special', 'internal_name', 'short_name')),
  seen_at  timestamptz not null,
  primary key (app_id, endpoint)
);
