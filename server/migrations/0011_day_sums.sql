-- Figures by day, app and channel are read from sums that a worker keeps up behind the ledger, plus what was posted
-- since. Kept by the bookings themselves, a day's sum would be one row that every payment of an app waits for.

create table ledger_day_sums (
  app_id     text not null references apps,
  -- in Asia/Shanghai
  day        date not null,
  channel    text not null,
  account    text not null,
  event      text not null,
  movements  bigint not null,
  amount     bigint not null,
  primary key (app_id, day, channel, account, event)
);

-- how many payments were begun
create table payment_day_starts (
  app_id   text not null references apps,
  day      date not null,
  channel  text not null,
  started  bigint not null,
  primary key (app_id, day, channel)
);

-- everything posted and begun before this instant is in the sums, and nothing after it
create table day_sums_state (
  only_row      boolean primary key default true check (only_row),
  rolled_up_to  timestamptz not null
);
insert into day_sums_state (rolled_up_to) values ('2000-01-01');

create index ledger_transactions_posted on ledger_transactions (posted_at);
create index notifications_exhausted on notifications (app_id, created_at) where status = 'exhausted';

-- A payment's number is its time (lib/ids.ts): the first one an instant can have.
create function first_id_at(instant timestamptz) returns bigint language sql immutable
  return (extract(epoch from instant) * 1000000000)::bigint;

create function shanghai_day(instant timestamptz) returns date language sql immutable
  return (instant at time zone 'Asia/Shanghai')::date;

-- a function and not a subselect, because the planner looks at what a stable function answers
create function day_sums_reach() returns timestamptz stable language sql as $$
  select rolled_up_to from day_sums_state
$$;

create view ledger_days as
  select app_id, day, channel, account, event, movements, amount from ledger_day_sums
  union all
  select t.app_id, shanghai_day(t.posted_at), e.channel, e.account, t.event, 1, e.amount
    from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
   where t.posted_at >= day_sums_reach();

create view payment_days as
  select app_id, day, channel, started from payment_day_starts
  union all
  select app_id, shanghai_day(created_at), channel, 1 from payments
   where payment_no >= first_id_at(day_sums_reach());
