-- Which mode a database was first started in: the keys that a sandbox is seeded with are published, and its channels
-- emulated. One row, never changed: a start in the other mode is refused.
create table installation (
  is_only      boolean primary key default true check (is_only),
  payment_mode text not null check (payment_mode in ('sandbox', 'production')),
  decided_at   timestamptz not null
);
create trigger installation_append_only before update or delete or truncate on installation
  for each statement execute function refuse_change();
