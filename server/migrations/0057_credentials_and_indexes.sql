-- breaking: servers of an earlier release do not know these names; stop them before this one starts.
-- What a payer's device pays with is a credential; what a sealed value is found by is an index, however long; an invoice
-- is delivered by a method; a bill states a total.
set local lock_timeout = '10s';

alter table payments rename column handle to credential;
alter table payments rename column handle_expires_at to credential_expires_at;

alter table orders rename column user_no_mark to user_no_index;
alter table orders rename column user_name_mark to user_name_index;

alter table invoice_deliveries rename column medium to delivery_method;
alter table invoice_deliveries rename constraint invoice_deliveries_medium_check to invoice_deliveries_delivery_method_check;
alter table invoice_delivery_rounds rename column medium to delivery_method;
alter table invoice_delivery_rounds
  rename constraint invoice_delivery_rounds_app_id_invoice_no_medium_fkey
  to invoice_delivery_rounds_app_id_invoice_no_delivery_method_fkey;

alter table bill_total_gaps rename column told to stated;
alter table bill_differences disable trigger bill_differences_locked;
update bill_differences set detail = detail - 'told' || jsonb_build_object('stated', detail -> 'told') where detail ? 'told';
alter table bill_differences enable trigger bill_differences_locked;

do $$
begin
  execute replace(pg_get_functiondef('erase_expired'::regproc), 'invoice_no, medium)', 'invoice_no, delivery_method)');
end $$;
