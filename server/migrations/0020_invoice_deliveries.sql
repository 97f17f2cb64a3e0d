-- What was promised to whom an invoice was made out to: it is sent once it is issued and kept.

create table invoice_deliveries (
  app_id     text not null,
  invoice_no bigint not null,
  medium     text not null check (medium in ('email', 'sms')),
  status     text not null default 'pending' check (status in ('pending', 'sent', 'failed')),
  failure    text,
  attempts   integer not null default 0,
  created_at timestamptz not null,
  settled_at timestamptz,
  due_at     timestamptz,
  primary key (app_id, invoice_no, medium),
  foreign key (app_id, invoice_no) references invoices (app_id, invoice_no),
  check ((status = 'pending') = (due_at is not null)),
  check ((status = 'pending') = (settled_at is null))
);
create index invoice_deliveries_due on invoice_deliveries (due_at) where due_at is not null;

create trigger invoice_deliveries_transition before update of status on invoice_deliveries for each row
  execute function assert_transition('pending>sent', 'pending>failed', 'failed>pending', 'sent>pending');
