-- Rare invoices and old entries of the audit log are found without walking past all the others.
create index invoices_reversed on invoices (app_id, invoice_no) where status = 'reversed';
create index audit_entries_of_subject on audit_entries (subject, entry_no) where subject is not null;
create index audit_entries_of_action on audit_entries (action text_pattern_ops, entry_no);
create index audit_entries_at on audit_entries (at);
