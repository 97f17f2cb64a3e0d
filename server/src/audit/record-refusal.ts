import type { Core } from '../core.ts';
import type { RefusalCode } from '../refusal.ts';
import type { AuditNote } from './entry.ts';
import { recordEntry } from './record.ts';

/** What says nothing of anybody: a page left open; and more of what was told before the lock. */
const NOT_TOLD: readonly RefusalCode[] = ['not_signed_in', 'proof_needed', 'sign_in_locked'];
/** What is told even of a mere look: somebody wanted what is not theirs. */
const DENIALS: readonly RefusalCode[] = ['not_permitted', 'school_not_found'];

/**
 * Adds a refusal to the chain, in a commit of its own.
 * @param isRecorded whether what was refused would have been told had it been done
 */
export async function recordRefusal(
  core: Pick<Core, 'db' | 'vault'>,
  note: AuditNote,
  code: RefusalCode,
  isRecorded: boolean,
): Promise<void> {
  if (NOT_TOLD.includes(code) || !(isRecorded || DENIALS.includes(code))) return;
  await core.db.transaction((tx) =>
    recordEntry(tx, core.vault, { ...note, outcome: 'refused', details: { ...note.details, refusal: code } }),
  );
}
