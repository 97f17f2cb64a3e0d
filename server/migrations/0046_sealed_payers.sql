-- Payers' uids and openids are sealed with the master key and found by keyed hashes; so are the requests that name them.
-- SQL has no key: what earlier releases wrote in plain text is sealed by the workers, while it stays readable, and
-- nothing plain can be written any more. The plain columns are empty then, and go with a later release.
alter table orders
  add column openid_sealed  bytea,
  add column openid_index   bytea,
  add constraint orders_openid_found check ((openid_sealed is null) = (openid_index is null));
create index orders_of_openid on orders (app_id, openid_index, order_id) where openid_index is not null;

alter table payments
  add column openid_sealed     bytea,
  add column openid_index      bytea,
  add column payer_uid_sealed  bytea,
  add column payer_uid_index   bytea,
  -- the request as the channel gets it, every time the same
  add column request_sealed    bytea,
  alter column request drop not null,
  add constraint payments_openid_found check ((openid_sealed is null) = (openid_index is null)),
  add constraint payments_payer_found check ((payer_uid_sealed is null) = (payer_uid_index is null)),
  -- whatever may have to be sent again is there
  add constraint payments_request_kept check (
    status in ('succeeded', 'closed') or num_nonnulls(request, request_sealed) = 1);
create index payments_of_openid on payments (app_id, openid_index, order_id) where openid_index is not null;
create index payments_of_payer on payments (app_id, payer_uid_index, order_id) where payer_uid_index is not null;

-- one open payment for each way of each payer, whether his openid is sealed yet or not
drop index payments_one_open;
create unique index payments_one_open on payments
  (app_id, order_id, channel, scene, coalesce(encode(openid_index, 'hex'), openid, ''))
  where status in ('created', 'pending', 'unknown');

-- what is to be sealed yet; every payment had a request
create index orders_unsealed on orders (order_id) where openid is not null;
create index payments_unsealed on payments (payment_no) where request is not null;

create function refuse_plain_payer() returns trigger language plpgsql as $$
begin
  raise exception '% keeps no payer in plain text', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger orders_sealed before insert or update of openid on orders
  for each row when (new.openid is not null) execute function refuse_plain_payer();
create trigger payments_sealed before insert or update of openid, payer_uid, request on payments
  for each row when (num_nonnulls(new.openid, new.payer_uid, new.request) > 0) execute function refuse_plain_payer();

-- Whose payment a line of a bill tells of is read from the bill's file, which is kept sealed, in the rare case that a
-- payment is booked from it.
alter table bill_rows drop column payer_uid;

-- Partners' answers that repeated an openid; since this release they are masked before they are kept.
alter table notification_attempts disable trigger notification_attempts_append_only;
update notification_attempts
   set detail = regexp_replace(detail, '(?<![0-9A-Za-z_-])(o[0-9A-Za-z_-]{5})[0-9A-Za-z_-]{22}(?![0-9A-Za-z_-])', '\1***', 'g')
 where length(detail) >= 28 and detail ~ '(?<![0-9A-Za-z_-])o[0-9A-Za-z_-]{27}(?![0-9A-Za-z_-])';
alter table notification_attempts enable trigger notification_attempts_append_only;
