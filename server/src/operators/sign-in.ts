import type { AuditedCore } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { Refusal } from '../refusal.ts';
import { beginAttempt } from './attempts.ts';
import { type Credentials, findCredentials } from './credential-store.ts';
import { hasSecondFactor, type Operator } from './operator.ts';
import { lockOperator } from './operator-store.ts';
import { isPassword } from './password.ts';
import { takeCode } from './second-factor.ts';
import { holdSession, openSession, type Session, type Visit, type Visitor } from './session.ts';
import { endSession, proveSession } from './session-store.ts';

/** A session's secret, and whether it is still only half a sign-in. */
export interface Opened {
  readonly operator: Operator;
  readonly token: string;
  readonly isSignedIn: boolean;
}

/**
 * The first step: account and password. An operator with a second factor is not signed in by it.
 * @throws Refusal sign_in_wrong, sign_in_locked
 */
export async function signIn(
  core: AuditedCore,
  visit: Visitor,
  { account, password }: { readonly account: string; readonly password: string },
): Promise<Opened> {
  const typed = account.trim().toLowerCase();
  const attempt = await beginAttempt(core, typed, visit);
  const credentials = await findCredentials(core.db, { account: typed });
  const isRight = await isPassword(password, credentials?.passwordHash, core.passwordCost);
  if (!credentials || !isRight || credentials.operator.status !== 'active') {
    throw new Refusal('sign_in_wrong', {});
  }
  visit.identified(credentials.operator.account);
  const opened = await core.db.transaction(async (tx) => {
    const operator = await heldOperator(tx, credentials);
    const isSignedIn = !hasSecondFactor(operator);
    const token = await openSession(core, tx, operator.operatorId, visit, isSignedIn);
    await core.audit.record(tx);
    return { operator, token, isSignedIn };
  });
  // half a sign-in does not clear what was tried at the other half
  if (opened.isSignedIn) await attempt.succeeded();
  return opened;
}

/**
 * The operator as it is now: while the password was looked at, another may have taken its place, and ended every
 * session but the one that would be opened here.
 */
async function heldOperator(tx: Transaction, { operator, passwordHash }: Credentials): Promise<Operator> {
  const { operatorId } = operator;
  await lockOperator(tx, operatorId);
  const held = await findCredentials(tx, { operatorId });
  if (held?.operator.status !== 'active' || held.passwordHash !== passwordHash) {
    throw new Refusal('sign_in_wrong', {});
  }
  return held.operator;
}

/**
 * The second step: a code. The session is another one from here on.
 * @throws Refusal not_signed_in, proof_wrong, sign_in_locked
 */
export async function finishSignIn(
  core: AuditedCore,
  visit: Visit,
  half: Session | undefined,
  { kind, text }: { readonly kind: 'totp' | 'recovery'; readonly text: string },
): Promise<Opened> {
  if (half === undefined || half.signedInAt !== undefined) throw new Refusal('not_signed_in', {});
  const { operator } = half;
  const attempt = await beginAttempt(core, operator.account, visit);
  const token = await core.db.transaction(async (tx) => {
    await holdSession(tx, half);
    if (!(await takeCode(core, tx, operator.operatorId, kind, text))) throw new Refusal('proof_wrong', {});
    await endSession(tx, half.tokenHash, core.clock.now());
    const opened = await openSession(core, tx, operator.operatorId, visit, true);
    await core.audit.record(tx);
    return opened;
  });
  await attempt.succeeded();
  return { operator, token, isSignedIn: true };
}

/**
 * The operator proves itself once more, for what asks for a fresh proof.
 * @throws Refusal proof_wrong, sign_in_locked
 */
export async function proveAgain(
  core: AuditedCore,
  visit: Visit,
  { operator, tokenHash }: Session,
  { kind, text }: { readonly kind: 'password' | 'totp'; readonly text: string },
): Promise<void> {
  const attempt = await beginAttempt(core, operator.account, visit);
  const { operatorId } = operator;
  const credentials = kind === 'password' ? await findCredentials(core.db, { operatorId }) : undefined;
  const isRightPassword =
    credentials !== undefined && (await isPassword(text, credentials.passwordHash, core.passwordCost));
  await core.db.transaction(async (tx) => {
    const isRight =
      isRightPassword || (kind === 'totp' && (await takeCode(core, tx, operatorId, kind, text)));
    if (!isRight) throw new Refusal('proof_wrong', {});
    await proveSession(tx, tokenHash, core.clock.now());
    await core.audit.record(tx);
  });
  await attempt.succeeded();
}

export async function signOut(core: AuditedCore, session: Session | undefined): Promise<void> {
  if (!session) return;
  await core.db.transaction(async (tx) => {
    await endSession(tx, session.tokenHash, core.clock.now());
    await core.audit.record(tx);
  });
}
