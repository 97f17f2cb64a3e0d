import { columns, projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { bytes, instant, made, optional, text } from '../db/fields.ts';
import type { Operator } from './operator.ts';
import { OPERATOR } from './operator-store.ts';

/** A sign-in as it stands. */
export interface Session {
  readonly tokenHash: Buffer;
  readonly operator: Operator;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** Undefined while the second factor is still to come. */
  readonly signedInAt: Date | undefined;
  readonly provedAt: Date;
}

export interface NewSession {
  readonly tokenHash: Buffer;
  readonly operatorId: string;
  readonly at: Date;
  readonly isSignedIn: boolean;
  readonly address: string;
  readonly userAgent: string;
}

export async function insertSession(q: Queryable, session: NewSession): Promise<void> {
  const { tokenHash, operatorId, at, isSignedIn, address, userAgent } = session;
  await q.query({
    name: 'insert-operator-session',
    text: `insert into operator_sessions
             (token_hash, operator_id, created_at, last_seen_at, signed_in_at, proved_at, address, user_agent)
           values ($1, $2, $3, $3, $4, $3, $5, $6)`,
    values: [tokenHash, operatorId, at, isSignedIn ? at : null, address, userAgent],
  });
}

/** A session that was not ended, of an active operator. */
export async function findSession(q: Queryable, tokenHash: Buffer): Promise<Session | undefined> {
  return SESSION.one(q, {
    name: 'find-operator-session',
    text: `select ${SESSION.selected}
             from operator_sessions session join operators using (operator_id)
            where token_hash = $1 and ended_at is null and status = 'active'`,
    values: [tokenHash],
  });
}

const SESSION = columns<Session>()({
  tokenHash: bytes('token_hash'),
  operator: made(OPERATOR.fields, (operator) => operator),
  createdAt: instant('session.created_at'),
  lastSeenAt: instant('last_seen_at'),
  signedInAt: optional(instant('signed_in_at')),
  provedAt: instant('proved_at'),
});

export async function touchSession(q: Queryable, tokenHash: Buffer, at: Date): Promise<void> {
  await q.query({
    name: 'touch-operator-session',
    text: 'update operator_sessions set last_seen_at = $2 where token_hash = $1',
    values: [tokenHash, at],
  });
}

/** The operator has just proved itself again. */
export async function proveSession(q: Queryable, tokenHash: Buffer, at: Date): Promise<void> {
  await q.query({
    name: 'prove-operator-session',
    text: `update operator_sessions set proved_at = $2, last_seen_at = $2 where token_hash = $1`,
    values: [tokenHash, at],
  });
}

export async function endSession(q: Queryable, tokenHash: Buffer, at: Date): Promise<void> {
  await q.query({
    name: 'end-operator-session',
    text: 'update operator_sessions set ended_at = $2 where token_hash = $1 and ended_at is null',
    values: [tokenHash, at],
  });
}

/** Ends the sessions of an operator that were used longest ago, so that `keep` are left; half sign-ins do not count. */
export async function endOldestSessions(
  q: Queryable,
  operatorId: string,
  at: Date,
  keep: number,
): Promise<void> {
  await q.query({
    name: 'end-oldest-operator-sessions',
    text: `update operator_sessions set ended_at = $2
            where token_hash in (select token_hash from operator_sessions
                                  where operator_id = $1 and ended_at is null and signed_in_at is not null
                                  order by last_seen_at desc, created_at desc offset $3)`,
    values: [operatorId, at, keep],
  });
}

/** Ends every session of an operator, `except` one of them. */
export async function endSessionsOf(
  q: Queryable,
  operatorId: string,
  at: Date,
  except?: Buffer,
): Promise<void> {
  await q.query({
    name: 'end-operator-sessions',
    text: `update operator_sessions set ended_at = $2
            where operator_id = $1 and ended_at is null and token_hash is distinct from $3`,
    values: [operatorId, at, except ?? null],
  });
}

/** Sessions of an operator that last, the latest first. */
export async function findSessionsOf(
  q: Queryable,
  operatorId: string,
  { createdAfter, seenAfter }: { readonly createdAfter: Date; readonly seenAfter: Date },
) {
  return LISTED.all(q, {
    name: 'find-operator-sessions',
    text: `select ${LISTED.selected} from operator_sessions
            where operator_id = $1 and ended_at is null and signed_in_at is not null
              and created_at > $2 and last_seen_at > $3
            order by last_seen_at desc`,
    values: [operatorId, createdAfter, seenAfter],
  });
}

const LISTED = projection()({
  tokenHash: bytes('token_hash'),
  createdAt: instant('created_at'),
  lastSeenAt: instant('last_seen_at'),
  address: text('address'),
  userAgent: text('user_agent'),
});
