-- Who looked somebody up is found by keyed hashes in the entries' details, and for entries from before there were any by the
-- open_ids that a look-up found.

create index audit_entries_people on audit_entries using gin ((details -> 'people')) where details ? 'people';
create index audit_entries_found on audit_entries using gin ((details -> 'found')) where action = 'person.find';
-- Look-ups that cannot be found by the person: there are no new ones.
create index audit_entries_unnamed on audit_entries (entry_no)
  where action = 'order.find' and outcome = 'done' and not details ? 'people';
