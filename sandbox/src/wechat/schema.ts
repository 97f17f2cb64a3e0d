/** The tables of the emulated WeChat Pay. Times are milliseconds since the epoch, amounts are fen. */
export const WECHAT_SCHEMA = `
create table if not exists wechat_merchants (
  mchid text primary key,
  appids text not null,
  app_secrets text not null,
  apiv3_key text not null check (length(apiv3_key) = 32),
  certificate_serial text not null,
  public_key_pem text not null,
  key_mode text not null check (key_mode in ('public_key', 'certificate', 'mixed')),
  balance_fen integer check (balance_fen >= 0),
  refund_delay_ms integer not null check (refund_delay_ms >= 0),
  refund_spacing_ms integer not null check (refund_spacing_ms >= 0),
  sign_business_errors integer not null,
  sub_merchants text not null default '{}',
  refund_callback_url text,
  fee_basis_points integer not null default 0
) strict;

create table if not exists wechat_orders (
  mchid text not null references wechat_merchants,
  out_trade_no text not null,
  trade_type text not null,
  appid text not null,
  description text not null,
  attach text,
  notify_url text not null,
  total integer not null check (total > 0),
  bound_openid text,
  request text not null,
  created_at integer not null,
  pay_until integer not null,
  state text not null check (state in ('NOTPAY', 'SUCCESS', 'REFUND', 'CLOSED')),
  transaction_id text unique,
  paid_at integer,
  payer_openid text,
  sub_mchid text,
  sub_appid text,
  told_state text,
  fee_basis_points integer not null default 0,
  fee integer not null default 0,
  primary key (mchid, out_trade_no),
  check ((state in ('SUCCESS', 'REFUND')) = (paid_at is not null)),
  check ((paid_at is null) = (transaction_id is null) and (paid_at is null) = (payer_openid is null))
) strict;

create table if not exists wechat_handles (
  handle text primary key,
  mchid text not null,
  out_trade_no text not null,
  expires_at integer not null,
  foreign key (mchid, out_trade_no) references wechat_orders
) strict;
create index if not exists wechat_handles_of_order on wechat_handles (mchid, out_trade_no);

create table if not exists wechat_refunds (
  mchid text not null,
  out_refund_no text not null,
  refund_id text not null unique,
  out_trade_no text not null,
  amount integer not null check (amount > 0),
  notify_url text,
  request text not null,
  status text not null check (status in ('PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL')),
  created_at integer not null,
  settles_at integer,
  success_at integer,
  fee integer not null default 0,
  ended_at integer,
  primary key (mchid, out_refund_no),
  foreign key (mchid, out_trade_no) references wechat_orders,
  check ((settles_at is not null) = (status = 'PROCESSING')),
  check ((success_at is not null) = (status = 'SUCCESS'))
) strict;
create index if not exists wechat_refunds_of_order on wechat_refunds (mchid, out_trade_no);
create index if not exists wechat_refunds_due on wechat_refunds (settles_at) where settles_at is not null;

create table if not exists wechat_callbacks (
  callback_id text primary key,
  mchid text not null references wechat_merchants,
  kind text not null check (kind in ('payment', 'refund')),
  number text not null,
  notify_url text not null,
  event_type text not null,
  content text not null,
  created_at integer not null,
  attempts integer not null,
  next_at integer,
  delivered_at integer
) strict;
create index if not exists wechat_callbacks_due on wechat_callbacks (next_at) where next_at is not null;
create index if not exists wechat_callbacks_of_number on wechat_callbacks (mchid, number);

create table if not exists wechat_bill_discrepancies (
  id integer primary key,
  mchid text not null references wechat_merchants,
  bill_date text not null,
  discrepancy text not null
) strict;

create table if not exists wechat_bill_files (
  token text primary key,
  mchid text not null references wechat_merchants,
  content blob not null,
  expires_at integer not null
) strict;

create table if not exists wechat_codes (
  code text primary key,
  appid text not null,
  openid text not null,
  expires_at integer not null,
  used integer not null
) strict;
`;

/** Columns that stores made by earlier versions lack. */
export const WECHAT_ADDED = [
  ['wechat_merchants', "sub_merchants text not null default '{}'"],
  ['wechat_merchants', 'refund_callback_url text'],
  ['wechat_orders', 'sub_mchid text'],
  ['wechat_orders', 'sub_appid text'],
  ['wechat_orders', 'told_state text'],
  ['wechat_merchants', 'fee_basis_points integer not null default 0'],
  ['wechat_orders', 'fee_basis_points integer not null default 0'],
  ['wechat_orders', 'fee integer not null default 0'],
  ['wechat_refunds', 'fee integer not null default 0'],
  ['wechat_refunds', 'ended_at integer'],
] as const;
