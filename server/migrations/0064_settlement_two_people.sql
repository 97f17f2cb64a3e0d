-- A sheet is prepared by one person and confirmed by another where the school's changes need two.
set local lock_timeout = '10s';

create table settlement_proposals (
  app_id       text not null references apps,
  -- its first day
  month        date not null check (month = date_trunc('month', month)),
  proposed_by  text not null,
  proposed_at  timestamptz not null,
  -- fen: what was seen when it was proposed
  net_amount   bigint not null,
  primary key (app_id, month)
);

alter table settlement_sheets
  -- null: locked before there were proposals
  add column prepared_by text,
  add column needs_two boolean not null default false,
  add constraint settlement_sheets_two_people
    check (not needs_two or prepared_by is not null and prepared_by <> locked_by);
