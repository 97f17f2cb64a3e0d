-- What payers agreed to, and took back: each a row of its own, so that nothing of it is ever changed. The texts are kept as
-- they were shown, found by their SHA-256.
create table consent_texts (
  sha256       bytea primary key check (length(sha256) = 32),
  kind         text not null check (kind in ('binding', 'invoice')),
  text_version text not null check (btrim(text_version) <> ''),
  language     text not null check (language in ('zh', 'en')),
  content      text not null check (btrim(content) <> '')
);

create table consents (
  consent_id bigint generated always as identity primary key,
  school_id  text not null references schools,
  kind       text not null check (kind in ('binding', 'invoice')),
  event      text not null check (event in ('agreed', 'withdrawn')),
  -- none of a consent that was taken back
  sha256     bytea references consent_texts,
  -- who: a payer by the index of bindings, or the payer of an order
  uid_index  bytea,
  app_id     text,
  order_id   bigint,
  actor_kind text not null check (actor_kind in ('payer', 'operator')),
  at         timestamptz not null,
  foreign key (app_id, order_id) references orders (app_id, order_id),
  check ((event = 'agreed') = (sha256 is not null)),
  check ((kind = 'binding') = (uid_index is not null)),
  check ((kind = 'invoice') = (order_id is not null)),
  check ((order_id is null) = (app_id is null)),
  -- nobody agrees in another's stead
  check (event = 'withdrawn' or actor_kind = 'payer')
);
create index consents_of_payer on consents (school_id, uid_index, consent_id) where uid_index is not null;
create index consents_of_order on consents (app_id, order_id) where order_id is not null;
create index consents_by_age on consents using brin (at);

create trigger consent_texts_append_only before update or delete or truncate on consent_texts
  for each statement execute function refuse_change();
