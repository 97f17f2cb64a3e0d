-- breaking: servers of an earlier release do not know these names; stop them before this one starts.
-- An operator dismisses a failed refund for which no other is needed.
set local lock_timeout = '10s';

alter table refunds rename column seen_to_at to dismissed_at;
alter table refunds rename column seen_to_by to dismissed_by;
alter table refunds rename column seen_to_reason to dismissal_reason;
alter table refunds rename constraint refunds_seen_to_reason_check to refunds_dismissal_reason_check;
alter index refunds_to_see_to rename to refunds_undismissed;
