import { randomInt } from 'node:crypto';
import type { AuditedCore, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { Refusal } from '../refusal.ts';
import {
  enableTotp,
  findCredentials,
  findRecoveryHashes,
  proposeTotp,
  removeTotp,
  replaceRecoveryCodes,
  takeRecoveryCode,
  takeTotpStep,
} from './credential-store.ts';
import { hashLike, hashTogether } from './password.ts';
import { holdSession, type Session } from './session.ts';
import { newTotpSecret, totpAddress, totpStep } from './totp.ts';

const RECOVERY_CODES = 10;
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * Begins to set up one-time codes; they are asked for once a first one has confirmed them.
 * @throws Refusal not_signed_in, second_factor_not_begun when codes are set up already
 */
export async function beginTotp(
  core: AuditedCore,
  session: Session,
): Promise<{ address: string; secret: string }> {
  const { operatorId, account } = session.operator;
  const secret = newTotpSecret();
  const sealed = core.vault.seal(aadContextOf(operatorId), secret);
  await core.db.transaction(async (tx) => {
    await holdSession(tx, session);
    const isProposed = await proposeTotp(tx, operatorId, sealed);
    if (!isProposed) throw new Refusal('second_factor_not_begun', {});
    await core.audit.record(tx);
  });
  return { address: totpAddress(secret, account), secret };
}

/**
 * The first code: from now on one is asked for. The answer are the codes for when the authenticator is lost.
 * @throws Refusal proof_wrong, second_factor_not_begun, not_signed_in
 */
export async function confirmTotp(
  core: AuditedCore,
  session: Session,
  code: string,
): Promise<readonly string[]> {
  const { operatorId } = session.operator;
  const now = core.clock.now();
  return core.db.transaction(async (tx) => {
    await holdSession(tx, session);
    const credentials = await findCredentials(tx, { operatorId });
    if (!credentials?.totpSealed || credentials.operator.hasTotp) {
      throw new Refusal('second_factor_not_begun', {});
    }
    const step = totpStep(secretOf(core, operatorId, credentials.totpSealed), code, now);
    if (step === undefined) throw new Refusal('proof_wrong', {});
    await enableTotp(tx, operatorId, step, now);
    const codes = await newRecoveryCodes(core, tx, operatorId);
    await core.audit.record(tx);
    return codes;
  });
}

/**
 * One-time codes and recovery codes are asked for no more.
 * @throws Refusal not_signed_in
 */
export async function dropTotp(core: AuditedCore, session: Session): Promise<void> {
  const { operatorId } = session.operator;
  await core.db.transaction(async (tx) => {
    await holdSession(tx, session);
    await removeTotp(tx, operatorId);
    await replaceRecoveryCodes(tx, operatorId, []);
    await core.audit.record(tx);
  });
}

/**
 * New recovery codes; the old ones count no more. Only their hashes are kept.
 * @throws Refusal not_signed_in
 */
export function renewRecoveryCodes(core: AuditedCore, session: Session): Promise<readonly string[]> {
  return core.db.transaction(async (tx) => {
    await holdSession(tx, session);
    const codes = await newRecoveryCodes(core, tx, session.operator.operatorId);
    await core.audit.record(tx);
    return codes;
  });
}

/** Whether a code of the authenticator or a recovery code is right; it is used up by that. */
export async function takeCode(
  core: Pick<Core, 'vault' | 'clock'>,
  tx: Transaction,
  operatorId: string,
  kind: 'totp' | 'recovery',
  text: string,
): Promise<boolean> {
  const now = core.clock.now();
  if (kind === 'recovery') {
    const code = plainCode(text);
    const [stored] = await findRecoveryHashes(tx, operatorId);
    const hash = stored === undefined ? undefined : await hashLike(code, stored);
    return takeRecoveryCode(tx, operatorId, { hash, index: oldIndexOf(core, code) }, now);
  }
  const credentials = await findCredentials(tx, { operatorId });
  if (!credentials?.totpSealed || !credentials.operator.hasTotp) return false;
  const step = totpStep(secretOf(core, operatorId, credentials.totpSealed), text, now);
  return step !== undefined && takeTotpStep(tx, operatorId, step);
}

async function newRecoveryCodes(
  { passwordCost }: Core,
  tx: Transaction,
  operatorId: string,
): Promise<readonly string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => `${fiveLetters()}-${fiveLetters()}`);
  await replaceRecoveryCodes(tx, operatorId, await hashTogether(codes.map(plainCode), passwordCost));
  return codes;
}

function fiveLetters(): string {
  return Array.from({ length: 5 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
}

/** However it is typed. */
function plainCode(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** What earlier releases kept of a code: a hash under the master key. */
function oldIndexOf({ vault }: Pick<Core, 'vault'>, code: string): Buffer {
  return vault.index('operator_recovery_codes.code_index', code);
}

function aadContextOf(operatorId: string): string {
  return `operators.totp_sealed|${operatorId}`;
}

function secretOf({ vault }: Pick<Core, 'vault'>, operatorId: string, sealed: Buffer): string {
  return String(vault.open(aadContextOf(operatorId), sealed));
}
