-- A console that heard no answer asks again: one wish is one refund.
alter table refund_requests add column wish_id text check (wish_id <> ''),
  add constraint refund_requests_one_per_wish unique (app_id, wish_id);
