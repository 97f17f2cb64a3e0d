import type { Core } from '../core.ts';
import type { Job } from '../jobs/job.ts';
import { eraseOn } from './erase-person.ts';
import { claimDueRequests, finishRequest, type RunningRequest } from './request-store.ts';

/** Completes requested erasures, and expires files that were not downloaded in time. */
export function personalDataJob(core: Pick<Core, 'db' | 'vault' | 'clock'>): Job<RunningRequest> {
  return {
    slots: 1,
    claim: (now, leaseUntil, limit) => claimDueRequests(core.db, core.vault, now, leaseUntil, limit),
    async handle(request) {
      if (request.kind === 'erasure') await eraseOn(core, request);
      else await finishRequest(core.db, request.requestId, 'expired', core.clock.now());
    },
  };
}
