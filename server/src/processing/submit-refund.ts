import { reasonText } from '@zhixiao/contract/words/reasons';
import type { RefundState } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { correctInvoice } from '../invoices/reverse-invoice.ts';
import { refundFailed, refundSucceeded } from '../ledger/ledger.ts';
import { post } from '../ledger/ledger-store.ts';
import { plusMs } from '../lib/clock.ts';
import type { Outcome } from '../lib/outcome.ts';
import { channelOf } from '../payments/channel-of.ts';
import { type MerchantChannel, requireOwnEvidence } from '../payments/merchant-channel.ts';
import type { Payment } from '../payments/payment.ts';
import { findPayment, lockPayment } from '../payments/payment-store.ts';
import { settleReservation } from '../payments/reservation-store.ts';
import {
  type AutomaticCause,
  isAutomatic,
  nextRefundCheckGapMs,
  type Refund,
  SEND_AGAIN_AFTER_MS,
  sourceOf,
} from '../refunds/refund.ts';
import {
  findRefund,
  lockRefund,
  markRefundAbnormal,
  markRefundAccepted,
  markRefundSettled,
  type RefundKey,
  rescheduleRefund,
} from '../refunds/refund-store.ts';
import { queueAutomaticRefund } from './automatic-refund.ts';

/**
 * Sends a refund to the channel, the first time or again: always the same number and the same bytes.
 * Answers the refund as it stands and what the channel said.
 */
export async function submitRefund(
  core: Core,
  refund: Refund,
): Promise<{ refund: Refund; answer: Outcome<RefundState> }> {
  const payment = await findPayment(core.db, core.vault, refund);
  if (!payment) throw new Error(`refund ${refund.refundId} has no payment`);
  const channel = await channelOf(core, payment);
  const answer = await channel.adapter.createRefund(channel.account, refund.requestBody);
  switch (answer.kind) {
    case 'done':
      await core.db.transaction((tx) => bookRefund(core, tx, channel, refund, answer.value));
      break;
    case 'not_done':
      await declined(core, channel, refund, answer.message);
      break;
    case 'unknown':
      core.log.warn({ refundId: refund.refundId, reason: answer.reason }, 'refund outcome unknown');
      break;
  }
  await rescheduleRefund(core.db, refund, plusMs(core.clock.now(), nextRefundCheckGapMs(refund.checks)));
  return { refund: (await findRefund(core.db, refund)) ?? refund, answer };
}

/**
 * A question about an unsettled refund; one the channel never got is sent again. `unknown`: the channel
 * could not say.
 */
export async function checkRefund(core: Core, refund: Refund): Promise<'asked' | 'unknown'> {
  const payment = await findPayment(core.db, core.vault, refund);
  if (!payment) throw new Error(`refund ${refund.refundId} has no payment`);
  const channel = await channelOf(core, payment);
  const answer = await channel.adapter.queryRefund(channel.account, refund.refundId, refund.paymentNo);
  if (answer.kind === 'done') {
    const state = answer.value;
    if (state === 'not_found') {
      const sent = await submitRefund(core, refund);
      return sent.answer.kind === 'unknown' ? 'unknown' : 'asked';
    }
    await core.db.transaction((tx) => bookRefund(core, tx, channel, refund, state));
  }
  await rescheduleRefund(core.db, refund, plusMs(core.clock.now(), nextRefundCheckGapMs(refund.checks)));
  return answer.kind === 'done' ? 'asked' : 'unknown';
}

/** Books what verified evidence of its payment's own account says of a refund; what is settled stays as it is. */
export async function bookRefund(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  key: RefundKey & { readonly paymentNo: string },
  state: RefundState,
): Promise<void> {
  const payment = await lockPayment(tx, core.vault, key);
  requireOwnEvidence(channel, payment);
  const refund = await lockRefund(tx, key);
  if (state.refundAmount !== refund.refundAmount) {
    core.log.error(
      { refundId: key.refundId, alert: 'conflicting_evidence' },
      'refund amount differs from ours',
    );
    return;
  }
  if (refund.status !== 'processing') {
    if (refund.status === 'failed' && state.status === 'succeeded') {
      core.log.error(
        { refundId: key.refundId, alert: 'conflicting_evidence' },
        'refund went back that had failed here',
      );
    }
    return;
  }
  const now = core.clock.now();
  markRefundAccepted(tx, key, state.channelRefundId, channel.account.channelAccountId, now);
  switch (state.status) {
    case 'processing':
      return;
    case 'abnormal':
      core.log.error(
        { refundId: key.refundId, alert: 'refund_abnormal' },
        'refund needs a person at the channel',
      );
      return markRefundAbnormal(tx, key, now);
    case 'succeeded':
      return settle(core, tx, channel, refund, payment, { status: 'succeeded' });
    case 'closed':
      core.log.warn(
        { refundId: key.refundId, cause: refund.cause, alert: 'refund_declined' },
        'refund closed by the channel',
      );
      await settle(core, tx, channel, refund, payment, {
        status: 'failed',
        failure: reasonText('refund_closed'),
      });
      if (isAutomatic(refund.cause)) await sendAgain(core, tx, channel, payment, refund.cause);
  }
}

/** The old number is proven not to take effect; unwanted money must still be refunded, under a new one. */
async function sendAgain(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  payment: Payment,
  cause: AutomaticCause,
): Promise<void> {
  const dueAt = plusMs(core.clock.now(), SEND_AGAIN_AFTER_MS);
  await queueAutomaticRefund(core, tx, channel, payment, cause, dueAt);
}

/**
 * The channel refused and provably did nothing. A requested refund fails and frees its amount. The refund of unwanted
 * money (late, duplicate) stays and is sent again with the same number.
 */
async function declined(core: Core, channel: MerchantChannel, refund: Refund, reason: string): Promise<void> {
  core.log.warn(
    { refundId: refund.refundId, cause: refund.cause, alert: 'refund_declined' },
    'refund declined',
  );
  if (isAutomatic(refund.cause)) return;
  await core.db.transaction(async (tx) => {
    const payment = await lockPayment(tx, core.vault, refund);
    const locked = await lockRefund(tx, refund);
    if (locked.status !== 'processing') return;
    await settle(core, tx, channel, locked, payment, { status: 'failed', failure: reason });
  });
}

/** Ends a refund: the reserved amount is gone, or free again; the ledger says which. */
async function settle(
  core: Core,
  tx: Transaction,
  { account }: MerchantChannel,
  refund: Refund,
  payment: Payment,
  end: { status: 'succeeded' } | { status: 'failed'; failure: string },
): Promise<void> {
  const now = core.clock.now();
  markRefundSettled(tx, refund, end, account.channelAccountId, now);
  settleReservation(tx, payment, refund.refundAmount, end.status === 'succeeded');
  const subject = {
    appId: refund.appId,
    subjectNo: refund.refundId,
    channel: payment.channel,
    amount: refund.refundAmount,
  };
  const posting =
    end.status === 'succeeded' ? refundSucceeded(subject) : refundFailed(subject, sourceOf(refund.cause));
  post(tx, [posting], now);
  if (end.status === 'succeeded' && sourceOf(refund.cause) === 'school_payable') {
    await correctInvoice(core, tx, refund);
  }
}
