-- Reads every row once, beside what goes on: it locks out nothing but another change of the same table.

alter table bindings validate constraint bindings_channel_fkey;
alter table channel_accounts validate constraint channel_accounts_channel_fkey;
alter table ledger_entries validate constraint ledger_entries_channel_fkey;
alter table payments validate constraint payments_channel_fkey;
alter table refunds validate constraint refunds_channel_fkey;
alter table settlement_lines validate constraint settlement_lines_channel_fkey;
alter table orders validate constraint orders_pay_type_fkey;
