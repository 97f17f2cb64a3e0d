-- Rows are read and written meanwhile.
alter table notification_attempts validate constraint notification_attempts_counted;
alter table ledger_entries validate constraint ledger_entries_counted;
