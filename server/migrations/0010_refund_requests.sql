-- Operators refund: below a school's limit at once, above it when another operator agrees.

-- fen refunded of one payment without a second person
alter table schools add column refund_approval_above bigint not null default 0 check (refund_approval_above >= 0);

-- `operator`: the school's money, on an operator's word; `wrong_amount`: money held for a person, sent back by one
alter table refunds drop constraint refunds_cause_check;
alter table refunds add constraint refunds_cause_check
  check (cause in ('partner', 'operator', 'late', 'duplicate', 'wrong_amount'));
drop index refunds_automatic;
create unique index refunds_automatic on refunds (app_id, payment_no)
  where cause in ('late', 'duplicate') and status <> 'failed';

create table refund_requests (
  app_id             text not null,
  refund_request_id  bigint not null,
  order_id           bigint not null,
  payment_no         bigint not null,
  refund_fee         bigint not null check (refund_fee > 0),
  reason             text not null check (btrim(reason) <> ''),
  needs_approval     boolean not null,
  requested_by       text not null,
  requested_at       timestamptz not null,
  status             text not null default 'pending' check (status in ('pending', 'approved', 'rejected')),
  decided_by         text,
  decided_at         timestamptz,
  note               text,
  -- what came of it
  refund_id          bigint,
  primary key (app_id, refund_request_id),
  unique (refund_request_id),
  foreign key (app_id, order_id) references orders,
  foreign key (app_id, payment_no) references payments,
  foreign key (app_id, refund_id) references refunds,
  check ((status = 'pending') = (decided_by is null)),
  check ((status = 'pending') = (decided_at is null)),
  check ((status = 'approved') = (refund_id is not null)),
  constraint refund_requests_two_people check (not needs_approval or decided_by <> requested_by)
);
create index refund_requests_of_order on refund_requests (app_id, order_id);
create index refund_requests_pending on refund_requests (app_id, refund_request_id) where status = 'pending';
create trigger refund_requests_transition before update of status on refund_requests for each row
  execute function assert_transition('pending>approved', 'pending>rejected');
