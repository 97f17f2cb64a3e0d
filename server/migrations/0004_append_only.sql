-- What a channel told us, and what we told partners, is evidence: it is added to and never changed.

create trigger channel_callbacks_append_only before update or delete or truncate on channel_callbacks
  for each statement execute function refuse_change();
create trigger notification_attempts_append_only before update or delete or truncate on notification_attempts
  for each statement execute function refuse_change();
