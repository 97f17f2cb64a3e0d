-- The orders behind a figure of money received are found by when their payments were booked, app by app.

create index ledger_payments_by_time on ledger_transactions (app_id, posted_at) include (subject_no)
  where event = 'payment_received';
