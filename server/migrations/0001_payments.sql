-- Tenancy, orders, payments, refunds, notifications. Amounts are fen. Every table with money
-- carries app_id in its key, so that the tables can be distributed by app later.

create table schools (
  school_id   text primary key check (school_id ~ '^[0-9A-Za-z_-]{1,32}$'),
  name        text not null,
  created_at  timestamptz not null
);

create table apps (
  app_id           text primary key check (app_id ~ '^[0-9A-Za-z_-]{1,32}$'),
  school_id        text not null references schools,
  name             text not null,
  cipher           text not null default 'aes-256-cbc' check (cipher in ('aes-256-cbc', 'aes-128-cbc')),
  -- appsecret and aes_key, sealed with the master key
  keys_sealed      bytea not null,
  sp_data_as_text  boolean not null default false,
  frozen           boolean not null default false,
  created_at       timestamptz not null
);

-- A merchant account at a channel: of one app, or of the whole school when app_id is null.
create table channel_accounts (
  channel_account_id  text primary key check (channel_account_id ~ '^[0-9A-Za-z_-]{1,32}$'),
  school_id           text not null references schools,
  app_id              text references apps,
  channel             text not null check (channel in ('wechat', 'alipay')),
  settings            jsonb not null,
  -- private keys and API secrets, sealed with the master key
  secrets_sealed      bytea not null,
  enabled             boolean not null default true,
  created_at          timestamptz not null
);
create unique index channel_accounts_of_app on channel_accounts (app_id, channel)
  where app_id is not null;
create unique index channel_accounts_of_school on channel_accounts (school_id, channel)
  where app_id is null;

create table orders (
  app_id          text not null references apps,
  order_id        bigint not null,
  out_trade_no    text not null,
  body            text not null,
  total_fee       bigint not null check (total_fee between 1 and 10000000000),
  pay_type        smallint check (pay_type in (1, 2)),
  openid          text,
  notify_url      text not null,
  return_url      text,
  -- user_no and user_name, and the invoice request: personal data, sealed with the master key
  payer_sealed    bytea,
  invoice_sealed  bytea,
  status          text not null default 'pending' check (status in ('pending', 'paid', 'closed')),
  -- set while the channel side of a pending order is being closed, kept once the order is closed
  close_reason    text check (close_reason in ('cancelled', 'expired', 'failed')),
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  paid_at         timestamptz,
  -- the payment that paid the order
  payment_no      bigint,
  closed_at       timestamptz,
  -- when a worker looks at a pending order again: its expiry, or the next try of a close
  due_at          timestamptz,
  primary key (app_id, order_id),
  unique (order_id),
  unique (app_id, out_trade_no),
  check ((status = 'paid') = (paid_at is not null)),
  check ((status = 'paid') = (payment_no is not null)),
  check ((status = 'closed') = (closed_at is not null)),
  check (status <> 'closed' or close_reason is not null),
  check ((status = 'pending') = (due_at is not null))
);
create index orders_due on orders (due_at) where due_at is not null;

-- One attempt to pay an order on one channel. payment_no is the number the channel knows it by.
create table payments (
  app_id              text not null,
  payment_no          bigint not null,
  order_id            bigint not null,
  channel             text not null check (channel in ('wechat', 'alipay')),
  scene               text not null,
  channel_account_id  text not null references channel_accounts,
  openid              text,
  total_fee           bigint not null check (total_fee between 1 and 10000000000),
  status              text not null default 'created'
                      check (status in ('created', 'pending', 'unknown', 'succeeded', 'closed')),
  -- the exact bytes sent to the channel: a repeat must send the same
  request             text not null,
  -- what the payer's device needs (code_url, prepay_id), and until when it works
  handle              jsonb,
  handle_expires_at   timestamptz,
  created_at          timestamptz not null,
  expires_at          timestamptz not null,
  closed_at           timestamptz,
  -- evidence of success
  transaction_id      text,
  paid_fee            bigint check (paid_fee > 0),
  paid_at             timestamptz,
  payer_uid           text,
  -- what the money was: for the order, or not wanted
  disposition         text check (disposition in ('order', 'late', 'duplicate', 'wrong_amount')),
  refunding_fee       bigint not null default 0 check (refunding_fee >= 0),
  refunded_fee        bigint not null default 0 check (refunded_fee >= 0),
  -- when a worker asks the channel again, and how often it has
  due_at              timestamptz,
  checks              integer not null default 0,
  -- the channel was asked last and could not say
  in_doubt            boolean not null default false,
  -- when the channel was last asked about it on a partner's or a payer's behalf
  asked_at            timestamptz,
  primary key (app_id, payment_no),
  unique (payment_no),
  foreign key (app_id, order_id) references orders,
  check ((status = 'succeeded') = (transaction_id is not null)),
  check ((status = 'succeeded') = (paid_fee is not null)),
  check ((status = 'succeeded') = (paid_at is not null)),
  check ((status = 'succeeded') = (disposition is not null)),
  check (disposition is null or disposition <> 'order' or paid_fee = total_fee),
  check (status in ('created', 'pending', 'unknown') or due_at is null),
  check (refunding_fee + refunded_fee <= coalesce(paid_fee, 0))
);
create index payments_of_order on payments (app_id, order_id);
create index payments_due on payments (due_at) where due_at is not null;
-- an order is paid at most once, and a channel transaction is booked at most once
create unique index payments_one_per_order on payments (app_id, order_id) where disposition = 'order';
create unique index payments_transaction on payments (channel, transaction_id);
-- a payer has one open attempt per way of paying
create unique index payments_one_open on payments (app_id, order_id, channel, scene, coalesce(openid, ''))
  where status in ('created', 'pending', 'unknown');
-- money nobody asked for, until it has gone back
create index payments_unwanted on payments (app_id, paid_at) where disposition in ('late', 'duplicate', 'wrong_amount');

create table refunds (
  app_id             text not null,
  -- also the number the channel knows the refund by
  refund_id          bigint not null,
  order_id           bigint not null,
  payment_no         bigint not null,
  out_refund_no      text,
  refund_fee         bigint not null check (refund_fee > 0),
  cause              text not null check (cause in ('partner', 'late', 'duplicate')),
  status             text not null default 'processing' check (status in ('processing', 'succeeded', 'failed')),
  request            text not null,
  -- the channel has taken the refund on and will say later how it ended
  accepted_at        timestamptz,
  channel_refund_id  text,
  failure            text,
  created_at         timestamptz not null,
  settled_at         timestamptz,
  due_at             timestamptz,
  checks             integer not null default 0,
  primary key (app_id, refund_id),
  unique (refund_id),
  foreign key (app_id, order_id) references orders,
  foreign key (app_id, payment_no) references payments,
  check ((status = 'processing') = (settled_at is null)),
  check ((status = 'processing') = (due_at is not null)),
  check ((status = 'failed') = (failure is not null))
);
create index refunds_of_order on refunds (app_id, order_id);
create index refunds_due on refunds (due_at) where due_at is not null;
create unique index refunds_out_refund_no on refunds (app_id, out_refund_no);
-- a client that repeats an unnumbered refund while the first is unsettled gets the first
create unique index refunds_unnumbered on refunds (app_id, order_id, refund_fee)
  where status = 'processing' and out_refund_no is null and cause = 'partner';
-- unwanted money goes back once
create unique index refunds_automatic on refunds (app_id, payment_no)
  where cause <> 'partner' and status <> 'failed';

-- Every verified callback of a channel, kept before it is answered. A replay changes nothing.
create table channel_callbacks (
  channel_account_id  text not null references channel_accounts,
  callback_id         text not null,
  kind                text not null check (kind in ('payment', 'refund')),
  subject_no          bigint not null,
  content_sealed      bytea not null,
  received_at         timestamptz not null,
  primary key (channel_account_id, callback_id)
);
create index channel_callbacks_of_subject on channel_callbacks (subject_no);

-- One row per event a partner must be told, written in the commit of the event itself.
create table notifications (
  app_id           text not null,
  notification_id  bigint generated always as identity,
  order_id         bigint not null,
  event            text not null default 'payment' check (event in ('payment')),
  status           text not null default 'pending' check (status in ('pending', 'delivered', 'exhausted')),
  created_at       timestamptz not null,
  -- no attempt is made after this instant
  deadline_at      timestamptz not null,
  -- due, or leased until, while pending
  next_attempt_at  timestamptz,
  attempts         integer not null default 0,
  settled_at       timestamptz,
  primary key (app_id, notification_id),
  unique (app_id, order_id, event),
  foreign key (app_id, order_id) references orders,
  check ((status = 'pending') = (next_attempt_at is not null)),
  check ((status = 'pending') = (settled_at is null))
);
create index notifications_due on notifications (next_attempt_at) where next_attempt_at is not null;

create table notification_attempts (
  app_id           text not null,
  notification_id  bigint not null,
  attempt          integer not null,
  started_at       timestamptz not null,
  duration_ms      integer not null,
  outcome          text not null check (outcome in ('acknowledged', 'refused', 'unreachable')),
  http_status      integer,
  -- first bytes of the partner's answer, or why there was none
  detail           text not null,
  primary key (app_id, notification_id, attempt),
  foreign key (app_id, notification_id) references notifications
);

-- State machines: a row moves only along these edges. A payment closed at the channel can still turn
-- out paid (late money); everything else that is final stays final.
create function assert_transition() returns trigger language plpgsql as $$
begin
  if old.status <> new.status and not (old.status || '>' || new.status = any (tg_argv)) then
    raise exception '% cannot go from % to %', tg_table_name, old.status, new.status
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;

create trigger orders_transition before update of status on orders for each row
  execute function assert_transition('pending>paid', 'pending>closed');
create trigger payments_transition before update of status on payments for each row
  execute function assert_transition('created>pending', 'created>unknown', 'created>succeeded', 'created>closed',
    'unknown>pending', 'unknown>succeeded', 'unknown>closed', 'pending>succeeded', 'pending>closed', 'closed>succeeded');
create trigger refunds_transition before update of status on refunds for each row
  execute function assert_transition('processing>succeeded', 'processing>failed');
create trigger notifications_transition before update of status on notifications for each row
  execute function assert_transition('pending>delivered', 'pending>exhausted');
