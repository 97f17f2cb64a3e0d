import type { Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';
import { wakeWorkers } from '../worker/wake.ts';
import { NOTIFY_FOR_MS } from './notification.ts';
import { beginFailedRounds, beginRound, type FailedInPeriod, type Round } from './resend-store.ts';

type Resending = Pick<Core, 'db' | 'clock'>;

/**
 * Tells one order's partner once more, delivered or not, at once and then by the whole schedule until it acknowledges.
 * False when nothing is to be told, or it is being told just now.
 */
export function resendNotification(
  core: Resending,
  order: { readonly appId: string; readonly orderId: string },
  by: string,
): Promise<boolean> {
  return core.db.transaction(async (tx) => {
    const begun = await beginRound(tx, order, roundOf(core, by, undefined));
    if (begun) wakeWorkers(tx);
    return begun;
  });
}

/** The same for every partner told in vain in a period. Answers how many are told. */
export function resendNotifications(
  core: Resending,
  failed: FailedInPeriod,
  { by, reason }: Pick<Round, 'by' | 'reason'>,
): Promise<number> {
  return core.db.transaction(async (tx) => {
    const begun = await beginFailedRounds(tx, failed, roundOf(core, by, reason));
    if (begun > 0) wakeWorkers(tx);
    return begun;
  });
}

function roundOf({ clock }: Resending, by: string, reason: string | undefined): Round {
  const begunAt = clock.now();
  return { by, reason, begunAt, deadlineAt: plusMs(begunAt, NOTIFY_FOR_MS) };
}
