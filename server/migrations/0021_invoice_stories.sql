-- What an invoice went through, for whoever asks why it is as it is.

-- what a provider answered; the same answer again is not written again
create table invoice_attempts (
  app_id     text not null,
  attempt_id bigint generated always as identity,
  invoice_no bigint not null,
  action     text not null check (action in ('issue', 'query', 'fetch', 'reverse', 'query_reversal')),
  outcome    text not null check (outcome in ('done', 'not_done', 'unknown')),
  detail     text not null,
  at         timestamptz not null,
  primary key (app_id, attempt_id),
  foreign key (app_id, invoice_no) references invoices (app_id, invoice_no)
);
create index invoice_attempts_of_invoice on invoice_attempts (app_id, invoice_no, attempt_id);
create trigger invoice_attempts_append_only before update or delete or truncate on invoice_attempts
  for each statement execute function refuse_change();

-- since when it is taken back, and by whom and why; by nobody when money went back
alter table invoices
  add column reversing_since timestamptz,
  add column reversed_by     text,
  add column reversal_reason text check (btrim(reversal_reason) <> '');
update invoices set reversing_since = coalesce(reversed_at, issued_at) where status in ('reversing', 'reversed');
alter table invoices
  add check ((reversing_since is not null) = (status in ('reversing', 'reversed'))),
  add check ((reversed_by is null) = (reversal_reason is null));

create index invoice_deliveries_failed on invoice_deliveries (app_id, settled_at) where status = 'failed';
