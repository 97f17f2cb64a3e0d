import type { Disposition } from '@zhixiao/contract/codes/orders';
import type { Channel, PaymentCredential, Scene } from '../channels/channel.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.ts';

/**
 * `created`: the intent is stored, the channel has not answered. `pending`: the channel took it.
 * `unknown`: the channel may or may not have taken it. All three can still turn into money.
 */
type PaymentStatus = 'created' | 'pending' | 'unknown' | 'succeeded' | 'closed';

/**
 * What the money was: for the order, or not wanted: after the order closed, after another payment had
 * paid it, or of another amount than asked (held for a person).
 */
export type { Disposition };

/** One attempt to pay an order on one channel. Amounts are fen. */
export interface Payment {
  readonly appId: string;
  readonly paymentNo: string;
  readonly orderId: string;
  readonly channel: Channel;
  readonly scene: Scene;
  readonly channelAccountId: string;
  readonly openid: string | undefined;
  readonly totalAmount: number;
  readonly status: PaymentStatus;
  readonly credential: PaymentCredential | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly transactionId: string | undefined;
  readonly paidAmount: number | undefined;
  readonly paidAt: Date | undefined;
  readonly payerUid: string | undefined;
  readonly disposition: Disposition | undefined;
  readonly refundingAmount: number;
  readonly refundedAmount: number;
  readonly checks: number;
  /** Whether the channel could not say, when it was last asked, what had become of it. */
  readonly inDoubt: boolean;
}

export function isOpen({ status }: Pick<Payment, 'status'>): boolean {
  return status === 'created' || status === 'pending' || status === 'unknown';
}

/** What can still be given back of a payment, in fen. */
export function refundableAmount(payment: Payment): number {
  return (payment.paidAmount ?? 0) - payment.refundingAmount - payment.refundedAmount;
}

/**
 * A create call can still be under way, here or at the channel, this long after its intent was stored.
 * Until then "the channel does not know the number" proves nothing.
 */
export const IN_FLIGHT_MS = 30 * SECOND_MS;

/** Least time between two queries of one order's payments, or two new payments in one way, that its page causes. */
export const PAGE_CALL_GAP_MS = 3 * SECOND_MS;

/** How far a channel's clock may be behind ours when a deadline passes. */
export const CLOCK_SKEW_MS = 5 * SECOND_MS;

/** Gaps between queries about an open payment when no callback comes (WeChat's advice, and its last gap for ever). */
const CHECK_GAPS_MS = [5, 30, 60, 180, 300, 600, 1800].map((seconds) => seconds * SECOND_MS);

/** When to ask the channel again after `checks` queries. */
export function nextCheckGapMs(checks: number): number {
  return CHECK_GAPS_MS[Math.min(checks, CHECK_GAPS_MS.length - 1)] ?? 30 * MINUTE_MS;
}
