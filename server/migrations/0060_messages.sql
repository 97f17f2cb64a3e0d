-- Who is told outside of the console what waits for a person, and what each was told.
set local lock_timeout = '10s';

create table message_recipients (
  recipient_id  bigint primary key,
  -- null: told about all schools
  school_id     text references schools,
  name          text not null check (length(name) between 1 and 60),
  method        text not null check (method in ('email', 'wecom', 'dingtalk')),
  target_sealed bytea not null,
  language      text not null check (language in ('zh', 'en')),
  kinds         text[] not null check (cardinality(kinds) > 0
                  and kinds <@ '{refund_to_approve,change_to_approve,money,partner,invoice,bill}'::text[]),
  -- of Beijing, as `22:00`
  quiet_from    text check (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  quiet_until   text check (quiet_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  enabled       boolean not null default true,
  created_at    timestamptz not null,
  -- something is to be sent
  due_at        timestamptz,
  sent_at       timestamptz,
  failure       text check (length(failure) <= 300),
  failing_since timestamptz,
  failures      integer not null default 0 check (failures >= 0),
  check ((quiet_from is null) = (quiet_until is null)),
  check ((failure is null) = (failing_since is null))
);
create index message_recipients_due on message_recipients (due_at) where due_at is not null;

create table messages (
  message_id   bigint generated always as identity primary key,
  recipient_id bigint not null references message_recipients on delete cascade,
  kind         text not null,
  -- the number of what waits for a decision, or a kind of problem with its school
  subject      text not null check (length(subject) <= 100),
  content      jsonb not null,
  noted_at     timestamptz not null,
  sent_at      timestamptz,
  -- it was decided or resolved; it may begin anew
  ended_at     timestamptz
);
-- nobody is told twice about the same thing while it lasts
create unique index messages_open on messages (recipient_id, kind, subject) where ended_at is null;
create index messages_unsent on messages (recipient_id, message_id) where sent_at is null and ended_at is null;
create index messages_ended on messages (ended_at) where ended_at is not null;
