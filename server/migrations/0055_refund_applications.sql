-- breaking: servers of an earlier release do not know these names; stop them before this one starts.
-- A request is an HTTP request. What an operator asks for is an application for a refund, and what was sent to a channel
-- or an invoice provider is a request's body; a command that is repeated is known by its idempotency key.
set local lock_timeout = '10s';

alter table refund_requests rename to refund_applications;
alter table refund_applications rename column refund_request_id to refund_application_id;
alter table refund_applications rename column wish_id to idempotency_key;
alter trigger refund_requests_transition on refund_applications rename to refund_applications_transition;
do $$
declare
  old record;
begin
  for old in select conname as name from pg_constraint
              where conrelid = 'refund_applications'::regclass and conname like 'refund\_requests\_%' loop
    execute format('alter table refund_applications rename constraint %I to %I', old.name,
      replace(replace(replace(replace(old.name, 'refund_requests_', 'refund_applications_'),
        'refund_request_id', 'refund_application_id'), 'one_per_wish', 'one_per_key'), 'wish_id', 'idempotency_key'));
  end loop;
  for old in select indexrelid::regclass::text as name from pg_index
              where indrelid = 'refund_applications'::regclass and indexrelid::regclass::text like 'refund\_requests\_%' loop
    execute format('alter index %I rename to %I', old.name, replace(old.name, 'refund_requests_', 'refund_applications_'));
  end loop;
end $$;

alter table payments rename column request to request_body;
alter table payments rename column request_sealed to request_body_sealed;
alter table payments rename constraint payments_request_kept to payments_request_body_kept;
alter table refunds rename column request to request_body;
alter table invoices rename column request_sealed to request_body_sealed;
