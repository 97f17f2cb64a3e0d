CREATE TABLE settings (name text primary key, value text not null) strict;
CREATE TABLE violations (
  id integer primary key, at integer not null, kind text not null, detail text not null
) strict;
CREATE TABLE wechat_merchants (
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
CREATE TABLE wechat_orders (
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
CREATE TABLE wechat_handles (
  handle text primary key,
  mchid text not null,
  out_trade_no text not null,
  expires_at integer not null,
  foreign key (mchid, out_trade_no) references wechat_orders
) strict;
CREATE INDEX wechat_handles_of_order on wechat_handles (mchid, out_trade_no);
CREATE TABLE wechat_refunds (
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
CREATE INDEX wechat_refunds_of_order on wechat_refunds (mchid, out_trade_no);
CREATE INDEX wechat_refunds_due on wechat_refunds (settles_at) where settles_at is not null;
CREATE TABLE wechat_callbacks (
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
CREATE INDEX wechat_callbacks_due on wechat_callbacks (next_at) where next_at is not null;
CREATE INDEX wechat_callbacks_of_number on wechat_callbacks (mchid, number);
CREATE TABLE wechat_bill_discrepancies (
  id integer primary key,
  mchid text not null references wechat_merchants,
  bill_date text not null,
  discrepancy text not null
) strict;
CREATE TABLE wechat_bill_files (
  token text primary key,
  mchid text not null references wechat_merchants,
  content blob not null,
  expires_at integer not null
) strict;
CREATE TABLE wechat_codes (
  code text primary key,
  appid text not null,
  openid text not null,
  expires_at integer not null,
  used integer not null
) strict;
CREATE TABLE alipay_apps (
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
CREATE TABLE alipay_codes (
  qr_code text primary key,
  app_id text not null references alipay_apps,
  out_trade_no text not null,
  terms text not null,
  expires_at integer not null,
  unique (app_id, out_trade_no)
) strict;
CREATE TABLE alipay_trades (
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
CREATE TABLE alipay_refunds (
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
CREATE INDEX alipay_refunds_due on alipay_refunds (settles_at) where settles_at is not null;
CREATE TABLE alipay_notices (
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
CREATE INDEX alipay_notices_due on alipay_notices (next_at) where next_at is not null;
CREATE INDEX alipay_notices_of_trade on alipay_notices (app_id, out_trade_no);
CREATE TABLE alipay_bill_discrepancies (
  id integer primary key,
  seller_id text not null,
  bill_date text not null,
  discrepancy text not null
) strict;
CREATE TABLE alipay_bill_files (
  token text primary key,
  content blob not null,
  expires_at integer not null
) strict;
CREATE TABLE alipay_tokens (
  token text primary key,
  kind text not null check (kind in ('code', 'refresh')),
  app_id text not null,
  user_id text not null,
  expires_at integer not null,
  used integer not null
) strict;
CREATE TABLE alipay_campus_cards (
  school_id text not null,
  student_id text not null,
  account_id text not null,
  agreement_no text not null,
  name text not null,
  user_id text,
  schema_url text,
  primary key (school_id, student_id)
) strict;
CREATE TABLE nuonuo_accounts (
  app_key text primary key,
  app_secret text not null,
  tax_no text not null,
  clerk text not null,
  plan text not null default '{}',
  token_budget integer not null default 50
) strict;
CREATE TABLE nuonuo_tokens (
  token text primary key,
  app_key text not null references nuonuo_accounts,
  issued_at integer not null,
  expires_at integer not null
) strict;
CREATE TABLE nuonuo_invoices (
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
CREATE TABLE nuonuo_red_forms (
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
insert into "settings" values ('wechat_platform', '{"publicKey":{"serial":"PUB_KEY_ID_0793237278112769046592464438","privateKey":"-----BEGIN PRIVATE KEY-----\nMIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQCaJVJgv4FtwjAH\n1k7Pd/oOJEGzr8SNYvktZWCTv5IaJLjg2WhyN+1Az18ZBjBD39QrsTRl/Px7ET04\nYZrfrXiwYsE1KxnImRrqeIy4WZWGApHZZSIbU/X4Tx1knf9XuxzDgAo13UJ4mkYq\nBxfPYbC/SEBP7tleu2ck6Uj/rpV7GRjMhj7Hktut3PQL3+N1IfvJWv7eA444IX6V\nS1Ii1QFqSr7p6u24/0tcwd8NdLmU4P+pqiym529EnxoTPmEJxZT6iPLYo2hU2qwo\nVgwTEvImM7jrUTxr7ITou2lzZxcAhF7zkSzjz/Lnzf+gSQiNibQPoHtYtx1WTDvQ\n8OKdxQmHAgMBAAECggEAHuoAQO33T6NjzZaR3LLzn9VupdJI6ZAhaBTOTyNa8kpO\nF64Sb+G+f8J3EIY4tMwVeaPC3fdkTWwyKnYMwPJB46ISnI6lz6DBEKgXlLtGrQcj\n6AUL1445pNB9FRpIxPf+N0kdAxt6QsSx8KjWgh1V/K7JUx6UUpbkAzeUD88cJIEe\nxvT2HuhXl4AfsFIkA8HIR36JYWsZCJ9Wa8M6NaVr5I0ovSbc83XSreINURAtcM+g\nETRk6Gl/42NOLKU33WWiNYPCIWiKJtq04TdP2wPFcYLdpA/RDfMUkCpUciCWukLA\nBt1cJ/USEZS9Z3/CjFRweB+VQeAfanGjPfhvbEY5NQKBgQDOVDaM7MF7zz7X2MlC\nuy4g5N4ApGiSD7P/WROqAddR2ym3EF3XM7mySM9A39N9LLgQujZV7F9hfet26f9l\nkBASzanYpvbOV+2czchX+TPpXZqSKYBER/9kX63Zml5qMvVKPlian1xieJCPV7MV\n6yM6qnB0lwLkQUIJ1JwJ+TzgTQKBgQC/QSCgVmRymZ/yc3bW1hnpupYfCRGBXmHj\nP87ej4gosGKxWFOyMkiQxs2n4qvo0fqUaHw4uQYV632WK7PHHkDbWWgwxlTa5e+R\nZ7xmIwNrMmmVuIHIM5VaM/Bw8CmarqiZrV+za9v9xHd4tmpCX2sGrDXpLmFF75f6\nCPWBxRNbIwKBgQCgNbPF6XCzelEJuUNNlZpT4GKhjQfFonvZookqUROoc80IYKT9\nHSTr0q1banEFmVuzYWQfg9LsGKJlS30Ml7hjYV6o47xwrMXMI92UseQlKJGFPMRk\nQKOGhOSxOrRlMfxVEeQq6+MIcyWMqERemJ5aR03augd8xU9J4tTmyakDYQKBgQCP\nNITpicbMyJsrP6nMU6QzjrK5qmChLbq+HhkYLQEW9nvvruN8moobXcC/5Mo0GoY2\necYJ8wDLiPkQaMjEX7LQi7GoU9lVzrYDellnYPA+ZBELOoxzC6zZTerLpgiA+ibk\nax0ti6W97k5G5M/LwwawiGIVp9TOOQji/7JU6OwFYQKBgQCduPFvQg2MhGd6XdgO\nN1ZT2NpqbHCo5EeAbFRLACeJ4utdFIlBfzSITrAaQaS+pbMg5IqS5jZtuQCCzntB\nqN5xHkGw3BqhQ5yaUfpP4+pxSMNcILKW2uimYOT3XrETZt6p6h1l4MkDMizUqlsh\nN5qJpRemArIDQH0OfRQpolRJ7A==\n-----END PRIVATE KEY-----\n","pem":"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAmiVSYL+BbcIwB9ZOz3f6\nDiRBs6/EjWL5LWVgk7+SGiS44NlocjftQM9fGQYwQ9/UK7E0Zfz8exE9OGGa3614\nsGLBNSsZyJka6niMuFmVhgKR2WUiG1P1+E8dZJ3/V7scw4AKNd1CeJpGKgcXz2Gw\nv0hAT+7ZXrtnJOlI/66VexkYzIY+x5Lbrdz0C9/jdSH7yVr+3gOOOCF+lUtSItUB\nakq+6ertuP9LXMHfDXS5lOD/qaospudvRJ8aEz5hCcWU+ojy2KNoVNqsKFYMExLy\nJjO461E8a+yE6Ltpc2cXAIRe85Es48/y583/oEkIjYm0D6B7WLcdVkw70PDincUJ\nhwIDAQAB\n-----END PUBLIC KEY-----\n"},"certificate":{"serial":"7F154F55EF91D28D4C85EBC3C14B4F77191AF95D","privateKey":"-----BEGIN PRIVATE KEY-----\nMIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQCM18W9sYIL+d8P\nMD9qWdsuah96g5NtONEvF/W80tReggszuFiSOZ9I8bXjN1jtigVFRIamO2jwMRpY\nDB90UgNDg4wGo0rm+GvNCaGYF6kalRRHz7Gu2kyIWBQSjG8mhSC4p3sEKjESKE5V\nSReNasHBFVMWmjgG2tRup5+3qrN91KYaxYS7E3wRN1Ne2F7WLM8sdaqubs5TSAi7\niTxP3/d8piAvkDWlNbznfz8rQPhgbeXnNja6aBk+AvxG0+w4Qw1yAXgJ0bms8phC\nClXiCOi2zF6VOgIAORfffbHC2fU4znaNx2OnBEoCovvS6F/tc+GUCOLtwc5u/RYT\nOHhjiKhTAgMBAAECggEAO3SzIzsWHRwkj/LcMncwUc228C8vQ0Ji/DBvKoEN6b+Y\nHwNJUKFGnrJ7CCpLPiuvwegFt5MI36y65ERp2t7sRcn4iKzSZ+KjD3FraBtE5dXd\nM9t3tMqu2DfmcVYbbfVxNMJu6fktse6V8ubiLG7O0EXCR55e3HXwi63zfMNw9kL4\naqZieK8/T9tW+dhMQdOzU01AeyqvCEY6k+QFMYe8o5nEU2mXnLfBG6Ohr2nIoIzJ\nntLKhMzKsxpW72AoASJSrQ8dAaTiiFOw5+pxAtmM2IQYK81TTkSpRfID2NcF3Z1Q\nm6+QRCyyrpVRld4HaWlOZKy5XxI+aqGky34Z0AcY4QKBgQDBnxfUuDHN+1uKtiG0\nMgOIN63CVYJRqojVm4BuhoNM6HX4lqbuMsssE04hENh9k6B6STRa3sVCjV3d2vNv\nTiH9Bo2Z2aJ6LMNDApVmVnKxAFDVQRTsZQIl1JCUziJ9YTQZK0JM4MzTHtbJT2dR\nKqJW6KARj+KjkSaKc+5Q+k8wSwKBgQC6N8VUFGjoJgI2zHAQPZlJQp0fZnWxK/Iy\nFnFIBqWUizVuAOZdNSpshljIgEXMViA3fPNuC1omXIFFfb56kiC7l3/9MrPTpv2r\nMhBrI1WrfRqTHpw8wFIGUfXsknUwn5drke6OyonKsZur+qu9gRhsWyxuSPHKKYKt\n7DZ4MMozGQKBgQC0EFSFS1dmDGCxu3fUsL6AK+e4VvV/JW1j2d2y6/2nxHgR22kb\nFLnGH54FOjlbb7NKhlHeQFaK8hVdgYXq+Wq6eSGu9qsXnBFrfDecmMDIw1ZpPMFM\npxM8Q1bCTIHewEtHLOfXvyg9Huz5ApM+9LtMv8I9Eube3tpM4Eu9m0uRyQKBgQCq\npw98RRP6o1JmG6YbDAhcveI183Spv8c9pZl80zKM1aJKRCLYii9tsxTL8dmFL+xo\nTWbckySzgRSqtViJBT9gCq+tPvjTXvabG882D/SjqotfBa9ScUD6L8Q6X+FrhOWE\nHAFN9Eiga3FpAti+Wv8h1c/65XhHtxDeCFnGfZffiQKBgQC6C2fD9clxVAqF9m/8\ntgW59gv5jKFOjtR5wNh/EDaFdtoaWX/tIHBo1FI3smurbYgtfMvh6wYbaYlow5te\nZ7+5JmN7l3f0W1zOnqJx3QhKrbscj1i4VbyhCIs+RccoObBTXYiF7LTrAvIZGidI\nN4BAK32w9mNGke7QdBS+yIdduw==\n-----END PRIVATE KEY-----\n","pem":"-----BEGIN CERTIFICATE-----\nMIIC6jCCAdKgAwIBAgIUfxVPVe+R0o1MhevDwUtPdxka+V0wDQYJKoZIhvcNAQEL\nBQAwLzEtMCsGA1UEAwwkWmhpeGlhbyBzYW5kYm94OiBlbXVsYXRlZCBXZUNoYXQg\nUGF5MB4XDTI2MTEyNzIxNTkzOFoXDTMxMTEyNzIxNTkzOFowLzEtMCsGA1UEAwwk\nWmhpeGlhbyBzYW5kYm94OiBlbXVsYXRlZCBXZUNoYXQgUGF5MIIBIjANBgkqhkiG\n9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjNfFvbGCC/nfDzA/alnbLmofeoOTbTjRLxf1\nvNLUXoILM7hYkjmfSPG14zdY7YoFRUSGpjto8DEaWAwfdFIDQ4OMBqNK5vhrzQmh\nmBepGpUUR8+xrtpMiFgUEoxvJoUguKd7BCoxEihOVUkXjWrBwRVTFpo4BtrUbqef\nt6qzfdSmGsWEuxN8ETdTXthe1izPLHWqrm7OU0gIu4k8T9/3fKYgL5A1pTW8538/\nK0D4YG3l5zY2umgZPgL8RtPsOEMNcgF4CdG5rPKYQgpV4gjotsxelToCADkX332x\nwtn1OM52jcdjpwRKAqL70uhf7XPhlAji7cHObv0WEzh4Y4ioUwIDAQABMA0GCSqG\nSIb3DQEBCwUAA4IBAQARGqV/0/AaIl9uTHA+mDzNS81zCBnSfPkN7GZUykRaHwyO\ndJg6JyCcxOfGPSklsfOPvOIPgbYuNVVSAXpT52LQ9shRGiwejWZZQ+YDSGOWEVUd\nz6qUkzkCG3CDVjuklyPEYdh636zLLfzvn4VgAYu9ho4JXZIKmnb+XBHITMsKEW6O\nfbEmNAcjGEHpxcSlK68y9wu/pAh63nzfTze0nqeWLsv8wlRIwU842iX09b4R2onJ\nY99758nUVyRo+u/9RziXVmrn3FoGtlG7Jfppqxrr68xDplpyHXTXQdxsvvFXflvZ\nXUSSarFu64Ua4tknTNw0hQS/a6dPEbQQUkLeeKGh\n-----END CERTIFICATE-----\n","validFrom":1795816778657,"validTo":1953583178657},"older":[]}');
insert into "settings" values ('alipay_platform', '{"rootPem":"-----BEGIN CERTIFICATE-----\nMIIC7DCCAdSgAwIBAgIUckjb/fes0z+E1p/n2lMiHhxUzFkwDQYJKoZIhvcNAQEL\nBQAwMDEuMCwGA1UEAwwlWmhpeGlhbyBzYW5kYm94OiBlbXVsYXRlZCBBbGlwYXkg\ncm9vdDAeFw0yNjExMjcyMTU5NDBaFw0zMTExMjcyMTU5NDBaMDAxLjAsBgNVBAMM\nJVpoaXhpYW8gc2FuZGJveDogZW11bGF0ZWQgQWxpcGF5IHJvb3QwggEiMA0GCSqG\nSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCNa6wggngHuq4vookgejmwwMNsvs7+IQLK\nq3TK5Z25AnBi/QsILc1uejv43JNijAgjrGeZQXJB9RbcRAgb9nc7Qvg/KF5ICWlS\nXHBXvqwn6Hga7ddDazR/cQFlLvuOoYJni4/AtWY6fy2u1ake1CiYU3dU+envEboX\nh3q8yVszGzxy4qXCf9veIr/Ckt9R7ynE4P3OmhuRmJzDHuUu/5azLM6TthvRSBZW\nMjb8h9juIV+VnfTB1AtwH/Drp8ubNB3rvKrzT1pbs4O8FqomzGBKXr4wv4N+n0EZ\nE8G56OFGyotOxhOu2aynMuR8ZNl1zcNTKH+47gl14VukRgCtvrtHAgMBAAEwDQYJ\nKoZIhvcNAQELBQADggEBAAsbrFEDvAvIPkXZYrdKrP+E4REX7O3zyCcZIdJQdqtv\nr9bY48/olPJ+wcZ3Bh5c+SnSwvXpVmrSW7xrGRzXEiPhrVBdCioQZNeIf8MqwTnr\nA1SCPL7iBBYmRELu+cMBllEoc7lf5bjAFdbNQzw6Cxq/j60Bv4YUxZwc2cr3bHfI\njmi8+zP7EpSeKDUm6U81ugI8dFrGM43F2MSoZ1LFYa8iGfHkBVArpAxO3HxG9eDb\nrAQJPUiWk3njzoJutr7QvfKGnsJixkXjTSiU1eWYrjjsUArZhFMY1ydrlnihoBxE\ngQkb4rZEdACTpROpeWnFXhKoSlzAYkb22QvGvHFGEmE=\n-----END CERTIFICATE-----\n","keys":[{"privateKey":"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCY4jftFjt4Qbw1\nelHoLOioN/M0uOPTJSQHM46o7d+tf1zzoj9s1+Bvjkb3VS9wm1OBYOzIrUtCprSx\n3KLlAlP1dmlFJZbCm3zDUH//06RcVltqG2o6RqMj5pn//MUSeFQmyQ3VjhytUn+R\nccIYe4OhVzrh7t4zTYHglY3+HuWpO3w6jkZh1XAk/MXlbi4ep0+GkAnVmoZheTwW\nNfVpywh6qJ+Y4e86VpsIEeVe48yV0V8F1SoQ7VIsOT5SzGCYQR+yKTv7hvFkXSAy\nYraF7Fm6rrv4zKuS09d5k6UhfFidZ9454/QvdvZLGr+2Gdwc32Y2NVV+rDRd1reN\noRc1qgV/AgMBAAECggEAOUHL4TrI1f6EfuDLSTF8hvfBWZb/GCZaSmooPSMteNxw\n0vwKVfi5oP3/nQTlyf4aNaO3umaQf6tQlCZGSY9oI0+QGGn9/u9duAZvkb/RWBWt\nkd0nmSC4W6szNNiVdBflqEr3J+pb2hvCFBYvM50ajLPPJSuhQ0R9Zj+MmMY4i/rb\nmc76gD2maLk7rh3azv6eFyLouxsWmArm5iDpetFomHCroE5D/xVWHT2Z0Rzmm7/D\nIIjt2V98swBeA2ZZWMxoQB8pdOiIUYMHWYRm1VPXi0G9EWgT/uSI/net12mLZKYx\nnVuKn9wG8Sc75XUtam/6orRrtXLe1GwtW8q1m2MLuQKBgQDGSXKBf9IxwWwfK9S+\n/p0tN3uE1ZK+WZ23r0oi/0mfIMxToG5wfbOplGDZ22kqulYboSJkZS8VhTmVhr0r\nLA/SlqOuxo/vptekj1CajIBOZmmxKyzDJ6WKx4UmgfmKrBdTQz7WcZEEkYjzeLKe\nFJS2gYFr9ZrMLYUJCWiGySh1pwKBgQDFYbstsnyUeCWxOBwvj5WZLWgjdVFqU22o\ngrAaiDjLFlVuNRUC7b+A9pNq+OXpzVr5IN8IgN3wMfESo2jnh5LxA+Sy4nlNONZa\nisF16PzZ2nBQIqdrJNHL+nshcgbZygTADpiPAKjHhJKbChTfV5T74+CTFmI7TM8C\n4/0j3KCcaQKBgQCj+6Pl8warPVIkqUQFPF5SQbs2DMaSA10Kxr2iGcwR/LbeRiRv\nhZVqnhpGsUzVGEsUCHt/2apJuub3gPm61XK0bv4pEW+B+1IFdrxrQ9zseYfZDGK1\ndnlSP1UflogAJfgYVNmH0V3kEFPZPq1BTLX8BTg6R2DgkJif85btOTjrqwKBgAUC\n9j2yynb6lfpp8k1C2AmLnZlI4UhR1fbxWodR7h858fFaZ64rWzFrEVMl/rBxBl5M\n91y/6OKwYe6XN5KpXpHAB46DMZFEYCzsWP0lbUYaxb9DIf0Wcj07nuS6gHIHLxex\nRy5aVe667v4Aw4boMmAy6QDTEKtwx9DK+SJv96QBAoGAMdZcuF2fDgKdB+CKCPFZ\nJfb/iwjPhfUYNhq2EsKKZryC4aqcWrPP6FNgTUrwNxTI+28Cd3pPZURQoGBo3Os8\nH21lIajc1qgWZybMHYiVuNgKr7FvYPbjjGlGfhIFwTUzskGZUNwxwT+uMTIboE8L\n17yQ18exebb3WQCnlHS/7Jw=\n-----END PRIVATE KEY-----\n","publicKeyPem":"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAmOI37RY7eEG8NXpR6Czo\nqDfzNLjj0yUkBzOOqO3frX9c86I/bNfgb45G91UvcJtTgWDsyK1LQqa0sdyi5QJT\n9XZpRSWWwpt8w1B//9OkXFZbahtqOkajI+aZ//zFEnhUJskN1Y4crVJ/kXHCGHuD\noVc64e7eM02B4JWN/h7lqTt8Oo5GYdVwJPzF5W4uHqdPhpAJ1ZqGYXk8FjX1acsI\neqifmOHvOlabCBHlXuPMldFfBdUqEO1SLDk+UsxgmEEfsik7+4bxZF0gMmK2hexZ\nuq67+MyrktPXeZOlIXxYnWfeOeP0L3b2Sxq/thncHN9mNjVVfqw0Xda3jaEXNaoF\nfwIDAQAB\n-----END PUBLIC KEY-----\n","certificatePem":"-----BEGIN CERTIFICATE-----\nMIIC5zCCAc+gAwIBAgIUdeVDWfNbxA3rlX9l7yxxDdpDKxswDQYJKoZIhvcNAQEL\nBQAwMDEuMCwGA1UEAwwlWmhpeGlhbyBzYW5kYm94OiBlbXVsYXRlZCBBbGlwYXkg\ncm9vdDAeFw0yNjExMjcyMTU5NDBaFw0zMTExMjcyMTU5NDBaMCsxKTAnBgNVBAMM\nIFpoaXhpYW8gc2FuZGJveDogZW11bGF0ZWQgQWxpcGF5MIIBIjANBgkqhkiG9w0B\nAQEFAAOCAQ8AMIIBCgKCAQEAmOI37RY7eEG8NXpR6CzoqDfzNLjj0yUkBzOOqO3f\nrX9c86I/bNfgb45G91UvcJtTgWDsyK1LQqa0sdyi5QJT9XZpRSWWwpt8w1B//9Ok\nXFZbahtqOkajI+aZ//zFEnhUJskN1Y4crVJ/kXHCGHuDoVc64e7eM02B4JWN/h7l\nqTt8Oo5GYdVwJPzF5W4uHqdPhpAJ1ZqGYXk8FjX1acsIeqifmOHvOlabCBHlXuPM\nldFfBdUqEO1SLDk+UsxgmEEfsik7+4bxZF0gMmK2hexZuq67+MyrktPXeZOlIXxY\nnWfeOeP0L3b2Sxq/thncHN9mNjVVfqw0Xda3jaEXNaoFfwIDAQABMA0GCSqGSIb3\nDQEBCwUAA4IBAQBC6t2VXIDeJfXR2HZ4xtHeMF6dF4CW7yIBWvsZNXdkBlySpyl8\n9hz955M2o2RC6wa7YwtKRBAyRCsKcTAUfs6YRcYs9Tb09jJfzfHXbz6KZvg1wTeX\nBJw8jWpO/sBLGOtEFG9stFsSqUWjqWylJ+cmnWCQtbRyGAvtCQZWHg6/n30egNoa\npaYN+iNODe/U/JJG1kdvoIZX1Zhumgl5/Y8OInC3uk9VahB4S1nd7b20PhQ70XnL\nFA1txSBfX1kkghUrBaTXCrAi9GvU9u371gfJJAytixTReeKUAgUJD3rQQp6Hithn\ncymsKmQfs0m+ra/1FNIYHHCGcbY2oOksCnpR\n-----END CERTIFICATE-----\n"},{"privateKey":"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDPgZaDFjQW/uIA\npNv6kqX1RzPHx/ElMC1Bos9Ey5YcDVtRArRID4eouTaGYMHPxNnphgmgeAU7mxnl\n0oVUD7g6NktIiSvXyIttkea/EWWUl//R+vWS6klxbR4hpVXKPDlf1BD/pLJQQwbe\np5sZBMuPCFPwLakK3wDhQsreDcfXSIBM0QqVbzCZLJ/JPZRy0c8E+53P/pd1f7wm\n+1IeFhtyLFcWvT06t50XZ3Kr4Fv6jO6iKbsmq/QE0t+Uqi6vMaXdDT3CeLQFSP8A\nJYCHstN+bvm6xDbuasaIO/pIgVFb0VzXnK0KRxaS0DStIRb6UliF5Jrv4rH75GcO\n9ZgHZpFHAgMBAAECggEAEpUrUm/xmEGZIa+h1428ePu4YmLAcLEgzGj1INcOiVKU\n4+tXE8D4SB7WCDCwCpg5X5VWVV2KMm1QY2l38TA7MlNcaJGIMJnQCq7vOBspuqXm\nDfrodRCwJQ09jovM5ACCrtdB8nLgWRm3isb9t77bL+LyCWc9ZTDVVlbx7fLT+65k\nLcRgvxpNankDyBYh/uRnfltV/bhIO20RX7qx7l+Sos7FYNg8XBiB2f9qxDXfhyB0\nQmODXZ/I/mdXNdXFz1Ogv7U99LI50VVcOZTqZCMB8e9BJy3fR6IA6j5GLLQQUk1d\ncSDmGjW8n746eZ96Y4TmweoSSUwCOg69V/ITyzQn4QKBgQDqHvKi/7wFV8YUtyGh\ns5UUYY1kb0/uqLVhM9oxXmwzVUq3IIZd+kMSYHyrOenDtPXeHO/nbOMnahg45BaU\nOXmi1iQeuEgWfFdzKvLnwkA+Ni9svE1tm7k67Qbme/pUR4fp/ggM8IdSJ2wjwfSR\n+Oq5mjvZg2GesZBoguo4J6RY1wKBgQDi5equyyy2aPG4bhr8KupFtMxh5bVVzkKq\nTTMdIBVXBPXbIDx9cYhNto5yqoJcjrJEFb7gMdxmnWs83MNs36Z5Q3RH04cAkb8v\nfm7sTKYuTNz3zE0RDeTca+qDo5ouDCTR382gGIjm24qz+RclTjSH5dJb/lpzHlFn\nPxUGktxNEQKBgHkGIntsI2/Hndebi0EhqhDtFMA0YmeGwqxKt6IJo3ktv//GSm9O\nLVnUkt2YhGTsqKR25PUG7q2zRG40Sg+5Xk100RsoO+uTv0kDjKmNWtROAln9RTFB\n7JCvcn+22wKyL2ogLV0zAWDQjDA31QuYVw420nVwWwhD1diQxC7fHy/lAoGAK9kU\nvkzDSkkDlYmpq1u7xFbJPI4AuiFPHswmeZVuqk9qF7umFPPwzFvgMWakJLDq4F93\ncKoSFr6LL8rV9V9PM5YGja7iIwkHcm0zkHTLlJ0EAts3dXlC5hnwyxm9vPJZ1zkx\n6qNzKXH53wffIjV3z19phJ+l6SNNxe8Z6BhPfJECgYEA0MKDraDWbWSytkcuvRME\nrAOz+P8ZufCXZz6QJVfq22p5RzulGqpuWONmqvjbCtpzwO0XbQAV+a4LJLMiZy+c\nbn4O2KpLpW1qhEoaB5i/8Yn5yjA4cvHf7od/1DhU7liIORaXJZzMWpq5ygFS2a2V\nTTziChF/dGMKsTDYE9rqWq0=\n-----END PRIVATE KEY-----\n","publicKeyPem":"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAz4GWgxY0Fv7iAKTb+pKl\n9Uczx8fxJTAtQaLPRMuWHA1bUQK0SA+HqLk2hmDBz8TZ6YYJoHgFO5sZ5dKFVA+4\nOjZLSIkr18iLbZHmvxFllJf/0fr1kupJcW0eIaVVyjw5X9QQ/6SyUEMG3qebGQTL\njwhT8C2pCt8A4ULK3g3H10iATNEKlW8wmSyfyT2UctHPBPudz/6XdX+8JvtSHhYb\ncixXFr09OredF2dyq+Bb+ozuoim7Jqv0BNLflKourzGl3Q09wni0BUj/ACWAh7LT\nfm75usQ27mrGiDv6SIFRW9Fc15ytCkcWktA0rSEW+lJYheSa7+Kx++RnDvWYB2aR\nRwIDAQAB\n-----END PUBLIC KEY-----\n","certificatePem":"-----BEGIN CERTIFICATE-----\nMIIC5zCCAc+gAwIBAgIUd3LjCvUhUVzOkMcXB34nkbsMuaMwDQYJKoZIhvcNAQEL\nBQAwMDEuMCwGA1UEAwwlWmhpeGlhbyBzYW5kYm94OiBlbXVsYXRlZCBBbGlwYXkg\ncm9vdDAeFw0yNjExMjcyMTU5NDBaFw0zMTExMjcyMTU5NDBaMCsxKTAnBgNVBAMM\nIFpoaXhpYW8gc2FuZGJveDogZW11bGF0ZWQgQWxpcGF5MIIBIjANBgkqhkiG9w0B\nAQEFAAOCAQ8AMIIBCgKCAQEAz4GWgxY0Fv7iAKTb+pKl9Uczx8fxJTAtQaLPRMuW\nHA1bUQK0SA+HqLk2hmDBz8TZ6YYJoHgFO5sZ5dKFVA+4OjZLSIkr18iLbZHmvxFl\nlJf/0fr1kupJcW0eIaVVyjw5X9QQ/6SyUEMG3qebGQTLjwhT8C2pCt8A4ULK3g3H\n10iATNEKlW8wmSyfyT2UctHPBPudz/6XdX+8JvtSHhYbcixXFr09OredF2dyq+Bb\n+ozuoim7Jqv0BNLflKourzGl3Q09wni0BUj/ACWAh7LTfm75usQ27mrGiDv6SIFR\nW9Fc15ytCkcWktA0rSEW+lJYheSa7+Kx++RnDvWYB2aRRwIDAQABMA0GCSqGSIb3\nDQEBCwUAA4IBAQAWmVC24Le3DOv1MIreGJiDT0thzu5FyxY5kI9SEdgS+a7GbE3s\nB6I+UYH7lcXD8CojjdwujLv/eRpmqPmzmruKK5ckruGKY7ItCCpqQraB2cVxcLOZ\npsOmmmQDD3gpmUpNOLi8BTa9i3dpuauQEyhqRB/UMPmDFhyJr0CEeN36GHOa6mfN\nS45npckdwHiKiYgTBsN/uhDCtxV/lFKOjI1TMMH9NBIgDDH6PlkNqaFnue5afc1r\nh+5I0BYyECgICaqR7qZp/t27G3huSSKFuSQcGKSiuPYbiItcu9vZeZtgCSr1eAhA\nmrHO1Zn5pslxHtml1QMIdFSr+q0tMWBM9kNF\n-----END CERTIFICATE-----\n"}]}');
insert into "wechat_merchants" values ('1900000001', '["wx0000sandbox00001"]', '{"wx0000sandbox00001":"38d1c453e076276ca58f8b1296302add"}', 'a066012b1cf95630e22c30bc03dd4106', 'C0CF18BF978D234D101777BC14FD5C7F298AB6C4', '-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2Poog6R9CUP08W4p3YMD
bXSO9GyKQl5vPG4MIKTFS+6j0vxUQdFhLyWrjhLAON3zWKd5NoVGI8EkE6S67m7J
l5FGLExXVVOBVmYBNYobE94mMjyw5ZuAx6LPv/c+SMobOTab1RZUWIm+zPo5QhsS
aS3v5t+L1311farft7H2TLw3fNNB1DhC8zdtsKJw5+kdgoHxDhXSIQSzjnoJ64E3
NSP5zRAQud31Tmj78W+UJjnBsUN4WpnfP4OfSggy/dwOvROFY6+bz1Xgz+vJjzZ9
Mp0XuQE/0vpeQieP3Ccdyt7MijwCfTx17s3hbOi7YRIDjLQ+8WiPeadb8Vv2LT9x
0wIDAQAB
-----END PUBLIC KEY-----
', 'public_key', null, 1000, 0, 1, '{}', null, 0);
insert into "wechat_orders" values ('1900000001', '1795903190541552870', 'JSAPI', 'wx0000sandbox00001', '宿舍电费', null, 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', 100, 'oFFFFFFFFFFFFFFFFFFFFFFFFFFF', '{"amount":{"currency":"CNY","total":100},"appid":"wx0000sandbox00001","description":"宿舍电费","mchid":"1900000001","notify_url":"http://127.0.0.1:46753/channel/wechat/sandbox-wechat","out_trade_no":"1795903190541552870","payer":{"openid":"oFFFFFFFFFFFFFFFFFFFFFFFFFFF"},"time_expire":"2026-11-29T06:59:50+08:00","trade_type":"JSAPI"}', 1795903190587, 1795906790000, 'NOTPAY', null, null, null, null, null, null, 0, 0);
insert into "wechat_orders" values ('1900000001', '1795903191203868007', 'NATIVE', 'wx0000sandbox00001', '宿舍电费', null, 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', 100, null, '{"amount":{"currency":"CNY","total":100},"appid":"wx0000sandbox00001","description":"宿舍电费","mchid":"1900000001","notify_url":"http://127.0.0.1:46753/channel/wechat/sandbox-wechat","out_trade_no":"1795903191203868007","time_expire":"2026-11-29T06:59:50+08:00","trade_type":"NATIVE"}', 1795903191288, 1795906790000, 'REFUND', '4200084614202611299469281789', 1795903191427, 'oSandboxPayer0000000000zhang', null, null, null, 0, 0);
insert into "wechat_orders" values ('1900000001', '1795903191558232727', 'NATIVE', 'wx0000sandbox00001', '宿舍电费', null, 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', 100, null, '{"amount":{"currency":"CNY","total":100},"appid":"wx0000sandbox00001","description":"宿舍电费","mchid":"1900000001","notify_url":"http://127.0.0.1:46753/channel/wechat/sandbox-wechat","out_trade_no":"1795903191558232727","time_expire":"2026-11-29T06:59:50+08:00","trade_type":"NATIVE"}', 1795903192111, 1795906790000, 'SUCCESS', '4200011823202611292536563917', 1795903192231, 'oSandboxPayer0000000000zhang', null, null, null, 0, 0);
insert into "wechat_orders" values ('1900000001', '1795903192921547491', 'NATIVE', 'wx0000sandbox00001', '宿舍电费', null, 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', 3000, null, '{"amount":{"currency":"CNY","total":3000},"appid":"wx0000sandbox00001","description":"宿舍电费","mchid":"1900000001","notify_url":"http://127.0.0.1:46753/channel/wechat/sandbox-wechat","out_trade_no":"1795903192921547491","time_expire":"2026-11-29T06:59:50+08:00","trade_type":"NATIVE"}', 1795903193107, 1795906790000, 'SUCCESS', '4200018599202611293476474667', 1795903193995, 'oSandboxPayer0000000000zhang', null, null, null, 0, 0);
insert into "wechat_handles" values ('wx2026112905595076212482539173518749', '1900000001', '1795903190541552870', 1795910390588);
insert into "wechat_handles" values ('weixin://wxpay/bizpayurl?pr=oFbdQodzz', '1900000001', '1795903191203868007', 1795910391288);
insert into "wechat_handles" values ('weixin://wxpay/bizpayurl?pr=ftWbEoOzz', '1900000001', '1795903191558232727', 1795910392111);
insert into "wechat_handles" values ('weixin://wxpay/bizpayurl?pr=ugRDquxzz', '1900000001', '1795903192921547491', 1795910393107);
insert into "wechat_refunds" values ('1900000001', '1795903194586281666', '50300060602026112959609491968', '1795903191203868007', 30, 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', '{"amount":{"currency":"CNY","refund":30,"total":100},"notify_url":"http://127.0.0.1:46753/channel/wechat/sandbox-wechat","out_refund_no":"1795903194586281666","out_trade_no":"1795903191203868007","reason":"订单退款"}', 'SUCCESS', 1795903194629, null, 1795903195632, 0, 1795903195632);
insert into "wechat_callbacks" values ('EV-202611290559513349616024849646318', '1900000001', 'payment', '1795903191203868007', 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', 'TRANSACTION.SUCCESS', '{"appid":"wx0000sandbox00001","mchid":"1900000001","out_trade_no":"1795903191203868007","transaction_id":"4200084614202611299469281789","trade_type":"NATIVE","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"","success_time":"2026-11-29T05:59:51+08:00","payer":{"openid":"oSandboxPayer0000000000zhang"},"amount":{"total":100,"currency":"CNY","payer_total":100,"payer_currency":"CNY"},"promotion_detail":[]}', 1795903191428, 1, null, 1795903193505);
insert into "wechat_callbacks" values ('EV-202611290559527667686917637215087', '1900000001', 'payment', '1795903191558232727', 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', 'TRANSACTION.SUCCESS', '{"appid":"wx0000sandbox00001","mchid":"1900000001","out_trade_no":"1795903191558232727","transaction_id":"4200011823202611292536563917","trade_type":"NATIVE","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"","success_time":"2026-11-29T05:59:52+08:00","payer":{"openid":"oSandboxPayer0000000000zhang"},"amount":{"total":100,"currency":"CNY","payer_total":100,"payer_currency":"CNY"},"promotion_detail":[]}', 1795903192231, 1, null, 1795903193793);
insert into "wechat_callbacks" values ('EV-202611290559541456295099207612496', '1900000001', 'payment', '1795903192921547491', 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', 'TRANSACTION.SUCCESS', '{"appid":"wx0000sandbox00001","mchid":"1900000001","out_trade_no":"1795903192921547491","transaction_id":"4200018599202611293476474667","trade_type":"NATIVE","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"","success_time":"2026-11-29T05:59:53+08:00","payer":{"openid":"oSandboxPayer0000000000zhang"},"amount":{"total":3000,"currency":"CNY","payer_total":3000,"payer_currency":"CNY"},"promotion_detail":[]}', 1795903194006, 1, null, 1795903194293);
insert into "wechat_callbacks" values ('EV-202611290559556285893227186726433', '1900000001', 'refund', '1795903194586281666', 'http://127.0.0.1:46753/channel/wechat/sandbox-wechat', 'REFUND.SUCCESS', '{"mchid":"1900000001","refund_id":"50300060602026112959609491968","out_refund_no":"1795903194586281666","transaction_id":"4200084614202611299469281789","out_trade_no":"1795903191203868007","refund_status":"SUCCESS","success_time":"2026-11-29T05:59:55+08:00","user_received_account":"支付用户零钱","amount":{"total":100,"refund":30,"payer_total":100,"payer_refund":30}}', 1795903195633, 1, null, 1795903195823);
insert into "alipay_apps" values ('2021000000000001', '2088000000000011', '-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAviyD90LCpdFAXxqoYLEt
bhi4CC2SLwhDmUPsNTX70Bcx3mW2uHt5/JurWZdiBds1I1ZGmgm8pkSu/2s6l+lA
4tlhdepzg0mrLhj7wfKduS7uch3ngGm5jEE+MuZQ6bq3zmWcPJ36/gZVx8VkTQAZ
7VUSy7i4i1Nx5j8cc6jEx/IxYmyqWyMeXqa1Xlj1PDkHiazUbMJ25D0/Lxj2QeKd
XZdgzmATlp0L935SD2tpNobU2Vtn87VBkSWWzAo89t66D5Iklm7fSxn9BtxNysQY
k+8E2Cm3GETNonmMZDeUf9vYztlMX57AHRdM+9qXL1rCCsNbtLAIlyFo3ehhy1lL
iwIDAQAB
-----END PUBLIC KEY-----
', null, 'user_id', 0, '[]', null, 0, 0, 1, 1);
insert into "alipay_codes" values ('http://127.0.0.1:36315/qr/baxKVw4RgeiDMqOFKgHvqAh', '2021000000000001', '1795903194028837196', '{"appId":"2021000000000001","outTradeNo":"1795903194028837196","method":"alipay.trade.precreate","total":2500,"subject":"学费","body":null,"boundBuyer":null,"notifyUrl":"http://127.0.0.1:46753/channel/alipay/sandbox-alipay","returnUrl":null,"quitUrl":null,"passbackParams":null,"payUntil":1795903494000}', 1795903494000);
insert into "alipay_trades" values ('2026112922001400834909773413', '2021000000000001', '1795903194028837196', '{"appId":"2021000000000001","outTradeNo":"1795903194028837196","method":"alipay.trade.precreate","total":2500,"subject":"学费","body":null,"boundBuyer":null,"notifyUrl":"http://127.0.0.1:46753/channel/alipay/sandbox-alipay","returnUrl":null,"quitUrl":null,"passbackParams":null,"payUntil":1795903494000}', 1795903494000, 1795903194265, 'TRADE_SUCCESS', 1795903194266, '2088612279536603', null);
insert into "alipay_notices" values ('2026112905595436673729976513385897', '2021000000000001', 'payment', '1795903194028837196', '1795903194028837196', 'http://127.0.0.1:46753/channel/alipay/sandbox-alipay', '{"notify_type":"trade_status_sync","app_id":"2021000000000001","auth_app_id":"2021000000000001","charset":"utf-8","version":"1.0","sign_type":"RSA2","trade_no":"2026112922001400834909773413","out_trade_no":"1795903194028837196","buyer_id":"2088612279536603","buyer_logon_id":"159****5620","seller_id":"2088000000000011","seller_email":"sandbox@example.com","trade_status":"TRADE_SUCCESS","total_amount":"25.00","receipt_amount":"25.00","invoice_amount":"25.00","buyer_pay_amount":"25.00","point_amount":"0.00","subject":"学费","gmt_create":"2026-11-29 05:59:54","gmt_payment":"2026-11-29 05:59:54","fund_bill_list":"[{\"amount\":\"25.00\",\"fundChannel\":\"ALIPAYACCOUNT\"}]","notify_id":"2026112905595436673729976513385897"}', 1795903194266, 1, null, 1795903194415);
insert into "alipay_campus_cards" values ('2088000000000100', '20140548', '2088000000000101', '20260901000000000001', '张三', '2088612279536603', 'alipays://platformapi/startapp?appId=20000021&b=m&p=104601056069');
insert into "alipay_campus_cards" values ('2088000000000100', '20180911001', '2088000000000101', '20260901000000000001', '李四', null, 'alipays://platformapi/startapp?appId=20000021&b=m&p=104601056069');
insert into "nuonuo_accounts" values ('SD12345678', 'nuonuo-secret-0001', '12100000400000624D', '李会计', '{}', 50);
insert into "nuonuo_tokens" values ('fd754872428d3dbc644972026cb57354', 'SD12345678', 1795903195740, 1795989595740);
insert into "nuonuo_invoices" values ('SD12345678', '1795903195067089980', '47660071907745968322', '{"orderNo":"1795903195067089980","invoiceType":"1","invoiceLine":"pc","buyerName":"小明","buyerTaxNum":"","buyerPhone":"13000000000","email":"","buyerAddress":"","buyerAccount":"","naturalPersonFlag":"1","pushMode":"-1","salerTaxNum":"12100000400000624D","salerTel":"028-85400000","salerAddress":"成都市一环路南一段24号","clerk":"李会计","extensionNumber":"","invoiceDate":"2026-11-29 05:59:53","remark":"","callBackUrl":"http://127.0.0.1:46753/callbacks/invoices/UZxb-S14qDm0QShHNrNhBw","invoiceDetail":[{"goodsName":"*物业管理服务*住宿费","goodsCode":"3040801020000000000","specType":"宿舍电费","withTaxFlag":"1","num":"1","price":"30.00","taxIncludedAmount":"30.00","taxRate":"0.03","favouredPolicyFlag":"0","zeroRateFlag":""}]}', 3000, 'issued', '', 1795903195807, 1795903195807, '26942115846382020255', null, 1795903195812);
