-- The check that a callback is about its own account's payment or refund was one expression over both kinds, which PostgreSQL
-- planned anew for each row: most of what a callback cost the database. Each kind now has its own, planned once.

create or replace function assert_own_callback() returns trigger language plpgsql as $$
declare
  is_own boolean;
begin
  if new.kind = 'payment' then
    is_own := exists (select from payments p
                       where p.payment_no = new.subject_no and p.channel_account_id = new.channel_account_id);
  else
    is_own := exists (select from refunds r join payments p using (app_id, payment_no)
                       where r.refund_id = new.subject_no and p.channel_account_id = new.channel_account_id);
  end if;
  if not is_own then
    raise exception 'callback % of account % proves nothing of its own', new.callback_id, new.channel_account_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
