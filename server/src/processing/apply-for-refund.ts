import type { AuditedCore, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { plusMs } from '../lib/clock.ts';
import { isId } from '../lib/ids.ts';
import type { Order } from '../orders/order.ts';
import { orderInScope } from '../orders/order-in-scope.ts';
import { channelOf } from '../payments/channel-of.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import { type Payment, refundableAmount } from '../payments/payment.ts';
import { findPayment, lockPayment } from '../payments/payment-store.ts';
import { FIRST_REFUND_CHECK_MS, type Refund } from '../refunds/refund.ts';
import type { RefundApplication } from '../refunds/refund-application.ts';
import {
  findApplicationByIdempotencyKey,
  findUnapprovedAllowance,
  findWaitingAmounts,
  insertRefundApplication,
} from '../refunds/refund-application-store.ts';
import { findRefund } from '../refunds/refund-store.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { reserveAndInsertRefund } from './reserve-refund.ts';
import { submitRefund } from './submit-refund.ts';

/** A refund that an operator applies for. Amounts are fen. */
export interface OperatorRefundCommand {
  readonly orderId: string;
  /** Undefined: the payment that paid the order. Another one only when it is held for its wrong amount. */
  readonly paymentNo?: string | undefined;
  readonly refundAmount: number;
  readonly reason: string;
  /** Random, made by the console; a repeat of a call that had no answer has the same one. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * An operator asks for a refund. Up to the school's limit it is sent to the channel at once, and the answer
 * has it as it then stands; above the limit it waits for another operator. What waits already is not asked for again.
 * A repeat with the same idempotency key answers the first application, without another refund.
 * @throws Refusal order_*, refund_exceeds*, refund_terms_differ, refund_reason_missing
 */
export async function applyForRefund(
  core: AuditedCore,
  scope: SchoolScope,
  operator: string,
  command: OperatorRefundCommand,
): Promise<{ application: RefundApplication; refund: Refund | undefined }> {
  if (command.reason.trim() === '') throw new Refusal('refund_reason_missing', {});
  const order = await orderInScope(core, scope, command.orderId);
  const found = await findRefundable(core, order, command.paymentNo);
  const channel = await channelOf(core, found);
  const made = await core.db.transaction(async (tx) => {
    const payment = await lockPayment(tx, core.vault, found);
    const previous = await findPrevious(tx, payment, command);
    const applied = previous
      ? { application: previous, refund: undefined }
      : await insertApplication(core, tx, channel, payment, command, operator);
    await core.audit.record(tx);
    return applied;
  });
  if (made.refund)
    return { application: made.application, refund: (await submitRefund(core, made.refund)).refund };
  const { appId, refundId } = made.application;
  const refund = refundId === undefined ? undefined : await findRefund(core.db, { appId, refundId });
  return { application: made.application, refund };
}

async function insertApplication(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  payment: Payment,
  command: OperatorRefundCommand,
  operator: string,
): Promise<{ application: RefundApplication; refund: Refund | undefined }> {
  await requireLeft(tx, payment, command.refundAmount);
  const needsApproval = command.refundAmount > (await findUnapprovedAllowance(tx, payment));
  const refund = needsApproval
    ? undefined
    : await reserveForOperator(core, tx, channel, payment, command.refundAmount);
  const application = applicationOf(core, payment, command, operator, refund);
  await insertRefundApplication(tx, application, command.idempotencyKey);
  return { application, refund };
}

/**
 * Reserves what an operator refunds of a payment and stores the intent, in the caller's commit. The channel is found
 * before that: a commit that waits for another connection keeps its own from everybody.
 * @throws Refusal refund_exceeds
 */
export async function reserveForOperator(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  payment: Payment,
  refundAmount: number,
): Promise<Refund> {
  const cause = payment.disposition === 'wrong_amount' ? 'wrong_amount' : 'operator';
  const dueAt = plusMs(core.clock.now(), FIRST_REFUND_CHECK_MS);
  const wanted = { refundAmount, cause, outRefundNo: undefined } as const;
  const refund = await reserveAndInsertRefund(core, tx, channel, payment, wanted, dueAt);
  if (!refund) throw new Refusal('refund_exceeds', { refundableAmount: refundableAmount(payment) });
  return refund;
}

/** What waiting applications are about cannot be applied for again: it would be approved twice. */
async function requireLeft(tx: Transaction, payment: Payment, refundAmount: number): Promise<void> {
  const left = refundableAmount(payment);
  if (refundAmount > left) throw new Refusal('refund_exceeds', { refundableAmount: left });
  const waitingAmount = (await findWaitingAmounts(tx, payment)).get(payment.paymentNo) ?? 0;
  if (refundAmount > left - waitingAmount) {
    throw new Refusal('refund_exceeds_waiting', { refundableAmount: left, waitingAmount });
  }
}

async function findPrevious(
  tx: Transaction,
  { appId, paymentNo }: Payment,
  { idempotencyKey, refundAmount }: OperatorRefundCommand,
): Promise<RefundApplication | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const previous = await findApplicationByIdempotencyKey(tx, appId, idempotencyKey);
  if (previous && previous.refundAmount !== refundAmount)
    throw new Refusal('refund_terms_differ', { field: '退款金额' });
  if (previous && previous.paymentNo !== paymentNo)
    throw new Refusal('refund_terms_differ', { field: '订单' });
  return previous;
}

async function findRefundable(core: Core, order: Order, paymentNo = order.paymentNo): Promise<Payment> {
  if (paymentNo === undefined && order.status === 'closed') {
    throw new Refusal('order_closed', { reason: order.closeReason ?? 'expired' });
  }
  if (paymentNo === undefined) throw new Refusal('order_not_paid', {});
  const payment = isId(paymentNo)
    ? await findPayment(core.db, core.vault, { appId: order.appId, paymentNo })
    : undefined;
  const isRefundable = payment?.disposition === 'order' || payment?.disposition === 'wrong_amount';
  if (payment?.orderId !== order.orderId || !isRefundable) throw new Refusal('order_not_paid', {});
  return payment;
}

function applicationOf(
  core: Core,
  { appId, orderId, paymentNo }: Payment,
  { refundAmount, reason }: OperatorRefundCommand,
  operator: string,
  refund: Refund | undefined,
): RefundApplication {
  const requestedAt = core.clock.now();
  return {
    appId,
    refundApplicationId: core.newId(),
    orderId,
    paymentNo,
    refundAmount,
    reason: reason.trim(),
    needsApproval: refund === undefined,
    requestedBy: operator,
    requestedAt,
    status: refund ? 'approved' : 'pending',
    decidedBy: refund && operator,
    decidedAt: refund && requestedAt,
    note: undefined,
    refundId: refund?.refundId,
  };
}
