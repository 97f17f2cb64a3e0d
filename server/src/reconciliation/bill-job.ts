import { unaudited } from '../audit/unaudited.ts';
import type { Core } from '../core.ts';
import type { Job } from '../jobs/job.ts';
import { MINUTE_MS, plusMs } from '../lib/clock.ts';
import { plusDays, shanghaiDate } from '../lib/shanghai-day.ts';
import { billAccounts } from './bill-accounts.ts';
import { hasBusiness } from './books-store.ts';
import { type BillDay, CATCH_UP_DAYS, lastBilledDate } from './day.ts';
import { claimDueDays, extendLease, insertDay } from './day-store.ts';
import { fetchBill } from './fetch-bill.ts';
import { reconcileDay } from './reconcile-day.ts';

/** Longer than a download and a portion of a comparison take; a run goes on as long as it moves. */
const BILL_LEASE_MS = 10 * MINUTE_MS;

/**
 * Each morning after ten in Shanghai, fetches every merchant's bill of the day before and compares it with the
 * books; a bill that is not there yet is asked for every half hour. One at a time: a bill takes memory.
 */
export function billJob(core: Core): Job<BillDay> {
  let planned = '';
  return {
    slots: 1,
    claim: async (now, _leaseUntil, limit) => {
      const date = lastBilledDate(now);
      if (date !== planned) await planDays(core, date, now);
      planned = date;
      return claimDueDays(core.db, now, plusMs(now, BILL_LEASE_MS), limit);
    },
    handle: async (day) => {
      if ((await fetchBill(unaudited(core), day)) === 'later') return;
      await reconcileDay(unaudited(core), day, 'schedule', () =>
        extendLease(core.db, day, plusMs(core.clock.now(), BILL_LEASE_MS)),
      );
    },
  };
}

/**
 * Has bills waited for up to `last`, those a server that was away has missed included. A merchant that was given up
 * has them only of days on which there was still something.
 */
async function planDays(core: Core, last: string, now: Date): Promise<void> {
  for (const { schoolId, channelAccountId, isEnabled, sharedBy, createdAt } of await billAccounts(core)) {
    const opened = shanghaiDate(createdAt);
    for (let back = CATCH_UP_DAYS - 1; back >= 0; back -= 1) {
      const date = plusDays(last, -back);
      if (date < opened) continue;
      const isWanted = isEnabled || (await hasBusiness(core.db, { date, channelAccountIds: sharedBy }));
      if (isWanted) await insertDay(core.db, { schoolId, channelAccountId, date }, now);
    }
  }
}
