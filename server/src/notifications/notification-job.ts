import type { Core } from '../core.ts';
import { batched } from '../db/batched.ts';
import { KEYED_PLANS } from '../db/keyed-plans.ts';
import type { Job } from '../jobs/job.ts';
import { type AttemptResult, type FinishedAttempt, recordAttempts } from './attempt-store.ts';
import { deliverNotification } from './deliver-notification.ts';
import type { ClaimedNotification } from './notification.ts';
import { claimNotifications } from './notification-store.ts';
import type { PartnerHttp } from './partner-http.ts';

/** Attempts one process has under way; they wait for partners and cost little, and many make large batches. */
const SLOTS = 512;
const BATCH = 512;

/** Sends the notifications that are due. */
export function notificationJob(core: Core, http: PartnerHttp): Job<ClaimedNotification> {
  const underWay = new Map<string, number>();
  const count = (appId: string, change: 1 | -1) => {
    const attempts = (underWay.get(appId) ?? 0) + change;
    if (attempts === 0) underWay.delete(appId);
    else underWay.set(appId, attempts);
  };
  const records = batched<FinishedAttempt, AttemptResult>(BATCH, (finished) =>
    recordAttempts(core.db, finished, core.clock.now()),
  );

  return {
    slots: SLOTS,
    async claim(now, leaseUntil, limit) {
      const terms = { now, leaseUntil, limit, underWay };
      const claimed = await core.db.transaction(
        (tx) => claimNotifications(tx, core.vault, terms),
        // to plan it takes longer than to execute it
        KEYED_PLANS,
      );
      for (const { appId } of claimed) count(appId, 1);
      return claimed;
    },
    async handle(claimed) {
      try {
        await deliverNotification(core, http, records.add, claimed);
      } finally {
        count(claimed.appId, -1);
      }
    },
  };
}
