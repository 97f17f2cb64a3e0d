import type { MessageKind } from '@zhixiao/contract/codes/messages';
import type { Core } from '../core.ts';
import { countProblemsBySchool } from '../overview/problem-store.ts';
import { countBillAgingBySchool } from '../reconciliation/aging-store.ts';
import { findWantedKinds, keepMessages } from './message-store.ts';
import { KIND_OF_PROBLEM, type OpenItem } from './open-item.ts';
import { findPendingApplications, findWaitingChanges } from './open-item-store.ts';

/** So many decisions of a kind and school are told one by one; the next when some of these are decided. */
const TOLD_AT_ONCE = 100;

type NoteCore = Pick<Core, 'db' | 'clock'>;

/**
 * Compares what waits for a person with what recipients were told, and has them told the rest. Reads the books instead of
 * being called by whoever changes them: nothing is forgotten when a process ends, and what waits does not wait for this.
 */
export async function noteOpenItems(core: NoteCore): Promise<void> {
  const kinds = await findWantedKinds(core.db);
  if (kinds.length === 0) return;
  const isWanted = (...some: MessageKind[]) => some.some((kind) => kinds.includes(kind));
  const items = [
    ...(isWanted('refund_to_approve') ? await applications(core) : []),
    ...(isWanted('change_to_approve') ? await changes(core) : []),
    ...(isWanted('money', 'partner', 'invoice', 'bill') ? await problems(core) : []),
  ];
  await keepMessages(core.db, items, core.clock.now());
}

async function applications({ db }: NoteCore): Promise<OpenItem[]> {
  const found = await findPendingApplications(db, TOLD_AT_ONCE);
  return found.map(({ schoolId, ...application }) => ({
    kind: 'refund_to_approve',
    subject: application.number,
    schoolId,
    content: { what: 'refund_application', ...application },
  }));
}

async function changes({ db, clock }: NoteCore): Promise<OpenItem[]> {
  const found = await findWaitingChanges(db, TOLD_AT_ONCE, clock.now());
  return found.map(({ schoolId, ...change }) => ({
    kind: 'change_to_approve',
    subject: change.number,
    schoolId,
    content: { what: 'change', ...change },
  }));
}

async function problems({ db, clock }: NoteCore): Promise<OpenItem[]> {
  const now = clock.now();
  const found = [...(await countProblemsBySchool(db, now)), ...(await countBillAgingBySchool(db, now))];
  return found.flatMap(({ kind: problem, schoolId, schoolName, count, oldest }) =>
    problem === 'refund_application_waiting'
      ? []
      : {
          kind: KIND_OF_PROBLEM[problem],
          subject: `${problem}|${schoolId}`,
          schoolId,
          content: {
            what: 'problem',
            problem,
            school: schoolName,
            count,
            oldest: oldest.toISOString(),
          } as const,
        },
  );
}
