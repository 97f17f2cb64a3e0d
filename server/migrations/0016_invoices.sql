-- Invoices and receipts (2.8). A school without an account of its own has the built-in receipts.

create table invoice_accounts (
  invoice_account_id text primary key,
  school_id          text not null references schools (school_id),
  provider           text not null check (provider in ('receipt', 'nuonuo')),
  settings           jsonb not null,
  secrets_sealed     bytea not null,
  enabled            boolean not null default true,
  created_at         timestamptz not null
);
create unique index invoice_accounts_enabled on invoice_accounts (school_id) where enabled;

create table invoices (
  app_id             text not null,
  invoice_no         bigint not null unique,
  order_id           bigint not null,
  source             text not null check (source in ('order', 'partner', 'payer', 'operator', 'remainder')),
  status             text not null default 'requested' check (
                       status in ('requested', 'issuing', 'blocked_auth', 'issued', 'failed', 'reversing', 'reversed')),
  -- whom it is made out to; under the place of the order, whose piaoju is taken over as it stands
  terms_sealed       bytea not null,
  verify_code        text not null unique,
  file_code          text not null unique,
  created_at         timestamptz not null,
  -- decided when it is first sent, and the same for every repetition
  provider           text check (provider in ('receipt', 'nuonuo')),
  invoice_account_id text references invoice_accounts (invoice_account_id),
  amount             bigint check (amount > 0),
  request_sealed     bytea,
  provider_ref       text,
  number             text,
  code               text,
  issued_at          timestamptz,
  files_sealed       bytea,
  archived_at        timestamptz,
  failure            text,
  failed_at          timestamptz,
  -- a reversal takes the whole; what is left of the payment is issued anew unless an operator wanted it gone
  reissues           boolean not null default true,
  reversal_no        bigint unique,
  reversal_sealed    bytea,
  reversal_number    text,
  reversed_at        timestamptz,
  due_at             timestamptz,
  checks             integer not null default 0,
  primary key (app_id, invoice_no),
  foreign key (app_id, order_id) references orders (app_id, order_id),
  check ((request_sealed is null) = (amount is null)),
  check ((request_sealed is null) = (provider is null)),
  check (status not in ('issuing', 'blocked_auth', 'issued', 'reversing', 'reversed') or request_sealed is not null),
  check ((issued_at is not null) = (status in ('issued', 'reversing', 'reversed'))),
  check ((issued_at is null) = (number is null)),
  check ((reversed_at is not null) = (status = 'reversed')),
  check ((failed_at is not null) = (status = 'failed')),
  check ((reversal_no is null) = (reversal_sealed is null)),
  check (due_at is not null or status in ('issued', 'failed', 'reversed'))
);

-- Whatever is repeated and whoever asks: an order has one invoice that is, or may become, valid.
create unique index invoices_live on invoices (app_id, order_id) where status not in ('failed', 'reversed');
create index invoices_of_order on invoices (app_id, order_id, invoice_no);
create index invoices_due on invoices (due_at) where due_at is not null;
-- what a person has to see to: failed, and not asked for again since
create index invoices_failed on invoices (app_id, order_id) where status in ('failed', 'blocked_auth');

create trigger invoices_transition before update of status on invoices for each row execute function assert_transition(
  'requested>issuing', 'requested>failed', 'issuing>blocked_auth', 'issuing>issued', 'issuing>failed',
  'blocked_auth>issued', 'blocked_auth>failed', 'issued>reversing', 'reversing>reversed');

-- The documents as they were issued: drawn or fetched again they would be other bytes.
create table invoice_files (
  app_id         text not null,
  invoice_no     bigint not null,
  kind           text not null check (kind in ('pdf', 'ofd', 'xml')),
  content_sealed bytea not null,
  sha256         bytea not null,
  primary key (app_id, invoice_no, kind),
  foreign key (app_id, invoice_no) references invoices (app_id, invoice_no)
);
