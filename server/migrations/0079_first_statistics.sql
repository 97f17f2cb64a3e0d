-- A table that PostgreSQL has not analyzed is planned as if each app had one row of it: an index that finds an app's rows costs the same
-- as one that finds the row, the newest of them is taken, and sessions keep the plan while the table grows. So the tables of orders are
-- given what is true of most installations: one app has all rows. What ANALYZE finds, autovacuum's too, takes its place.
lock table orders, payments, refunds, refund_applications, notifications, invoices in share update exclusive mode;

do $$
declare
  young text;
begin
  -- earlier versions have no way to be told
  if current_setting('server_version_num')::int < 180000 then return; end if;
  for young in
    select name from unnest(array['orders', 'payments', 'refunds', 'refund_applications', 'notifications', 'invoices']) name
     where not exists (select from pg_stats where schemaname = 'public' and tablename = name and attname = 'app_id') loop
    perform pg_restore_attribute_stats(
      'schemaname', 'public', 'relname', young, 'attname', 'app_id', 'inherited', false,
      'null_frac', 0::real, 'avg_width', 10, 'n_distinct', 1::real);
  end loop;
end $$;
