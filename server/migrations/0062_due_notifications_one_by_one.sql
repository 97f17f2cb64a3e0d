-- Entries of one instant, as many resends have, were gathered in lists, and a list is only recognised as dead as a whole: each
-- claim read hundreds of rows again that had been delivered.
set local lock_timeout = '10s';

alter index notifications_due set (deduplicate_items = off);
