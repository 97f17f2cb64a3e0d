-- The payment channels as rows, in place of seven checks that listed them. A new channel is one row of a later migration;
-- a test holds the rows equal to the table in contract/src/codes/channels.ts.

create table channels (
  channel   text primary key,
  -- pay_type of the partner interface
  pay_type  smallint not null unique
);
insert into channels (channel, pay_type) values ('wechat', 1), ('alipay', 2);

-- Catalogue only: the checks have held for the rows that are there, and the next migration looks through them. One
-- statement a table, so that its strongest lock is taken at once, and in the order in which transactions take them. Who
-- holds a table for longer makes this fail, to be started again, in place of everybody behind it waiting.
set local lock_timeout = '10s';
alter table orders
  drop constraint orders_pay_type_check,
  add constraint orders_pay_type_fkey foreign key (pay_type) references channels (pay_type) not valid;
alter table payments
  drop constraint payments_channel_check,
  add constraint payments_channel_fkey foreign key (channel) references channels not valid;
alter table refunds
  drop constraint refunds_channel_check,
  add constraint refunds_channel_fkey foreign key (channel) references channels not valid;
alter table ledger_entries
  drop constraint ledger_entries_channel_check,
  add constraint ledger_entries_channel_fkey foreign key (channel) references channels not valid;
alter table settlement_lines
  drop constraint settlement_lines_channel_check,
  add constraint settlement_lines_channel_fkey foreign key (channel) references channels not valid;
alter table channel_accounts
  drop constraint channel_accounts_channel_check,
  add constraint channel_accounts_channel_fkey foreign key (channel) references channels not valid;
alter table bindings
  drop constraint bindings_channel_check,
  add constraint bindings_channel_fkey foreign key (channel) references channels not valid;
