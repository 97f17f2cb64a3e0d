-- When the channel was last asked to make a payment: what an order's page may have made is bounded by it.
alter table payments add column sent_at timestamptz;
