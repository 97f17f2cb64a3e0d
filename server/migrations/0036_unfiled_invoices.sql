-- Issued invoices whose files are not kept yet: few, and what stays among them a person has to see to.

create index invoices_unfiled on invoices (app_id, invoice_no) where status = 'issued' and archived_at is null;
