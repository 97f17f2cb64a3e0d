-- An operator freezes a person, or lets him go again: both are acts on his record, and kept as such.
alter table person_accesses drop constraint person_accesses_action_check;
alter table person_accesses add constraint person_accesses_action_check check (action in
  ('identity', 'card', 'find', 'export', 'import', 'bind', 'bind_refused', 'unbind', 'own', 'freeze', 'unfreeze'));
