import { createHash, randomBytes } from 'node:crypto';
import type { Core } from '../core.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import { Refusal } from '../refusal.ts';
import { lockOperator } from './operator-store.ts';
import {
  endOldestSessions,
  findSession,
  insertSession,
  type Session,
  touchSession,
} from './session-store.ts';

export type { Session };

export const IDLE_LIMIT_MS = 30 * MINUTE_MS;
export const SESSION_LIMIT_MS = 12 * HOUR_MS;
const SESSIONS_MAX = 10;
/** For how long a proof counts as fresh, for what needs one. */
const PROOF_LIMIT_MS = 5 * MINUTE_MS;
/** Between the password and the second factor. */
const SECOND_FACTOR_LIMIT_MS = 5 * MINUTE_MS;
const TOUCH_EACH_MS = 30 * SECOND_MS;

/** Where a request of an operator came from. */
export interface Visit {
  readonly address: string;
  readonly userAgent: string;
  /** What the browser was marked with when somebody signed in (`device.ts`). */
  readonly device: string | undefined;
}

/** A client that signs in. */
export interface Visitor extends Visit {
  /** Called as soon as the visitor is known to be an operator. */
  readonly identified: (account: string) => void;
}

/**
 * Opens a session; the answer is its secret, of which only the hash is kept. An operator has ten at most: a further one
 * ends the one that was used longest ago.
 */
export async function openSession(
  core: Pick<Core, 'clock'>,
  q: Queryable,
  operatorId: string,
  { address, userAgent }: Visit,
  isSignedIn: boolean,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const at = core.clock.now();
  await insertSession(q, { tokenHash: hashOf(token), operatorId, at, isSignedIn, address, userAgent });
  if (isSignedIn) await endOldestSessions(q, operatorId, at, SESSIONS_MAX);
  return token;
}

/** The session of a secret while it lasts; its operator is active. It lasts for as long as somebody is there. */
export async function sessionOf(
  core: Pick<Core, 'db' | 'clock'>,
  token: string,
  isAttended: boolean,
): Promise<Session | undefined> {
  const session = await findSession(core.db, hashOf(token));
  if (!session) return undefined;
  const now = core.clock.now();
  const ageMs = now.getTime() - session.createdAt.getTime();
  const idleMs = now.getTime() - session.lastSeenAt.getTime();
  if (ageMs >= SESSION_LIMIT_MS || idleMs >= IDLE_LIMIT_MS) return undefined;
  if (session.signedInAt === undefined) return ageMs < SECOND_FACTOR_LIMIT_MS ? session : undefined;
  if (isAttended && idleMs >= TOUCH_EACH_MS) await touchSession(core.db, session.tokenHash, now);
  return session;
}

/**
 * Sees that a session still lasts, and holds it until the commit. Whoever was let in before a reset, a freeze or a new
 * password ended the session undoes none of them.
 * @throws Refusal not_signed_in
 */
export async function holdSession(tx: Transaction, { operator, tokenHash }: Session): Promise<void> {
  await lockOperator(tx, operator.operatorId);
  if (!(await findSession(tx, tokenHash))) throw new Refusal('not_signed_in', {});
}

/** Whether the operator proved itself recently enough for what moves money. */
export function isFreshlyProved({ provedAt }: Session, now: Date): boolean {
  return now.getTime() - provedAt.getTime() < PROOF_LIMIT_MS;
}

/** The only form in which a secret that was handed out is kept. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
