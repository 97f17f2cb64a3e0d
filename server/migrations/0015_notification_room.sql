-- Every notification is claimed once and settled once, and a claim touches no indexed column: with room
-- left in its page it costs no index entry, and a page of notifications is claimed at about the same time.
alter table notifications set (fillfactor = 50);
