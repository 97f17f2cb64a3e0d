-- Receipts of what was done about one person's data on request: a file of it all, or its erasure.

create table personal_data_requests (
  request_id     bigint primary key,
  school_id      text not null references schools,
  kind           text not null check (kind in ('export', 'erasure')),
  -- who: a keyed hash to find earlier requests of the same person by, and what a list shows
  person_index   bytea not null,
  person_masked  text not null,
  asked_by       text not null,
  asked_at       timestamptz not null,
  reason         text not null check (btrim(reason) <> ''),
  -- running: the file can be fetched, or erasing goes on; expired: nobody fetched the file in time
  status         text not null default 'running' check (status in ('running', 'done', 'expired')),
  finished_at    timestamptz,
  -- by kind of data: how many there were, and of how many something was erased
  counts         jsonb not null,
  -- the person in full, for as long as it is worked on
  subject_sealed bytea,
  -- when a worker goes on with it
  due_at         timestamptz,
  check ((status = 'running') = (finished_at is null)),
  check ((status = 'running') = (subject_sealed is not null)),
  check ((status = 'running') = (due_at is not null)),
  check (status <> 'expired' or kind = 'export')
);
create index personal_data_requests_of_school on personal_data_requests (school_id, request_id);
create index personal_data_requests_of_person on personal_data_requests (school_id, person_index, request_id);
create index personal_data_requests_due on personal_data_requests (due_at) where due_at is not null;
create unique index personal_data_requests_erasing on personal_data_requests (school_id, person_index)
  where kind = 'erasure' and status = 'running';
create trigger personal_data_requests_transition before update of status on personal_data_requests for each row
  execute function assert_transition('running>done', 'running>expired');

-- A log outlives whom it is about: it has an open_id, which is nobody's once the person is erased.
alter table person_accesses drop constraint if exists person_accesses_school_id_open_id_fkey;
alter table person_accesses drop constraint if exists person_accesses_action_check;
alter table person_accesses add constraint person_accesses_action_check check (action in
  ('identity', 'card', 'find', 'export', 'import', 'bind', 'bind_refused', 'unbind', 'own', 'freeze', 'unfreeze', 'erase'));
