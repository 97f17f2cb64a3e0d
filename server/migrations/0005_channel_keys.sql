-- Channels change the keys they sign with; when an account's are looked up again.

alter table channel_accounts add column keys_due_at timestamptz not null default '-infinity';
create index channel_accounts_keys_due on channel_accounts (keys_due_at) where enabled;
