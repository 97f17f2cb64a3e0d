// Times are milliseconds since the epoch, amounts are fen.
export const NUONUO_SCHEMA = `
create table if not exists nuonuo_accounts (
  app_key text primary key,
  app_secret text not null,
  tax_no text not null,
  clerk text not null,
  plan text not null default '{}',
  token_budget integer not null default 50
) strict;

create table if not exists nuonuo_tokens (
  token text primary key,
  app_key text not null references nuonuo_accounts,
  issued_at integer not null,
  expires_at integer not null
) strict;

create table if not exists nuonuo_invoices (
  app_key text not null references nuonuo_accounts,
  order_no text not null,
  serial_no text not null unique,
  request text not null,
  total integer not null check (total > 0),
  outcome text not null check (outcome in ('issued', 'failed', 'seal_failed', 'blocked')),
  reason text not null default '',
  submitted_at integer not null,
  ready_at integer not null,
  number text unique,
  red_number text,
  told_at integer,
  primary key (app_key, order_no)
) strict;

create table if not exists nuonuo_red_forms (
  app_key text not null references nuonuo_accounts,
  bill_id text not null,
  order_no text not null,
  request text not null,
  outcome text not null check (outcome in ('reversed', 'awaiting_buyer', 'rejected')),
  submitted_at integer not null,
  ready_at integer not null,
  red_number text,
  told_at integer,
  decided_at integer,
  refreshed_at integer,
  primary key (app_key, bill_id),
  foreign key (app_key, order_no) references nuonuo_invoices
) strict;
`;
