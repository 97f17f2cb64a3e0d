-- Whoever asks about an invoice has the number that is printed on it.
create index invoices_of_number on invoices (number) where number is not null;
