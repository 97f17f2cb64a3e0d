-- What was posted until this hour of a day is compared with other days. Postings are appended in the order of time, so an index of
-- ranges of pages finds a day's; it is a few pages large, and writing to the ledger costs nothing more.

create index ledger_transactions_by_time on ledger_transactions using brin (posted_at)
  with (pages_per_range = 32, autosummarize = on);
