-- 诺诺 gives each account 50 tokens in 30 days: all processes share one, and one of them at a time asks for another.

create table nuonuo_tokens (
  invoice_account_id text primary key references invoice_accounts (invoice_account_id),
  token_sealed       bytea,
  issued_at          timestamptz,
  expires_at         timestamptz,
  renewing_until     timestamptz,
  check ((token_sealed is null) = (expires_at is null)),
  check ((token_sealed is null) = (issued_at is null))
);
