-- How apps speak: an app can be held to the second version of the protocol, and told of payments in it.
alter table apps
  add column least_version  smallint not null default 1 check (least_version in (1, 2)),
  add column notify_profile text not null default 'v1' check (notify_profile in ('v1', 'v2', 'v2-sm')),
  -- whoever speaks the second version only is told in it
  add constraint apps_notified_as_asked check (least_version = 1 or notify_profile <> 'v1');

-- Each request of the second version once: its nonce is kept until its time is too old to be accepted anyway.
create table request_nonces (
  app_id     text not null references apps,
  nonce      text not null,
  expires_at timestamptz not null,
  primary key (app_id, nonce)
);
create index request_nonces_expired on request_nonces (expires_at);

-- Which version each app spoke when, to the hour: who can be held to the newer one.
create table versions_seen (
  app_id  text not null references apps,
  version smallint not null check (version in (1, 2)),
  seen_at timestamptz not null,
  primary key (app_id, version)
);
