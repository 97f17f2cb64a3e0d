import type { Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';
import type { Order } from '../orders/order.ts';
import { channelOf } from '../payments/channel-of.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import { CLOCK_SKEW_MS, IN_FLIGHT_MS, isOpen, nextCheckGapMs, type Payment } from '../payments/payment.ts';
import { rescheduleCheck } from '../payments/payment-check-store.ts';
import { findPayment, markPaymentClosed } from '../payments/payment-store.ts';
import { bookPayment } from './book-payment.ts';

/** For whom a channel is asked: a payer who comes back or says that he paid, or a partner, an operator or the schedule. */
export type AskedFor = 'payer' | 'others';

/**
 * Finds out from the channel what became of an open payment, books what it says, and plans the next
 * question. `unknown`: the channel could not say, and the payer is not asked to pay until it can. Not so when it was asked for
 * somebody else and takes no more calls now: nothing says that this payer has paid.
 */
export async function queryPaymentStatus(
  core: Core,
  payment: Payment,
  askedFor: AskedFor = 'payer',
): Promise<'settled' | 'open' | 'unknown'> {
  const channel = await channelOf(core, payment);
  const answer = await channel.adapter.queryPayment(channel.account, payment.paymentNo);
  if (answer.kind === 'done' && answer.value.status === 'paid') {
    await bookPayment(core, { channel, paymentNo: payment.paymentNo, evidence: answer.value.evidence });
    return 'settled';
  }
  if (answer.kind === 'done' && answer.value.status === 'closed') {
    await markPaymentClosed(core.db, payment, core.clock.now());
    return 'settled';
  }
  const known = answer.kind === 'done';
  const tooOften = answer.kind === 'unknown' && answer.tooOften === true;
  if (tooOften) core.callPace.slowDown(payment.channelAccountId, 'query');
  const inDoubt = tooOften && askedFor === 'others' ? undefined : !known;
  await rescheduleCheck(core.db, payment, nextCheckAt(core, payment), inDoubt);
  return known ? 'open' : 'unknown';
}

/**
 * Closes a payment at the channel, so that no money can come of it. When the channel says it was paid,
 * the money is booked. Answers the payment as it stands afterwards: still open when the channel could
 * not say; a worker goes on with it.
 */
export async function closePayment(core: Core, payment: Payment): Promise<Payment> {
  const channel = await channelOf(core, payment);
  const answer = await channel.adapter.closePayment(channel.account, payment.paymentNo);
  if (answer.kind === 'done' && answer.value === 'paid') {
    await queryPaymentStatus(core, payment);
  } else if (answer.kind === 'done' && (answer.value === 'closed' || isGone(core, channel, payment))) {
    await markPaymentClosed(core.db, payment, core.clock.now());
  } else {
    const known = answer.kind === 'done';
    await rescheduleCheck(core.db, payment, nextCheckAt(core, payment), !known);
  }
  return (await findPayment(core.db, core.vault, payment)) ?? payment;
}

/** What a worker does with a due payment: close it once its order wants no more money, ask otherwise. */
export async function checkPayment(core: Core, payment: Payment, order: Order): Promise<void> {
  if (!isOpen(payment)) return;
  const unwanted = order.status !== 'pending' || order.closeReason !== undefined;
  if (unwanted) await closePayment(core, payment);
  // the first question comes seconds after the code: while calls are short, they are for payers who wait for one
  else if (payment.checks === 0 && core.callPace.isSlow(payment.channelAccountId))
    await rescheduleCheck(core.db, payment, nextCheckAt(core, payment), undefined);
  else await queryPaymentStatus(core, payment, 'others');
}

function nextCheckAt(core: Core, { checks }: Payment): Date {
  return plusMs(core.clock.now(), nextCheckGapMs(checks));
}

/** Whether a number the channel does not know will stay unknown: it is neither on its way nor a live link. */
function isGone(core: Core, { adapter }: MerchantChannel, payment: Payment): boolean {
  const now = core.clock.now();
  if (adapter.linkLifetimeMs(payment.scene) !== undefined)
    return now > plusMs(payment.expiresAt, CLOCK_SKEW_MS);
  return payment.status === 'pending' || now > plusMs(payment.createdAt, IN_FLIGHT_MS);
}
