-- Who may sign in to the console, what each may do there, and how each proves who it is.

create table operators (
  operator_id     bigint primary key,
  -- what is typed at sign-in and written wherever an operator acted: never changed, never used again
  account         text not null unique check (account ~ '^[a-z0-9][a-z0-9._@-]{1,62}$'),
  name            text not null check (btrim(name) <> ''),
  role            text not null check (role in ('administrator', 'finance', 'refund_approver', 'support', 'auditor')),
  -- whether every school is in the operator's scope; if not, operator_schools says which
  all_schools     boolean not null,
  status          text not null check (status in ('invited', 'active', 'frozen')),
  -- argon2id with its parameters
  password_hash   text,
  totp_sealed     bytea,
  totp_enabled_at timestamptz,
  -- the last step a code was taken of: none is taken twice
  totp_last_step  bigint not null default 0,
  created_at      timestamptz not null,
  created_by      text not null,
  check (status <> 'active' or password_hash is not null),
  check (totp_enabled_at is null or totp_sealed is not null)
);
create trigger operators_transition before update of status on operators for each row
  execute function assert_transition('invited>active', 'invited>frozen', 'active>frozen', 'active>invited', 'frozen>active',
                                     'frozen>invited');

create table operator_schools (
  operator_id bigint not null references operators,
  school_id   text not null references schools,
  primary key (operator_id, school_id)
);

create table operator_passkeys (
  credential_id text primary key,
  operator_id   bigint not null references operators,
  name          text not null,
  public_key    bytea not null,
  counter       bigint not null,
  transports    text[] not null,
  created_at    timestamptz not null,
  last_used_at  timestamptz
);
create index operator_passkeys_of_operator on operator_passkeys (operator_id);

create table operator_recovery_codes (
  operator_id bigint not null references operators,
  code_index  bytea not null,
  used_at     timestamptz,
  primary key (operator_id, code_index)
);

-- One-time links: the first operator's (of nobody), an invitation's, a reset's.
create table operator_links (
  token_hash  bytea primary key,
  operator_id bigint references operators,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  used_at     timestamptz
);

-- What a passkey is asked to sign; taken out when it comes back.
create table operator_challenges (
  challenge   text primary key,
  operator_id bigint references operators,
  expires_at  timestamptz not null
);

create table operator_sessions (
  token_hash       bytea primary key,
  operator_id      bigint not null references operators,
  created_at       timestamptz not null,
  last_seen_at     timestamptz not null,
  -- null while the second factor is still to come
  signed_in_at     timestamptz,
  -- when the operator last proved itself
  proved_at        timestamptz not null,
  address          text not null,
  user_agent       text not null,
  ended_at         timestamptz
);
create index operator_sessions_of_operator on operator_sessions (operator_id) where ended_at is null;

-- Failed proofs in a row, by account typed and by address.
create table sign_in_failures (
  subject      text primary key,
  failures     integer not null,
  last_at      timestamptz not null,
  locked_until timestamptz
);
