import assert from 'node:assert';
import { ForeignCallback, type PaidEvidence } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { KEYED_PLANS } from '../db/keyed-plans.ts';
import { requestInvoicesOfOrders } from '../invoices/request-invoice.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { moneyReceived } from '../ledger/ledger.ts';
import { post, postAll } from '../ledger/ledger-store.ts';
import { traceOrder } from '../lib/trace.ts';
import { queueNotifications } from '../notifications/notification-store.ts';
import { markOrdersPaid } from '../orders/order-store.ts';
import {
  type LockedOrder,
  type LockedPayment,
  lockOrdersOfPayments,
  lockPaymentsOfOrders,
  markPaymentsSucceeded,
} from '../payments/booking-store.ts';
import { type Disposition, isOpen } from '../payments/payment.ts';
import { expediteOpenPayments } from '../payments/payment-check-store.ts';
import { queueAutomaticRefund } from './automatic-refund.ts';
import { insertCallbacks } from './callback-store.ts';
import type { Booked, Proof } from './proof.ts';

/**
 * Books proof that money arrived, once, whatever brings it and however often. Before: the evidence was verified. After
 * the commit, which is when this returns: the callback is kept, the payment is succeeded; the order is paid by it, its
 * partner's notification is queued and its other payments are about to be closed; or, when the order wants the money no
 * more, its refund is queued; or, when the amount is wrong, it is held for a person.
 *
 * Proofs that come while others are being booked are booked together. When that fails, each is booked by itself. The commit
 * is always one of its own, so this is never called within another transaction.
 * @throws ForeignCallback when the account that gave the proof has no such payment
 */
export async function bookPayment(core: Core, proof: Proof): Promise<void> {
  const together = await core.bookings.add(proof);
  const booked = together === 'alone' ? await bookAlone(core, proof) : together;
  if (booked.kind === 'foreign') throw new ForeignCallback();
  const { paymentNo } = proof;
  const { orderId } = booked;
  traceOrder(orderId);
  if (booked.kind === 'contradicted') {
    core.log.error({ paymentNo, alert: 'conflicting_evidence' }, 'evidence differs from what is booked');
  }
  if (booked.kind === 'received' && booked.disposition !== 'order') {
    const { disposition } = booked;
    core.log.warn({ paymentNo, orderId, disposition, alert: 'unwanted_money' }, 'unwanted money booked');
  }
}

async function bookAlone(core: Core, proof: Proof): Promise<Booked> {
  const [booked] = await core.db.transaction((tx) => bookProofs(core, tx, [proof]), KEYED_PLANS);
  assert(booked);
  return booked;
}

/** Money of one proof, with what it is about. */
interface Received {
  readonly proof: Proof;
  readonly evidence: PaidEvidence;
  readonly order: LockedOrder;
  readonly payment: LockedPayment;
  readonly disposition: Disposition;
}

/**
 * Books proofs in one commit, as if one came after the other. Rows are locked as everywhere: orders, then payments, each
 * by their numbers upwards, so that two batches cannot wait for each other.
 * @returns what came of each, in order
 */
export async function bookProofs(core: Core, tx: Transaction, proofs: readonly Proof[]): Promise<Booked[]> {
  const books = await lockBooks(tx, proofs);
  const received: Received[] = [];
  const booked = proofs.map((proof) => decide(books, proof, received));
  const own = proofs.filter((_, index) => booked[index]?.kind !== 'foreign');
  await writeReceived(core, tx, received, books.payments);
  const now = core.clock.now();
  await postAll(
    tx,
    own.flatMap(({ commissions = [] }) => commissions),
    now,
  );
  insertCallbacks(
    tx,
    core.vault,
    own.flatMap(({ channel: { account }, paymentNo: subjectNo, callback }) =>
      callback ? [{ ...callback, channelAccountId: account.channelAccountId, subjectNo }] : [],
    ),
    now,
  );
  return booked;
}

/** What a batch is about, locked; brought up to date with each proof. */
interface Books {
  /** By the payment's number and the account that speaks of it; the same object for all payments of an order. */
  readonly orders: ReadonlyMap<string, LockedOrder>;
  /** By number; besides those proofs are about, the open ones of the same orders. */
  readonly payments: Map<string, LockedPayment>;
  readonly paidOrders: Set<string>;
}

async function lockBooks(tx: Transaction, proofs: readonly Proof[]): Promise<Books> {
  const paymentsOfProofs = proofs.map(({ paymentNo, channel: { account } }) => ({
    paymentNo,
    channelAccountId: account.channelAccountId,
  }));
  const [orders, payments] = await Promise.all([
    lockOrdersOfPayments(tx, paymentsOfProofs),
    lockPaymentsOfOrders(tx, paymentsOfProofs),
  ]);
  return {
    orders: new Map(orders.map((order) => [keyOf(order), order])),
    payments: new Map(payments.map((payment) => [payment.paymentNo, payment])),
    paidOrders: new Set(),
  };
}

function keyOf(of: { readonly paymentNo: string; readonly channelAccountId: string }): string {
  return `${of.paymentNo} ${of.channelAccountId}`;
}

/** Decides what a proof is, after all before it, and adds its money to `received`. */
function decide(books: Books, proof: Proof, received: Received[]): Booked {
  const { paymentNo, evidence } = proof;
  const { channelAccountId } = proof.channel.account;
  const order = books.orders.get(keyOf({ paymentNo, channelAccountId }));
  if (!order) return { kind: 'foreign' };
  const { orderId } = order;
  if (!evidence) return { kind: 'kept', orderId };
  const payment = books.payments.get(paymentNo);
  assert(payment, `payment ${paymentNo} is gone`);
  const { transactionId, paidAmount } = evidence;
  if (payment.status === 'succeeded') {
    const isSame = payment.transactionId === transactionId && payment.paidAmount === paidAmount;
    return { kind: isSame ? 'repeated' : 'contradicted', orderId };
  }
  const status = books.paidOrders.has(orderId) ? 'paid' : order.status;
  const disposition = dispose(status, payment, evidence);
  received.push({ proof, evidence, order, payment, disposition });
  books.payments.set(paymentNo, { ...payment, status: 'succeeded', transactionId, paidAmount });
  if (disposition === 'order') books.paidOrders.add(orderId);
  return { kind: 'received', orderId, disposition };
}

function dispose(
  status: LockedOrder['status'],
  { totalAmount }: LockedPayment,
  { paidAmount }: PaidEvidence,
): Disposition {
  if (paidAmount !== totalAmount) return 'wrong_amount';
  switch (status) {
    case 'pending':
      return 'order';
    case 'paid':
      return 'duplicate';
    case 'closed':
      return 'late';
  }
}

/** Writes what money did: one statement for each kind of row. */
async function writeReceived(
  core: Core,
  tx: Transaction,
  received: readonly Received[],
  payments: ReadonlyMap<string, LockedPayment>,
): Promise<void> {
  if (received.length === 0) return;
  const now = core.clock.now();
  markPaymentsSucceeded(
    tx,
    core.vault,
    received.map(({ proof, evidence, payment: { appId, paymentNo }, disposition }) => {
      const evidenceAccountId = proof.channel.account.channelAccountId;
      return { appId, paymentNo, ...evidence, disposition, evidenceAccountId };
    }),
  );
  const postings = received.map(({ evidence, payment, disposition }) => {
    const { appId, paymentNo: subjectNo, channel } = payment;
    const subject = { appId, subjectNo, channel, amount: evidence.paidAmount };
    return moneyReceived(subject, disposition === 'order');
  });
  post(tx, postings, now);
  const paid = received.filter(({ disposition }) => disposition === 'order');
  if (paid.length > 0) payOrders(core, tx, paid, payments, now);
  for (const { proof, evidence, payment, disposition } of received) {
    if (disposition !== 'late' && disposition !== 'duplicate') continue;
    const { paidAmount } = evidence;
    await queueAutomaticRefund(core, tx, proof.channel, { ...payment, paidAmount }, disposition, now);
    wakeWorkers(tx, 'refund');
  }
}

/** The orders are paid; their partners are to be notified, their invoices issued, their other payments closed. */
function payOrders(
  core: Core,
  tx: Transaction,
  paid: readonly Received[],
  payments: ReadonlyMap<string, LockedPayment>,
  now: Date,
): void {
  const orders = paid.map(({ order, payment: { paymentNo }, evidence: { paidAt } }) => ({
    ...order,
    paymentNo,
    paidAt,
  }));
  markOrdersPaid(tx, orders);
  queueNotifications(tx, orders, now);
  wakeWorkers(tx, 'notification');
  requestInvoicesOfOrders(core, tx, orders);
  const paidOrders = new Set(orders.map(({ orderId }) => orderId));
  const others = [...payments.values()].filter((each) => isOpen(each) && paidOrders.has(each.orderId));
  if (others.length === 0) return;
  expediteOpenPayments(tx, others, now);
  wakeWorkers(tx, 'payment');
}
