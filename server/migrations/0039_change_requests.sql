-- Grave changes that one person asks for and another decides about, and the roles that keep the two apart.

alter table operators drop constraint operators_role_check;
alter table operators add constraint operators_role_check check (role in
  ('administrator', 'system_administrator', 'security_administrator', 'finance', 'refund_approver', 'support', 'auditor'));
-- where one-time links are sent: {email, phone}
alter table operators add column contact_sealed bytea;

-- null: as the installation's mode and its operators have it
alter table schools add column four_eyes boolean;
-- of what belongs to no school
create table four_eyes (
  is_only  boolean primary key default true check (is_only),
  is_on    boolean
);
insert into four_eyes (is_on) values (null);

create table change_requests (
  change_request_id bigint primary key,
  kind              text not null check (kind ~ '^[a-z_]+\.[a-z_]+$'),
  -- null: of the installation, decided by operators of all schools
  school_id         text references schools,
  subject           text not null,
  -- what is applied; gone once nothing waits for it
  payload_sealed    bytea,
  -- what the second person is told: each field before and after, secrets masked
  lines_sealed      bytea not null,
  -- a keyed hash of the subject as it was
  base              bytea not null,
  asked_by          text not null,
  asked_at          timestamptz not null,
  expires_at        timestamptz not null check (expires_at > asked_at),
  status            text not null default 'waiting'
                    check (status in ('waiting', 'applied', 'refused', 'withdrawn', 'expired')),
  decided_by        text,
  decided_at        timestamptz,
  reason            text check (btrim(reason) <> ''),
  constraint change_requests_two_people check (decided_by <> asked_by),
  check ((status in ('applied', 'refused')) = (decided_by is not null)),
  check ((status in ('applied', 'refused')) = (reason is not null)),
  check ((status = 'waiting') = (decided_at is null)),
  check ((status = 'waiting') = (payload_sealed is not null))
);
create unique index change_requests_waiting on change_requests (kind, subject) where status = 'waiting';
create index change_requests_of_school on change_requests (school_id, change_request_id);
create trigger change_requests_transition before update of status on change_requests for each row
  execute function assert_transition('waiting>applied', 'waiting>refused', 'waiting>withdrawn', 'waiting>expired');
create function refuse_change_of_request() returns trigger language plpgsql as $$
begin
  if old.status <> 'waiting'
     or (new.change_request_id, new.kind, new.school_id, new.subject, new.lines_sealed, new.base, new.asked_by, new.asked_at, new.expires_at)
        is distinct from
        (old.change_request_id, old.kind, old.school_id, old.subject, old.lines_sealed, old.base, old.asked_by, old.asked_at, old.expires_at)
     or new.payload_sealed is not null and new.payload_sealed <> old.payload_sealed then
    raise exception 'what was asked for cannot be changed' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger change_requests_stay before update on change_requests for each row
  execute function refuse_change_of_request();
