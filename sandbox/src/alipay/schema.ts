/** The tables of the emulated Alipay. Times are milliseconds since the epoch, amounts are fen. */
export const ALIPAY_SCHEMA = `
create table if not exists alipay_apps (
  app_id text primary key,
  seller_id text not null,
  public_key_pem text not null,
  certificate_pem text,
  identity text not null check (identity in ('user_id', 'open_id')),
  rotated integer not null,
  denied_methods text not null,
  balance_fen integer check (balance_fen >= 0),
  refund_delay_ms integer not null check (refund_delay_ms >= 0),
  refund_spacing_ms integer not null check (refund_spacing_ms >= 0),
  refund_notices integer not null,
  sign_business_errors integer not null
) strict;

create table if not exists alipay_codes (
  qr_code text primary key,
  app_id text not null references alipay_apps,
  out_trade_no text not null,
  terms text not null,
  expires_at integer not null,
  unique (app_id, out_trade_no)
) strict;

create table if not exists alipay_trades (
  trade_no text primary key,
  app_id text not null references alipay_apps,
  out_trade_no text not null,
  terms text not null,
  pay_until integer not null,
  created_at integer not null,
  status text not null
    check (status in ('WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED')),
  paid_at integer,
  buyer_id text,
  closed_at integer,
  unique (app_id, out_trade_no),
  check ((paid_at is null) = (buyer_id is null)),
  check (status not in ('TRADE_SUCCESS', 'TRADE_FINISHED') or paid_at is not null),
  check (status <> 'WAIT_BUYER_PAY' or paid_at is null),
  check ((closed_at is not null) = (status = 'TRADE_CLOSED'))
) strict;

create table if not exists alipay_refunds (
  trade_no text not null references alipay_trades,
  out_request_no text not null,
  amount integer not null check (amount > 0),
  reason text,
  status text not null check (status in ('PROCESSING', 'SUCCESS', 'FAILED')),
  created_at integer not null,
  settles_at integer,
  success_at integer,
  primary key (trade_no, out_request_no),
  check ((settles_at is not null) = (status = 'PROCESSING')),
  check ((success_at is not null) = (status = 'SUCCESS'))
) strict;
create index if not exists alipay_refunds_due on alipay_refunds (settles_at) where settles_at is not null;

create table if not exists alipay_notices (
  notify_id text primary key,
  app_id text not null references alipay_apps,
  kind text not null check (kind in ('payment', 'refund')),
  number text not null,
  out_trade_no text not null,
  notify_url text not null,
  content text not null,
  created_at integer not null,
  attempts integer not null,
  next_at integer,
  delivered_at integer
) strict;
create index if not exists alipay_notices_due on alipay_notices (next_at) where next_at is not null;
create index if not exists alipay_notices_of_trade on alipay_notices (app_id, out_trade_no);

create table if not exists alipay_bill_discrepancies (
  id integer primary key,
  seller_id text not null,
  bill_date text not null,
  discrepancy text not null
) strict;

create table if not exists alipay_bill_files (
  token text primary key,
  content blob not null,
  expires_at integer not null
) strict;

create table if not exists alipay_tokens (
  token text primary key,
  kind text not null check (kind in ('code', 'refresh')),
  app_id text not null,
  user_id text not null,
  expires_at integer not null,
  used integer not null
) strict;

create table if not exists alipay_campus_cards (
  school_id text not null,
  student_id text not null,
  account_id text not null,
  agreement_no text not null,
  name text not null,
  user_id text,
  schema_url text,
  primary key (school_id, student_id)
) strict;
`;
