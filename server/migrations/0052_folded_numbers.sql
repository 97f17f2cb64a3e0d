-- The same number in one case: what a person is found by whose number is typed in other letters than the roster's.
-- Null in rows of earlier releases, until a worker has opened them.
alter table people add column user_no_folded_index bytea;
create index people_by_folded_number on people (school_id, user_no_folded_index);
create index people_without_folded_number on people (school_id, open_id) where user_no_folded_index is null;
