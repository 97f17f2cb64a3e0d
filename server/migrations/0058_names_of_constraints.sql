-- breaking: see the migrations before. PostgreSQL 18 names the constraint of a column that is not null after it; it keeps
-- its name when the column's changes. Earlier versions of PostgreSQL have none.
set local lock_timeout = '10s';

do $$
declare
  one record;
begin
  for one in
    select c.conrelid::regclass as of_table, c.conname as old, format('%s_%s_not_null', t.relname, a.attname) as new
      from pg_constraint c join pg_class t on t.oid = c.conrelid
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'n' and t.relnamespace = 'public'::regnamespace
       and t.relname in ('orders', 'payments', 'refunds', 'refund_applications', 'settlement_lines', 'bills', 'bill_rows',
                         'reconciliation_runs', 'invoice_deliveries', 'invoice_delivery_rounds')
  loop
    if one.old <> one.new then
      execute format('alter table %s rename constraint %I to %I', one.of_table, one.old, one.new);
    end if;
  end loop;
end $$;
