import { callbackUrl } from '../channels/callback-url.ts';
import type { Channel, ChannelAccount, ChannelAdapter, PaymentHandle, Scene } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';
import { isPayable, type Order } from '../orders/order.ts';
import { findOrderById, lockOrder } from '../orders/order-store.ts';
import { Refusal } from '../refusal.ts';
import { closePayment } from './check-payment.ts';
import { IN_FLIGHT_MS, nextCheckGapMs, type Payment } from './payment.ts';
import { findOpenPayments, insertPayment, markPaymentAnswered, markPaymentClosed } from './payment-store.ts';

export interface PaymentRequest {
  readonly channel: Channel;
  readonly scene: Scene;
  /** The payer's id at the channel; needed by jsapi and mini_program. */
  readonly openid?: string | undefined;
}

/** What the payer's device needs, with the account that signs for it. */
export interface StartedPayment {
  readonly adapter: ChannelAdapter;
  readonly account: ChannelAccount;
  readonly handle: PaymentHandle;
}

/** Whether this app can be paid this way now. */
export async function canPayBy(core: Core, appId: string, channel: Channel, scene: Scene): Promise<boolean> {
  const account = await core.accounts.ofApp(appId, channel);
  return account !== undefined && (core.channels.get(channel)?.supports(account, scene) ?? false);
}

/**
 * Starts to pay an order one way, or takes up the open attempt of that way: the same payer gets the
 * same payment, and after a lost answer the same bytes go out again.
 * @throws Refusal order_*, channel_not_enabled, channel_declined, channel_unknown, payment_preparing
 */
export async function startPayment(
  core: Core,
  order: Pick<Order, 'appId' | 'orderId'>,
  request: PaymentRequest,
): Promise<StartedPayment> {
  const account = await core.accounts.ofApp(order.appId, request.channel);
  const adapter = core.channels.get(request.channel);
  if (!account || !adapter?.supports(account, request.scene)) {
    throw new Refusal('channel_not_enabled', { channel: request.channel });
  }
  const intended = await intendPayment(core, order, request, adapter, account);
  const known = intended.payment.handle;
  const usable = known && known.expiresAt > core.clock.now() ? known : undefined;
  return { adapter, account, handle: usable ?? (await sendPayment(core, adapter, account, intended)) };
}

/** The attempt to send; a repeat may have reached the channel before. */
interface IntendedPayment {
  readonly payment: Payment;
  readonly isRepeat: boolean;
}

async function intendPayment(
  core: Core,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
  request: PaymentRequest,
  adapter: ChannelAdapter,
  account: ChannelAccount,
): Promise<IntendedPayment> {
  return core.db.transaction(async (tx) => {
    const order = await lockOrder(tx, core.vault, appId, orderId);
    const now = core.clock.now();
    refuseUnlessPayable(order, now);
    const open = (await findOpenPayments(tx, appId, orderId)).find(
      (payment) =>
        payment.channel === request.channel &&
        payment.scene === request.scene &&
        payment.openid === request.openid,
    );
    if (open) {
      const inFlight = open.status === 'created' && now < plusMs(open.createdAt, IN_FLIGHT_MS);
      if (inFlight) throw new Refusal('payment_preparing', {});
      return { payment: open, isRepeat: true };
    }
    const paymentNo = core.newId();
    const terms = {
      paymentNo,
      description: order.body,
      totalFee: order.totalFee,
      scene: request.scene,
      notifyUrl: callbackUrl(core.publicUrl, account),
      expiresAt: order.expiresAt,
      ...(request.openid === undefined ? {} : { openid: request.openid }),
    };
    const payment = {
      appId,
      paymentNo,
      orderId,
      channel: request.channel,
      scene: request.scene,
      channelAccountId: account.channelAccountId,
      openid: request.openid,
      totalFee: order.totalFee,
      request: adapter.paymentRequest(account, terms),
      createdAt: now,
      expiresAt: order.expiresAt,
    };
    await insertPayment(tx, { ...payment, dueAt: plusMs(now, IN_FLIGHT_MS) });
    return { payment: { ...payment, ...JUST_CREATED }, isRepeat: false };
  });
}

const JUST_CREATED = {
  status: 'created',
  handle: undefined,
  transactionId: undefined,
  paidFee: undefined,
  paidAt: undefined,
  payerUid: undefined,
  disposition: undefined,
  refundingFee: 0,
  refundedFee: 0,
  checks: 0,
} as const;

async function sendPayment(
  core: Core,
  adapter: ChannelAdapter,
  account: ChannelAccount,
  { payment, isRepeat }: IntendedPayment,
): Promise<PaymentHandle> {
  const answer = await adapter.createPayment(account, payment.scene, payment.request);
  const dueAt = plusMs(core.clock.now(), nextCheckGapMs(0));
  switch (answer.kind) {
    case 'done':
      await markPaymentAnswered(core.db, payment, { handle: answer.value }, dueAt);
      await refuseIfClosedMeanwhile(core, payment);
      return answer.value;
    case 'unknown':
      core.log.warn({ paymentNo: payment.paymentNo, reason: answer.reason }, 'payment creation unknown');
      await markPaymentAnswered(core.db, payment, 'unknown', dueAt);
      throw new Refusal('channel_unknown', {});
    case 'not_done':
      core.log.warn({ paymentNo: payment.paymentNo, code: answer.code }, 'payment creation declined');
      // a refusal speaks of this call only: an earlier one with this number may have been taken
      if (isRepeat) await closePayment(core, payment);
      else await markPaymentClosed(core.db, payment, core.clock.now());
      throw new Refusal('channel_declined', { message: answer.message });
  }
}

/** The order may have been cancelled while the channel was called: then its payer must not see the code. */
async function refuseIfClosedMeanwhile(core: Core, payment: Payment): Promise<void> {
  const order = await findOrderById(core.db, core.vault, payment.orderId);
  if (order) refuseUnlessPayable(order, core.clock.now());
}

/** @throws Refusal saying why no payment may be started. */
export function refuseUnlessPayable(order: Order, now: Date): void {
  if (isPayable(order, now)) return;
  if (order.status === 'paid') throw new Refusal('order_paid', {});
  if (order.status === 'closed')
    throw new Refusal('order_closed', { reason: order.closeReason ?? 'expired' });
  if (order.closeReason !== undefined) throw new Refusal('order_closing', {});
  throw new Refusal('order_closed', { reason: 'expired' });
}
