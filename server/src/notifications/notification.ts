import type { Channel } from '../channels/channel.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import type { Payer } from '../orders/order.ts';

/** Attempts go on until this long after the payment (2.5). */
export const NOTIFY_FOR_MS = 7 * DAY_MS;

/** A partner has this long to answer. */
export const NOTIFY_TIMEOUT_MS = 10 * SECOND_MS;

/** Gaps after the first attempt, which leaves at once; the last one repeats (2.5). */
const GAPS_MS = [
  15 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  3 * MINUTE_MS,
  10 * MINUTE_MS,
  20 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
];

const JITTER = 0.1;

/**
 * When the attempt after the `attempts`-th is due: the schedule's gap ±10 %, so that a partner's
 * backlog does not come back in one wave. The last attempt falls on the seventh day: a gap that would
 * overshoot the deadline is cut to it. Undefined once the deadline has passed.
 * @param random in [0, 1)
 */
export function nextAttemptAt(attempts: number, now: Date, deadline: Date, random: number): Date | undefined {
  const remainingMs = deadline.getTime() - now.getTime();
  if (remainingMs <= 0) return undefined;
  const gapMs = GAPS_MS[Math.min(attempts, GAPS_MS.length) - 1] ?? DAY_MS;
  const jitteredMs = Math.round(gapMs * (1 - JITTER + 2 * JITTER * random));
  return new Date(now.getTime() + Math.min(jitteredMs, remainingMs));
}

/** A notification this worker holds until its lease ends, with what is sent. */
export interface ClaimedNotification {
  readonly appId: string;
  readonly notificationId: string;
  readonly orderId: string;
  /** The number of the attempt about to be made, from 1. */
  readonly attempt: number;
  /** The same, counted from the latest resend: its place in the schedule. */
  readonly attemptInRound: number;
  /** Where the lease ends: the outcome is taken only while it is still ours. */
  readonly leaseUntil: Date;
  readonly deadlineAt: Date;
  readonly notifyUrl: string;
  readonly endpoint: string;
  readonly outTradeNo: string;
  readonly paidAt: Date;
  readonly payer: Payer;
  readonly channel: Channel;
  /** Empty where the channel gives no payer. */
  readonly payerUid: string;
}
