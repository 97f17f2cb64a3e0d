-- Entries are sealed with a key that the database does not have: who can write to it can no longer make a chain anew.
-- `plain`: SHA-256, as entries before this are; `keyed`: HMAC-SHA256 under a key derived from the master key.

alter table audit_entries add column seal text not null default 'plain' check (seal in ('plain', 'keyed'));
alter table audit_entries alter column seal drop default;
