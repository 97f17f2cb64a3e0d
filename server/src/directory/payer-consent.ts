import { findAgreedVersion, insertConsent } from '../consents/consent-store.ts';
import { type ConsentText, consentVersion } from '../consents/texts.ts';
import type { Core } from '../core.ts';
import { uidIndex } from './person-store.ts';

interface BoundPayer {
  readonly schoolId: string;
  readonly uid: string;
}

/** Whether a payer has agreed to the text of bindings as it reads now. */
export async function hasAgreed(
  { db, vault, retention }: Pick<Core, 'db' | 'vault' | 'retention'>,
  { schoolId, uid }: BoundPayer,
): Promise<boolean> {
  const agreed = await findAgreedVersion(db, schoolId, uidIndex(vault, schoolId, uid));
  return agreed === consentVersion('binding', retention);
}

/** Keeps that a payer who is bound agreed to the text as it reads now. */
export async function agreeAnew(
  { db, vault, clock }: Pick<Core, 'db' | 'vault' | 'clock'>,
  { schoolId, uid }: BoundPayer,
  text: ConsentText,
): Promise<void> {
  await db.transaction((tx) =>
    insertConsent(tx, { schoolId, uidIndex: uidIndex(vault, schoolId, uid) }, text, clock.now()),
  );
}
