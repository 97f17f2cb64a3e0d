import type { EndpointState } from '@zhixiao/contract/codes/notifications';
import { SECOND_MS } from '../lib/clock.ts';
import type { Attempt } from './attempt.ts';

/** An endpoint is paused (its circuit opens) after this many failures in a row. */
export const OPEN_AFTER_FAILURES = 10;

/** A paused endpoint is tried this often, with whichever of its notifications has waited longest. */
export const PROBE_EVERY_MS = 5 * SECOND_MS;

/** Attempts under way at once for one partner, so that a slow one leaves the others their slots. */
export const PARTNER_SLOTS = 16;

/** What is paused as a whole when it does not answer: the server behind a partner's notify_url. */
export function endpointOf(notifyUrl: string): string {
  return new URL(notifyUrl).origin;
}

const BUSY_STATUSES = [429, 502, 503, 504];

/**
 * Whether an attempt says that the endpoint itself is down or overloaded. A partner that answers, even
 * with a refusal, is not paused: its other notifications may well succeed.
 */
export function isEndpointFailure({ outcome, httpStatus }: Attempt): boolean {
  return outcome === 'unreachable' || (httpStatus !== undefined && BUSY_STATUSES.includes(httpStatus));
}

/** A partner's server that has failed since it last answered. */
export interface EndpointListed {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly endpoint: string;
  readonly state: EndpointState;
  /** In a row. */
  readonly failures: number;
  readonly failingSince: Date;
  /** When it is tried next, while it is paused. */
  readonly probeAt: Date | undefined;
  /** Notifications that wait for it, counted up to a thousand. */
  readonly waiting: number;
}
