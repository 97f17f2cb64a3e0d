-- How old an app's keys are.
set local lock_timeout = '10s';

alter table apps
  -- null: those that the app was created with
  add column keys_issued_at timestamptz;

-- keys that were changed before: since the old ones were retired
update apps set keys_issued_at = retired.at
  from (select subject, max(at) as at from audit_entries
         where action = 'app.retire_old_keys' and outcome = 'done' group by subject) retired
 where retired.subject = apps.app_id;
