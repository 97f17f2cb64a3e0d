-- A school's logo, colour and contact, as payers see them. A logo is kept under the hash of its bytes and stays: pages may be
-- kept by browsers, and receipts that were issued name it.
set local lock_timeout = '10s';

create table school_logos (
  logo_hash  text primary key check (logo_hash ~ '^[0-9a-f]{32}$'),
  png        bytea not null check (length(png) between 1 and 65536),
  created_at timestamptz not null
);

alter table schools
  add column logo_hash text references school_logos,
  add column brand_colour text check (brand_colour ~ '^#[0-9a-f]{6}$'),
  add column payer_contact text check (length(payer_contact) between 1 and 100);
