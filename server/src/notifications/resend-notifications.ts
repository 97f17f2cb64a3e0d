import type { Audited, Core } from '../core.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { plusMs } from '../lib/clock.ts';
import { NOTIFY_FOR_MS } from './notification.ts';
import { beginFailedRounds, beginRound, type FailedInPeriod, type Round } from './resend-store.ts';

type Resending = Pick<Core, 'db' | 'clock'> & Audited;

/**
 * Resends the notification of one order, delivered or not, at once and then by the whole schedule until the partner
 * acknowledges. False when there is no notification, or it is being sent now.
 */
export function resendNotification(
  core: Resending,
  order: { readonly appId: string; readonly orderId: string },
  by: string,
): Promise<boolean> {
  return core.db.transaction(async (tx) => {
    const begun = await beginRound(tx, order, roundOf(core, by, undefined));
    if (begun) wakeWorkers(tx, 'notification');
    await core.audit.record(tx);
    return begun;
  });
}

/** As many as the database is done with in a second or two; a statement has fifteen. */
const BATCH = 10_000;

/**
 * The same for all undelivered notifications of a period, the oldest payment first. Each batch is a commit of its own
 * and is sent at once; an interrupted resend is completed by the next one. Answers how many are resent.
 */
export async function resendNotifications(
  core: Resending,
  failed: FailedInPeriod,
  { by, reason }: Pick<Round, 'by' | 'reason'>,
  limit = BATCH,
): Promise<number> {
  const { deadlineAt } = roundOf(core, by, reason);
  let resent = 0;
  let from: Date | undefined = failed.from;
  while (from) {
    const rest: FailedInPeriod = { ...failed, from };
    const { count, lastCreatedAt } = await core.db.transaction(async (tx) => {
      const begun = await beginFailedRounds(tx, rest, { ...roundOf(core, by, reason), deadlineAt }, limit);
      if (begun.count > 0) wakeWorkers(tx, 'notification');
      // the first batch is in the commit of the entry
      if (from === failed.from) await core.audit.record(tx);
      return begun;
    });
    resent += count;
    from = count < limit ? undefined : lastCreatedAt;
  }
  return resent;
}

function roundOf({ clock }: Pick<Core, 'clock'>, by: string, reason: string | undefined): Round {
  const begunAt = clock.now();
  return { by, reason, begunAt, deadlineAt: plusMs(begunAt, NOTIFY_FOR_MS) };
}
