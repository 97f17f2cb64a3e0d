import type { Channel, PaymentCredential, Scene } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';
import type { Order } from '../orders/order.ts';
import { lockOrder } from '../orders/order-store.ts';
import { refuseUnlessPayable } from '../orders/payable.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import { IN_FLIGHT_MS, PAGE_CALL_GAP_MS, type Payment } from '../payments/payment.ts';
import {
  findLastSent,
  findOpenPayments,
  findPaymentRequestBody,
  insertPayment,
  markPaymentSent,
} from '../payments/payment-store.ts';
import { Refusal } from '../refusal.ts';

/** One way a payer wants to pay an order. */
export interface PaymentChoice {
  readonly channel: Channel;
  readonly scene: Scene;
  /** The payer's id at the channel; needed by jsapi and mini_program. */
  readonly openid?: string | undefined;
  /** The payer's address; needed by wap. */
  readonly payerIp?: string | undefined;
  /** Where the channel sends the browser afterwards. */
  readonly returnUrl?: string | undefined;
}

/** The attempt to send, with its request; a repeat may have reached the channel before. */
export interface IntendedPayment {
  readonly payment: Payment;
  readonly requestBody: string;
  readonly isRepeat: boolean;
}

/** Whether an open payment is the same payer's attempt at the same way. */
export function isSameWay(payment: Payment, wanted: PaymentChoice): boolean {
  return (
    payment.channel === wanted.channel && payment.scene === wanted.scene && payment.openid === wanted.openid
  );
}

/**
 * Commits the intent to pay, request bytes included, or finds the open attempt of the same way.
 * @throws Refusal order_*, payment_preparing
 */
export async function intendPayment(
  core: Core,
  channel: MerchantChannel,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
  wanted: PaymentChoice,
): Promise<IntendedPayment> {
  return core.db.transaction(async (tx) => {
    // one trip to the database; the order is locked before its payments are read
    const [order, payments, sentAt] = await Promise.all([
      lockOrder(tx, core.vault, appId, orderId),
      findOpenPayments(tx, core.vault, { appId, orderId }),
      findLastSent(tx, { appId, orderId, ...wanted }),
    ]);
    const now = core.clock.now();
    refuseUnlessPayable(order, now);
    const open = payments.find((each) => isSameWay(each, wanted));
    if (open) {
      const inFlight = open.status === 'created' && now < plusMs(open.createdAt, IN_FLIGHT_MS);
      if (inFlight || open.expiresAt <= now) throw new Refusal('payment_preparing', {});
      if (usableCredential(open, now) === undefined) {
        refuseIfJustSent(wanted, sentAt, now);
        markPaymentSent(tx, open, now);
      }
      return {
        payment: open,
        requestBody: await findPaymentRequestBody(tx, core.vault, open),
        isRepeat: true,
      };
    }
    refuseIfJustSent(wanted, sentAt, now);
    const { requestBody, ...payment } = newPayment(core, channel, order, wanted, now);
    insertPayment(tx, core.vault, { ...payment, requestBody, dueAt: plusMs(now, IN_FLIGHT_MS) });
    return { payment, requestBody, isRepeat: false };
  });
}

/** What the payer can still pay by, if the channel has answered with it. */
export function usableCredential({ credential }: Payment, now: Date): PaymentCredential | undefined {
  return credential && credential.expiresAt > now ? credential : undefined;
}

/**
 * A page may have its channel asked for a payment every so often, like for what became of one. Each way by itself: who
 * changes his mind does not wait. A partner's own request is bounded by what it creates.
 */
function refuseIfJustSent({ scene }: PaymentChoice, sentAt: Date | undefined, now: Date): void {
  if (scene === 'mini_program') return;
  // sent in the future means that the clock was wrong then
  const gapMs = sentAt === undefined ? PAGE_CALL_GAP_MS : Math.abs(now.getTime() - sentAt.getTime());
  if (gapMs < PAGE_CALL_GAP_MS) throw new Refusal('payment_preparing', {});
}

function newPayment(
  core: Core,
  { adapter, account, callbackUrl }: MerchantChannel,
  order: Order,
  wanted: PaymentChoice,
  now: Date,
): Payment & { readonly requestBody: string } {
  const { appId, orderId, totalAmount } = order;
  const { scene, openid, payerIp, returnUrl } = wanted;
  const paymentNo = core.newId();
  const lifetimeMs = adapter.linkLifetimeMs(scene) ?? Number.POSITIVE_INFINITY;
  const expiresAt = new Date(Math.min(now.getTime() + lifetimeMs, order.expiresAt.getTime()));
  const terms = {
    paymentNo,
    totalAmount,
    scene,
    expiresAt,
    description: order.body,
    callbackUrl: callbackUrl,
  };
  return {
    appId,
    paymentNo,
    orderId,
    channel: adapter.channel,
    scene,
    channelAccountId: account.channelAccountId,
    openid,
    totalAmount,
    requestBody: adapter.paymentRequestBody(account, {
      ...terms,
      ...(openid === undefined ? {} : { openid }),
      ...(payerIp === undefined ? {} : { payerIp }),
      ...(returnUrl === undefined ? {} : { returnUrl }),
    }),
    createdAt: now,
    expiresAt,
    status: 'created',
    credential: undefined,
    transactionId: undefined,
    paidAmount: undefined,
    paidAt: undefined,
    payerUid: undefined,
    disposition: undefined,
    refundingAmount: 0,
    refundedAmount: 0,
    checks: 0,
    inDoubt: false,
  };
}
