-- The directory of a school: its people, which payers they are, and who looked them up. Every key begins
-- with school_id, and what is sealed or hashed is so for one school only: nothing is found across schools.

-- where campus cards open, for schools without Alipay's campus product: an alipays:// link with {user_no}
-- and {open_id}; and the Alipay applications any card link may open
alter table schools
  add column card_link_template  text,
  add column card_app_ids        text[] not null default '{20000021}';

create table people (
  school_id        text not null references schools,
  -- given once, never changed
  open_id          text not null check (open_id ~ '^[0-9A-Za-z_-]{22}$'),
  -- keyed hashes to find the sealed values by
  user_no_index    bytea not null,
  user_name_index  bytea not null,
  -- number, name and sex: personal data, sealed with the master key
  person_sealed    bytea not null,
  -- 0 temporary, 1 student, 2 staff, as in the interface document
  identity_type    smallint not null check (identity_type in (0, 1, 2)),
  frozen           boolean not null,
  -- keyed hashes of what only the person should know; the things themselves are not kept
  id_tail_hash     bytea,
  phone_hash       bytea,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  primary key (school_id, open_id),
  unique (school_id, user_no_index)
);
create index people_by_name on people (school_id, user_name_index);

-- A payer's uid at a channel that is known to be a person's own.
create table bindings (
  school_id   text not null,
  uid_index   bytea not null,
  open_id     text not null,
  channel     text not null check (channel in ('wechat', 'alipay')),
  -- the application the uid was learned under by sign-in (WeChat's differ by application)
  issuer      text,
  uid_sealed  bytea not null,
  source      text not null check (source in ('payer', 'operator', 'import')),
  bound_at    timestamptz not null,
  primary key (school_id, uid_index),
  foreign key (school_id, open_id) references people,
  check (source <> 'payer' or issuer is not null)
);
create index bindings_of_person on bindings (school_id, open_id);
-- who has bound himself cannot be bound by a second payer
create unique index bindings_one_per_issuer on bindings (school_id, open_id, channel, issuer);

-- Tries to bind on the page, counted for an hour to stop guessing.
create table bind_attempts (
  school_id      text not null references schools,
  attempt_id     bigint generated always as identity,
  uid_index      bytea not null,
  user_no_index  bytea not null,
  attempted_at   timestamptz not null,
  primary key (school_id, attempt_id)
);
create index bind_attempts_by_uid on bind_attempts (school_id, uid_index, attempted_at);
create index bind_attempts_by_number on bind_attempts (school_id, user_no_index, attempted_at);

-- Links fetched from Alipay, until they are fetched again.
create table card_links (
  school_id   text not null,
  open_id     text not null,
  url_sealed  bytea not null,
  fetched_at  timestamptz not null,
  primary key (school_id, open_id),
  foreign key (school_id, open_id) references people
);

-- Who did what to whose record; open_id is null when nobody was found.
create table person_accesses (
  school_id   text not null references schools,
  access_id   bigint generated always as identity,
  open_id     text,
  action      text not null check (action in
                ('identity', 'card', 'find', 'export', 'import', 'bind', 'bind_refused', 'unbind', 'own')),
  -- what the person was looked up by
  found_by    text check (found_by in ('uid', 'user_no', 'user_name')),
  actor_kind  text not null check (actor_kind in ('app', 'operator', 'payer')),
  -- the app's id or the operator's name; a payer is known by the binding
  actor       text,
  at          timestamptz not null,
  primary key (school_id, access_id),
  foreign key (school_id, open_id) references people,
  check ((actor is null) = (actor_kind = 'payer'))
);
create index person_accesses_of_person on person_accesses (school_id, open_id, at);
create trigger person_accesses_append_only before update or delete or truncate on person_accesses
  for each statement execute function refuse_change();
