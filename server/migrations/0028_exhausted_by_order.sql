-- The list of what partners were never told is in the order of their orders; the problems count it without the table.
drop index notifications_exhausted;
create index notifications_exhausted on notifications (app_id, order_id) include (created_at) where status = 'exhausted';
