import type { PaidEvidence, PaymentState, RefundState } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { Posting } from '../ledger/ledger.ts';
import { postAll } from '../ledger/ledger-store.ts';
import type { Outcome } from '../lib/outcome.ts';
import { channelOf } from '../payments/channel-of.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import type { Payment } from '../payments/payment.ts';
import { findPayment } from '../payments/payment-store.ts';
import { bookPayment } from '../processing/book-payment.ts';
import { bookRefund } from '../processing/submit-refund.ts';
import type { Refund } from '../refunds/refund.ts';
import { findRefund } from '../refunds/refund-store.ts';
import { findBill, findBillFile } from './bill-store.ts';
import { findPairs } from './books-store.ts';
import { commissionPosting } from './commission.ts';
import type { Difference } from './difference-store.ts';
import type { BilledRow } from './match.ts';
import { matchDayOf } from './reconcile-day.ts';

/** What came of a repair, as a word for the operator; what is not done stays open. */
export interface Repaired {
  readonly isDone: boolean;
  readonly outcome:
    | 'known'
    | 'booked'
    | 'booked_from_bill'
    | 'settled'
    | 'settled_from_bill'
    | 'channel_confirms_books'
    | 'channel_differs'
    | 'channel_denies'
    | 'channel_unknown'
    | 'nothing_of_ours';
}

/**
 * Carries a repair out. The channel is always asked first, since its signed answer is better than a file; a bill
 * whose hash was signed is evidence when the channel cannot say, any other bill is none.
 */
export async function repairDifference(core: Core, difference: Difference): Promise<Repaired> {
  const { repair, appId, paymentNo, refundId } = difference;
  if (repair === 'mark_known') return { isDone: true, outcome: 'known' };
  if (appId === undefined || paymentNo === undefined) return { isDone: false, outcome: 'nothing_of_ours' };
  const payment = await findPayment(core.db, core.vault, { appId, paymentNo });
  if (!payment) return { isDone: false, outcome: 'nothing_of_ours' };
  const channel = await channelOf(core, payment);
  if (refundId === undefined) return repairPayment(core, difference, channel, payment);
  const refund = await findRefund(core.db, { appId, refundId });
  if (!refund) return { isDone: false, outcome: 'nothing_of_ours' };
  return repairRefund(core, difference, channel, payment, refund);
}

async function repairPayment(
  core: Core,
  difference: Difference,
  channel: MerchantChannel,
  payment: Payment,
): Promise<Repaired> {
  const answer = await channel.adapter.queryPayment(channel.account, payment.paymentNo);
  if (payment.status === 'succeeded') return comparePayment(core, difference, payment, answer);
  if (answer.kind === 'done' && answer.value.status === 'paid') {
    await bookFromEvidence(core, difference, channel, payment, answer.value.evidence);
    return { isDone: true, outcome: 'booked' };
  }
  if (answer.kind === 'done') return { isDone: false, outcome: 'channel_denies' };
  const row =
    difference.repair === 'book_payment_from_bill' ? await provenRow(core, difference, payment) : undefined;
  if (!row) return { isDone: false, outcome: 'channel_unknown' };
  const { transactionId, amount: paidAmount, at: paidAt } = row;
  const payerUid = await payerInBill(core, difference, channel, payment.paymentNo);
  await bookFromEvidence(core, difference, channel, payment, { transactionId, paidAmount, paidAt, payerUid });
  return { isDone: true, outcome: 'booked_from_bill' };
}

/** Books the money and, in the same commit, the commission of its line. */
async function bookFromEvidence(
  core: Core,
  difference: Difference,
  channel: MerchantChannel,
  payment: Payment,
  evidence: PaidEvidence,
): Promise<void> {
  const commissions = await commissionsOf(core, difference, payment);
  await bookPayment(core, { channel, paymentNo: payment.paymentNo, evidence, commissions });
}

async function comparePayment(
  core: Core,
  difference: Difference,
  payment: Payment,
  answer: Outcome<PaymentState>,
): Promise<Repaired> {
  if (answer.kind !== 'done') return { isDone: false, outcome: 'channel_unknown' };
  if (answer.value.status !== 'paid') return { isDone: false, outcome: 'channel_denies' };
  const { evidence } = answer.value;
  const isSame =
    evidence.paidAmount === payment.paidAmount && evidence.transactionId === payment.transactionId;
  if (!isSame) return { isDone: false, outcome: 'channel_differs' };
  // booked since the comparison, which left the commission of what was not booked alone
  const commissions = await commissionsOf(core, difference, payment);
  await core.db.transaction((tx) => postAll(tx, commissions, core.clock.now()));
  return { isDone: true, outcome: 'channel_confirms_books' };
}

/** What the channel kept of a payment, as the line of a difference says; posted twice it is posted once. */
async function commissionsOf(core: Core, difference: Difference, payment: Payment): Promise<Posting[]> {
  const row = await billedRow(core, difference);
  if (row?.currency !== 'CNY') return [];
  const commission = commissionPosting(payment.channel, row, { ...payment, refundNo: undefined });
  return commission ? [commission] : [];
}

async function repairRefund(
  core: Core,
  difference: Difference,
  channel: MerchantChannel,
  payment: Payment,
  refund: Refund,
): Promise<Repaired> {
  const { adapter, account } = channel;
  const answer = await adapter.queryRefund(account, refund.refundId, refund.paymentNo);
  if (answer.kind !== 'done') return settleFromBill(core, difference, channel, payment, refund);
  const state = answer.value;
  if (state === 'not_found') return { isDone: false, outcome: 'channel_denies' };
  if (refund.status !== 'processing') return compareRefund(refund, state);
  await core.db.transaction((tx) => bookRefund(core, tx, channel, refund, state));
  const settled = await findRefund(core.db, refund);
  const isAsBilled = settled?.status === 'succeeded' || settled?.status === difference.billStatus;
  return isAsBilled ? { isDone: true, outcome: 'settled' } : { isDone: false, outcome: 'channel_differs' };
}

async function settleFromBill(
  core: Core,
  difference: Difference,
  channel: MerchantChannel,
  payment: Payment,
  refund: Refund,
): Promise<Repaired> {
  const row =
    difference.repair === 'settle_refund_from_bill' ? await provenRow(core, difference, payment) : undefined;
  if (!row) return { isDone: false, outcome: 'channel_unknown' };
  const { amount: refundAmount, channelRefundId } = row;
  const state = { status: 'succeeded', refundAmount, channelRefundId } as const;
  await core.db.transaction((tx) => bookRefund(core, tx, channel, refund, state));
  // what was settled otherwise meanwhile stays as it is
  const settled = await findRefund(core.db, refund);
  return settled?.status === 'succeeded'
    ? { isDone: true, outcome: 'settled_from_bill' }
    : { isDone: false, outcome: 'channel_unknown' };
}

/** What is on its way, or waits for a person at the channel, has not failed: its money may still go out. */
function compareRefund(refund: Refund, state: RefundState): Repaired {
  const ended = refund.status === 'succeeded' ? 'succeeded' : 'closed';
  const isSame = state.refundAmount === refund.refundAmount && state.status === ended;
  return isSame
    ? { isDone: true, outcome: 'channel_confirms_books' }
    : { isDone: false, outcome: 'channel_differs' };
}

/** The line of a difference, if it is evidence: its bill was signed for, and is that of the payment's own merchant. */
async function provenRow(
  core: Core,
  difference: Difference,
  { paymentNo, channelAccountId }: Payment,
): Promise<BilledRow | undefined> {
  const bill = await findBill(core.db, difference);
  const { channelAccountIds } = await matchDayOf(core, difference);
  if (!bill?.isProven || !channelAccountIds.has(channelAccountId)) return undefined;
  const row = await billedRow(core, difference);
  return row && !row.isForeign && row.paymentNo === paymentNo ? row : undefined;
}

/** Empty where the bill gives no payer. */
async function payerInBill(
  core: Core,
  day: Difference,
  { adapter, account }: MerchantChannel,
  paymentNo: string,
): Promise<string> {
  const file = await findBillFile(core.db, core.vault, day);
  return (file && (await adapter.payerInBill?.(account, file, paymentNo))) ?? '';
}

async function billedRow(core: Core, difference: Difference): Promise<BilledRow | undefined> {
  if (difference.rowNo === 0) return undefined;
  const [pair] = await findPairs(core.db, difference, difference.rowNo - 1, 1);
  // a line that cannot be read is none of these
  return pair?.rowNo === difference.rowNo ? pair.row : undefined;
}
