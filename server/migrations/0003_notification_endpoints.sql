-- Notifications leave partner by partner, and an endpoint that does not answer is spared.

alter table notifications
  -- the origin of the order's notify_url
  add column endpoint text,
  -- attempts made before the present round of the schedule; a resend begins another
  add column schedule_from integer not null default 0,
  -- a worker has it until then; in no index, so that claiming writes one row and nothing else
  add column leased_until timestamptz;
alter table notifications set (fillfactor = 70);
update notifications n set endpoint = lower(substring(o.notify_url from '^[A-Za-z]+://[^/?#]+'))
  from orders o where o.app_id = n.app_id and o.order_id = n.order_id;
alter table notifications alter column endpoint set not null;

-- finds the partners with something due by leaping from one to the next, however much each has queued
drop index notifications_due;
create index notifications_due on notifications (app_id, endpoint, next_attempt_at)
  where next_attempt_at is not null;
create index notifications_undelivered on notifications (created_at) where status <> 'delivered';

-- Endpoints that have failed since they last answered; the first answer removes the row.
create table notification_endpoints (
  app_id         text not null references apps,
  endpoint       text not null,
  failures       integer not null check (failures > 0),
  failing_since  timestamptz not null,
  -- the breaker is open: one attempt at a time, the next one from this instant on
  probe_at       timestamptz,
  primary key (app_id, endpoint)
);

drop trigger notifications_transition on notifications;
create trigger notifications_transition before update of status on notifications for each row
  execute function assert_transition('pending>delivered', 'pending>exhausted',
    -- resent by an operator
    'delivered>pending', 'exhausted>pending');
