import type { Core } from '../core.ts';
import { CHANNEL_SLOTS, type Job } from '../jobs/job.ts';
import type { Refund } from '../refunds/refund.ts';
import { claimDueRefunds } from '../refunds/refund-store.ts';
import { checkRefund } from './submit-refund.ts';

/** Finds out how unsettled refunds ended, and sends those the channel never got. */
export function refundJob(core: Core): Job<Refund> {
  return {
    slots: CHANNEL_SLOTS,
    claim: (now, leaseUntil, limit) => claimDueRefunds(core.db, now, leaseUntil, limit),
    handle: async (refund) => {
      await checkRefund(core, refund);
    },
  };
}
