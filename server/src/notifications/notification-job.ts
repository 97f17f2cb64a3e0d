import type { Core } from '../core.ts';
import type { Job } from '../worker/job.ts';
import { deliverNotification } from './deliver-notification.ts';
import { type ClaimedNotification, claimNotifications } from './notification-store.ts';
import type { PartnerHttp } from './partner-http.ts';

const SLOTS = 64;

/** Tells partners what they are due to be told. */
export function notificationJob(core: Core, http: PartnerHttp): Job<ClaimedNotification> {
  return {
    slots: SLOTS,
    claim: (now, leaseUntil, limit) => claimNotifications(core.db, core.vault, now, leaseUntil, limit),
    handle: (claimed) => deliverNotification(core, http, claimed),
  };
}
