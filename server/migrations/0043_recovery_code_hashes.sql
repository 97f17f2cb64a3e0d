-- Recovery codes are hashed as passwords are, without the master key, so that they stay valid when it changes. Codes made
-- before count until they are made anew.
alter table operator_recovery_codes
  drop constraint operator_recovery_codes_pkey,
  alter column code_index drop not null,
  add column code_hash text,
  add check (num_nonnulls(code_index, code_hash) = 1),
  add unique (operator_id, code_index),
  add unique (operator_id, code_hash);
