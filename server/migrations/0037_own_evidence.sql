-- What becomes of a payment or a refund is told by the merchant account it was made with, and by no other's: whoever
-- has an account of his own has its channel sign whatever numbers he likes.

-- the account whose callback, answer or bill said so; null for what was settled before this was kept
alter table payments
  add column evidence_account_id text,
  add check (evidence_account_id = channel_account_id);
alter table refunds
  add column evidence_account_id text;

create function assert_own_payment_evidence() returns trigger language plpgsql as $$
begin
  if new.evidence_account_id is null then
    raise exception 'payment % cannot succeed on nobody''s word', new.payment_no
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger payments_own_evidence before update of status on payments
  for each row when (new.status = 'succeeded' and old.status <> 'succeeded')
  execute function assert_own_payment_evidence();

create function assert_own_refund_evidence() returns trigger language plpgsql as $$
begin
  if new.evidence_account_id is distinct from (select channel_account_id from payments
                                                where app_id = new.app_id and payment_no = new.payment_no) then
    raise exception 'refund % cannot be settled on the word of account %', new.refund_id, new.evidence_account_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger refunds_own_evidence before update of status, evidence_account_id on refunds
  for each row when (new.evidence_account_id is distinct from old.evidence_account_id
                     or new.status <> old.status)
  execute function assert_own_refund_evidence();

create function assert_account_kept() returns trigger language plpgsql as $$
begin
  raise exception 'payment % stays with the account it was made with', new.payment_no
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger payments_account_kept before update of channel_account_id on payments
  for each row when (new.channel_account_id <> old.channel_account_id) execute function assert_account_kept();

-- A callback is kept under what it proves: a payment or refund of the account it came for.
create function assert_own_callback() returns trigger language plpgsql as $$
begin
  if not exists (select from payments p
                  where new.kind = 'payment' and p.payment_no = new.subject_no
                    and p.channel_account_id = new.channel_account_id)
     and not exists (select from refunds r join payments p using (app_id, payment_no)
                      where new.kind = 'refund' and r.refund_id = new.subject_no
                        and p.channel_account_id = new.channel_account_id) then
    raise exception 'callback % of account % proves nothing of its own', new.callback_id, new.channel_account_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger channel_callbacks_own before insert on channel_callbacks
  for each row execute function assert_own_callback();

-- A channel's number is unique at its merchant: one who has his channel name a number that belongs to another's
-- payment takes nothing from that one.
drop index payments_transaction;
create unique index payments_transaction on payments (transaction_id, channel_account_id);
