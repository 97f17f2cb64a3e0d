-- What an app is held to under the published interface, which has neither times nor nonces; each is off until an operator
-- switches it on.
alter table apps
  -- refunds asked for by the partner, by the day in Shanghai: fen, and how many
  add column refund_day_fee     bigint check (refund_day_fee > 0),
  add column refund_day_count   integer check (refund_day_count > 0),
  add column refund_no_required boolean not null default false,
  -- none: from anywhere
  add column allowed_networks   text[] not null default '{}' check (cardinality(allowed_networks) <= 50);

-- Whether even an answer to a wrong signature is encrypted and signed: clients of old decrypt before they look at the code.
alter table apps add column seals_unsigned boolean not null default true;

-- A param is for the interface it was first sent to, where an app is held to it: some clients encrypt the same text for two.
alter table apps add column param_bound boolean not null default false;
create table params_sent (
  app_id    text not null references apps,
  digest    bytea not null check (length(digest) = 32),
  interface text not null,
  sent_at   timestamptz not null,
  primary key (app_id, digest)
);
create index params_sent_old on params_sent (sent_at);
