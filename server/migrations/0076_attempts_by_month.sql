-- Attempts of notifications lie in partitions by month too, those of a notification together. When a month
-- begins, `open_months` moves the counter of notifications on to where its partition begins.
insert into monthly_tables values
  ('notification_attempts', 'notification_id', null, 'public.notifications_notification_id_seq', 'notifications');

alter table notification_attempts rename to notification_attempts_first;
alter index notification_attempts_pkey rename to notification_attempts_first_pkey;
alter index notification_attempts_unacknowledged rename to notification_attempts_first_unacknowledged;

create table notification_attempts (
  app_id          text not null,
  notification_id bigint not null,
  attempt         integer not null,
  started_at      timestamptz not null,
  duration_ms     integer not null,
  outcome         text not null constraint notification_attempts_outcome_check check (outcome in ('acknowledged', 'refused', 'unreachable')),
  http_status     integer,
  detail          text not null,
  primary key (app_id, notification_id, attempt),
  constraint notification_attempts_app_id_notification_id_fkey foreign key (app_id, notification_id) references notifications
) partition by range (notification_id);
create index notification_attempts_unacknowledged on notification_attempts (started_at) where outcome <> 'acknowledged';
create trigger notification_attempts_append_only before delete or update or truncate on notification_attempts
  for each statement execute function refuse_change_but_expiry();

do $$
declare
  given record;
  counted constant oid := (select oid from pg_constraint where conname = 'notification_attempts_counted');
  behind constant bigint := substring(pg_get_constraintdef(counted) from '\d{8,}')::bigint;
begin
  -- servers go on meanwhile as the role they have
  for given in
    select e.grantee::regrole as role, e.privilege_type as what from pg_class c, aclexplode(c.relacl) e
     where c.oid = 'notification_attempts_first'::regclass and e.grantee not in (0, c.relowner) loop
    execute format('grant %s on notification_attempts to %s', given.what, given.role);
  end loop;
  execute format('alter table notification_attempts attach partition notification_attempts_first for values from (minvalue) to (%s)', behind);
  -- gets its true name when its month begins
  execute format('create table notification_attempts_2026_11 partition of notification_attempts for values from (%s) to (maxvalue)', behind);
  perform protect_partition('notification_attempts', 'notification_attempts_2026_11');
end $$;
alter table notification_attempts_first drop constraint notification_attempts_counted;

do $$
begin
  execute replace(replace(pg_get_functiondef('erase_expired'::regproc),
    E'        limit $2''\n    end;',
    E'        limit $2''\n'
    || E'    -- the one that a partner acknowledged proves for good that he was told\n'
    || E'    when ''notification_attempts'' then\n'
    || E'      ''select a.ctid from %1$I a join notifications n using (app_id, notification_id)\n'
    || E'        where a.started_at < $1 and a.outcome <> ''''acknowledged'''' and n.status <> ''''pending'''' limit $2''\n'
    || E'    end;'),
    E'    when ''notification_attempts'' then\n'
    || E'      delete from notification_attempts where ctid = any (array(\n'
    || E'        select a.ctid from notification_attempts a join notifications n using (app_id, notification_id)\n'
    || E'         -- the one that a partner acknowledged proves for good that he was told\n'
    || E'         where a.started_at < half_a_year and a.outcome <> ''acknowledged'' and n.status <> ''pending'' limit batch));\n', '');
end $$;
