-- What operators begin again or cancel stays in the order's story: what it ended, who did it and why.

-- A resend begins another round of a notification's schedule, whose row then stands for the new one alone.
create table notification_rounds (
  app_id              text not null,
  notification_id     bigint not null,
  round_id            bigint generated always as identity,
  begun_at            timestamptz not null,
  -- the operator
  begun_by            text not null,
  -- given when all of a period are resent
  reason              text check (btrim(reason) <> ''),
  -- where the round before stood, since when it was over, and how many attempts there had been by then
  previous_status     text not null check (previous_status in ('pending', 'delivered', 'exhausted')),
  previous_settled_at timestamptz,
  previous_attempts   integer not null,
  primary key (app_id, notification_id, round_id),
  foreign key (app_id, notification_id) references notifications (app_id, notification_id),
  check ((previous_status = 'pending') = (previous_settled_at is null))
);
create trigger notification_rounds_append_only before update or delete or truncate on notification_rounds
  for each statement execute function refuse_change();

-- The same of an invoice that is sent once more.
create table invoice_delivery_rounds (
  app_id              text not null,
  invoice_no          bigint not null,
  medium              text not null,
  round_id            bigint generated always as identity,
  begun_at            timestamptz not null,
  begun_by            text not null,
  previous_settled_at timestamptz not null,
  -- null: it had arrived
  previous_failure    text,
  primary key (app_id, invoice_no, medium, round_id),
  foreign key (app_id, invoice_no, medium) references invoice_deliveries (app_id, invoice_no, medium)
);
create trigger invoice_delivery_rounds_append_only before update or delete or truncate on invoice_delivery_rounds
  for each statement execute function refuse_change();

-- the operator who cancelled it, and why; null when its partner did
alter table orders
  add column close_by   text,
  add column close_note text check (btrim(close_note) <> ''),
  add check (close_by is null or close_reason is not distinct from 'cancelled'),
  add check ((close_by is null) = (close_note is null));
-- so far only the audit log knows
update orders o set close_by = e.operator, close_note = e.details ->> 'reason'
  from (select distinct on (subject) subject, operator, details, at from audit_entries
         where action = 'order.cancel' and outcome = 'done' and operator is not null
           and btrim(details ->> 'reason') <> '' order by subject, entry_no) e
 where o.order_id::text = e.subject and o.close_reason = 'cancelled' and (o.closed_at is null or e.at <= o.closed_at);
