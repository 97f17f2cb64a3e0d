-- Refusals are rare, and what an auditor looks for.
create index audit_entries_refused on audit_entries (entry_no) where outcome = 'refused';
