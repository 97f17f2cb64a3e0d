import type { AuditedCore, Core } from '../core.ts';
import { findSchools } from '../schools/school-store.ts';
import { countRecoveryCodes, setPassword } from './credential-store.ts';
import { findPasskeys } from './passkey-store.ts';
import { checkPassword, hashPassword } from './password.ts';
import { holdSession, IDLE_LIMIT_MS, SESSION_LIMIT_MS, type Session } from './session.ts';
import { endSessionsOf, findSessionsOf } from './session-store.ts';

/** How an operator's account is protected, and where it is signed in. */
export async function lookAtAccount({ db, clock }: Core, { operator, tokenHash }: Session) {
  const now = clock.now().getTime();
  const limits = { createdAfter: new Date(now - SESSION_LIMIT_MS), seenAfter: new Date(now - IDLE_LIMIT_MS) };
  const [unusedRecoveryCodes, passkeys, sessions] = await Promise.all([
    countRecoveryCodes(db, operator.operatorId),
    findPasskeys(db, operator.operatorId),
    findSessionsOf(db, operator.operatorId, limits),
  ]);
  return {
    hasTotp: operator.hasTotp,
    unusedRecoveryCodes,
    passkeys: passkeys.map(({ credentialId, name, createdAt, lastUsedAt }) => ({
      credentialId,
      name,
      createdAt,
      lastUsedAt,
    })),
    sessions: sessions.map((session) => ({
      isThis: session.tokenHash.equals(tokenHash),
      createdAt: session.createdAt,
      lastSeenAt: session.lastSeenAt,
      address: session.address,
      userAgent: session.userAgent,
    })),
  };
}

/**
 * A new password; every other session ends with the old one.
 * @throws Refusal password_unfit, not_signed_in
 */
export async function changePassword(core: AuditedCore, session: Session, password: string): Promise<void> {
  const { operator, tokenHash } = session;
  checkPassword(password, { account: operator.account, schools: await findSchools(core.db, 'all') });
  const passwordHash = await hashPassword(password, core.passwordCost);
  await core.db.transaction(async (tx) => {
    await holdSession(tx, session);
    await setPassword(tx, operator.operatorId, passwordHash);
    await endSessionsOf(tx, operator.operatorId, core.clock.now(), tokenHash);
    await core.audit.record(tx);
  });
}

/**
 * Signs the operator out everywhere else.
 * @throws Refusal not_signed_in
 */
export async function endOtherSessions(core: AuditedCore, session: Session): Promise<void> {
  await core.db.transaction(async (tx) => {
    await holdSession(tx, session);
    await endSessionsOf(tx, session.operator.operatorId, core.clock.now(), session.tokenHash);
    await core.audit.record(tx);
  });
}
