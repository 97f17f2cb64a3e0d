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

create table day_sums_state (
  only_row       boolean primary key default true check (only_row),
  -- the last ledger transaction that is in the sums
  ledger_reach   bigint not null,
  -- the last one that was there at that instant: once everything that ran then has ended, the sums can go as far
  next_reach     bigint not null,
  next_seen_at   timestamptz not null,
  -- payments begun before this instant are in the sums
  starts_reach   timestamptz not null
);
insert into day_sums_state (ledger_reach, next_reach, next_seen_at, starts_reach)
  values (0, 0, '2000-01-01', '2000-01-01');

create unique index ledger_transactions_in_order on ledger_transactions (transaction_id);
create index notifications_exhausted on notifications (app_id, created_at) where status = 'exhausted';

-- A payment's number is its time (lib/ids.ts): the first one an instant can have.
create function first_id_at(instant timestamptz) returns bigint language sql immutable
  return (extract(epoch from instant) * 1000000000)::bigint;

create function shanghai_day(instant timestamptz) returns date language sql immutable
  return (instant at time zone 'Asia/Shanghai')::date;

-- functions and not subselects, because the planner looks at what a stable function answers
create function ledger_reach() returns bigint stable language sql as $$
  select ledger_reach from day_sums_state
$$;
create function starts_reach() returns timestamptz stable language sql as $$
  select starts_reach from day_sums_state
$$;

create view ledger_days as
  select app_id, day, channel, account, event, movements, amount from ledger_day_sums
  union all
  select t.app_id, shanghai_day(t.posted_at), e.channel, e.account, t.event, 1, e.amount
    from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
   where t.transaction_id > ledger_reach();

create view payment_days as
  select app_id, day, channel, started from payment_day_starts
  union all
  select app_id, shanghai_day(created_at), channel, 1 from payments
   where payment_no >= first_id_at(starts_reach());
