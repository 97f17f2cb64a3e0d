-- What anybody can send us without proving who he is: counted, spaced out, and forgotten.

-- When an unsigned word about an account's refunds, or about an invoice, was last acted on, or will be next: once a
-- minute, by however many processes.
alter table channel_accounts add column hinted_at timestamptz;
alter table invoices add column hinted_at timestamptz;

-- What payers entered for an order that may have an invoice in other words already, within the hour; older ones are deleted.
create table invoice_tries (
  app_id   text not null,
  order_id bigint not null,
  try_id   bigint generated always as identity,
  tried_at timestamptz not null,
  primary key (app_id, order_id, try_id),
  foreign key (app_id, order_id) references orders (app_id, order_id)
);
create index invoice_tries_by_age on invoice_tries (tried_at);

-- The sign-ins at a channel that have been finished, until they would be too old anyway: each serves once.
create table finished_sign_ins (
  state_hash bytea primary key,
  ends_at    timestamptz not null
);
create index finished_sign_ins_by_end on finished_sign_ins (ends_at);
