-- Two tables are to be divided by numbers that are counted: a checked constraint saves their first partition a look at every row. It
-- leaves room for ten million more until they are divided, and is not looked through here, where the tables are locked.
do $$
begin
  execute format('alter table notification_attempts add constraint notification_attempts_counted
                    check (notification_id < %s) not valid',
                 (select last_value + 10000000 from notifications_notification_id_seq));
  execute format('alter table ledger_entries add constraint ledger_entries_counted
                    check (transaction_id < %s) not valid',
                 (select last_value + 10000000 from ledger_transactions_transaction_id_seq));
end $$;
