-- Lists as operators have set them up, under names.
set local lock_timeout = '10s';

create table saved_views (
  operator_id  bigint not null references operators,
  view_id      bigint generated always as identity,
  -- the page of the list
  list         text not null check (list like '/%'),
  name         text not null check (btrim(name) <> ''),
  -- filters and order as in an address; never a person
  query        text not null,
  hidden       text[] not null,
  created_at   timestamptz not null,
  primary key (operator_id, view_id),
  unique (operator_id, list, name)
);
