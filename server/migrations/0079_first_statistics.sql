-- A table that PostgreSQL has not analyzed is planned as if each app had one row of it: an index that finds an app's rows costs the same
-- as one that finds the row, the newest of them is taken, and sessions keep the plan while the table grows. So the tables of orders are
-- given what is true of most installations: one app has all rows, and an order has one. What ANALYZE finds takes its place, and of a
-- page or two it finds that they are best read whole: autovacuum looks at these tables when they have more.
lock table orders, payments, refunds, refund_applications, notifications, invoices, ledger_transactions
  in share update exclusive mode;

do $$
declare
  of_table text;
begin
  -- earlier versions have no way to be told, and need autovacuum soon
  if current_setting('server_version_num')::int < 180000 then return; end if;
  for of_table in
    select unnest(array['orders', 'payments', 'refunds', 'refund_applications', 'notifications', 'invoices', 'ledger_transactions']) loop
    execute format('alter table %I set (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000)', of_table);
    -- many rows of postings are on a page, which is enough
    continue when of_table = 'ledger_transactions' or exists (
      select from pg_stats where schemaname = 'public' and tablename = of_table and attname = 'app_id');
    perform pg_restore_attribute_stats(
      'schemaname', 'public', 'relname', of_table, 'attname', 'app_id', 'inherited', false,
      'null_frac', 0::real, 'avg_width', 10, 'n_distinct', 1::real);
    perform pg_restore_attribute_stats(
      'schemaname', 'public', 'relname', of_table, 'attname', 'order_id', 'inherited', false,
      'null_frac', 0::real, 'avg_width', 8, 'n_distinct', '-1'::real);
  end loop;
end $$;
