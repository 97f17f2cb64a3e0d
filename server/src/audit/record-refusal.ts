import type { Core } from '../core.ts';
import type { RefusalCode } from '../refusal.ts';
import type { AuditNote } from './entry.ts';
import { recordEntry } from './record.ts';

/** Refusals that are not recorded: of an expired session or proof, and repeats after a lock that was recorded. */
const NOT_RECORDED: readonly RefusalCode[] = ['not_signed_in', 'proof_needed', 'sign_in_locked'];
/** Refusals that are recorded even for reads, because the operator lacked permission. */
const DENIALS: readonly RefusalCode[] = ['not_permitted', 'school_not_found'];

/**
 * Adds a refusal to the chain, in a commit of its own.
 * @param isRecorded whether the request would have an entry if it were not refused
 */
export async function recordRefusal(
  core: Pick<Core, 'db' | 'vault'>,
  note: AuditNote,
  code: RefusalCode,
  isRecorded: boolean,
): Promise<void> {
  if (NOT_RECORDED.includes(code) || !(isRecorded || DENIALS.includes(code))) return;
  await core.db.transaction((tx) =>
    recordEntry(tx, core.vault, { ...note, outcome: 'refused', details: { ...note.details, refusal: code } }),
  );
}
