-- Operators find orders by whom they were for, by amount, by channel and by every number.

alter table orders
  -- keyed fingerprints of user_no and user_name, which are stored sealed
  add column user_no_mark   bigint,
  add column user_name_mark bigint;

-- every index leads with the app and ends with the order: a page of an app's newest is read from its end
create index orders_of_user_no on orders (app_id, user_no_mark, order_id) where user_no_mark is not null;
create index orders_of_user_name on orders (app_id, user_name_mark, order_id) where user_name_mark is not null;
create index orders_of_fee on orders (app_id, total_fee, order_id);
create index orders_closed on orders (app_id, order_id) where status = 'closed';
create index payments_of_channel on payments (app_id, channel, order_id) where disposition = 'order';
create index refunds_of_channel_number on refunds (channel_refund_id) where channel_refund_id is not null;

-- pages are read from indexes alone, which only works on what vacuum has seen: it must not wait for a fifth of
-- ten million rows to change
alter table orders set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
alter table payments set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
