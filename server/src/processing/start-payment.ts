import { callbackUrl } from '../channels/callback-url.ts';
import type { Channel, PaymentCredential, Scene } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';
import type { FoundOrder, Order, PageOrder } from '../orders/order.ts';
import { findOrderById } from '../orders/order-store.ts';
import { refuseUnlessPayable } from '../orders/payable.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import { nextCheckGapMs, type Payment } from '../payments/payment.ts';
import { claimQueries } from '../payments/payment-check-store.ts';
import { findOpenPayments, markPaymentAnswered, markPaymentClosed } from '../payments/payment-store.ts';
import { Refusal } from '../refusal.ts';
import { closePayment, queryPaymentStatus } from './check-payment.ts';
import {
  type IntendedPayment,
  intendPayment,
  isSameWay,
  type PaymentChoice,
  usableCredential,
} from './intend-payment.ts';

/** What the payer's device needs, with the channel that made it. */
export interface StartedPayment extends MerchantChannel {
  readonly paymentNo: string;
  readonly credential: PaymentCredential;
  /** The order after the channel's answer; undefined: the channel was not called. */
  readonly order: PageOrder | undefined;
}

/** An order to pay, as it was read just now where it was. */
type OrderToPay = FoundOrder | Pick<Order, 'appId' | 'orderId'>;

/** Whether this app can be paid this way now. */
export async function canPayBy(core: Core, appId: string, channel: Channel, scene: Scene): Promise<boolean> {
  const account = await core.accounts.ofApp(appId, channel);
  return account !== undefined && (core.channels.get(channel)?.supports(account, scene) ?? false);
}

/**
 * Starts to pay an order one way, or takes up the open attempt of that way: the same payer gets the
 * same payment, and after a lost answer the same bytes go out again.
 * @throws Refusal order_*, channel_not_enabled, channel_declined, channel_unknown, channel_busy, payment_preparing,
 * payment_in_doubt
 */
export async function startPayment(
  core: Core,
  order: OrderToPay,
  choice: PaymentChoice,
): Promise<StartedPayment> {
  const account = await core.accounts.ofApp(order.appId, choice.channel);
  const adapter = core.channels.get(choice.channel);
  if (!account || !adapter?.supports(account, choice.scene)) {
    throw new Refusal('channel_not_enabled', { channel: choice.channel });
  }
  const channel = { adapter, account, callbackUrl: callbackUrl(core.publicUrl, account) };
  const read = 'status' in order ? order : undefined;
  const open = read && !read.hasOpenPayment ? [] : await settleEarlierAttempts(core, order, choice);
  const now = core.clock.now();
  if (open.some((payment) => isSameWay(payment, choice) && usableCredential(payment, now)))
    return takeUpOrSend(core, channel, order, choice);
  // who cannot pay any more is not kept in line to be told so
  if (read) refuseUnlessPayable(read, now);
  const { channelAccountId } = account;
  const hasWaited = await core.callPace.turn(channelAccountId, choice.scene, order.orderId);
  try {
    // meanwhile the payer may have begun to pay in another way
    if (hasWaited) await settleEarlierAttempts(core, order, choice);
    return await takeUpOrSend(core, channel, order, choice);
  } catch (error) {
    const isAnswered = error instanceof Refusal && error.code === 'channel_declined';
    if (!isAnswered) core.callPace.giveBack(channelAccountId, choice.scene, order.orderId);
    throw error;
  }
}

async function takeUpOrSend(
  core: Core,
  channel: MerchantChannel,
  order: OrderToPay,
  choice: PaymentChoice,
): Promise<StartedPayment> {
  const intended = await intendPayment(core, channel, order, choice);
  const usable = usableCredential(intended.payment, core.clock.now());
  const { paymentNo } = intended.payment;
  if (usable) return { ...channel, paymentNo, credential: usable, order: undefined };
  return { ...channel, paymentNo, ...(await sendPayment(core, channel, intended)) };
}

/**
 * A payer who may have paid another way is not let pay again: the channel is asked first, unless it was just now, which
 * stands. An attempt of this way whose link has died makes room for a new one. Answers the open payments as they were.
 */
async function settleEarlierAttempts(
  core: Core,
  order: OrderToPay,
  choice: PaymentChoice,
): Promise<readonly Payment[]> {
  const now = core.clock.now();
  const open = await findOpenPayments(core.db, core.vault, order);
  const isLikeIt = (payment: Payment) => isSameWay(payment, choice);
  // without a credential the payer was never given a way to pay it
  const others = open.filter((payment) => !isLikeIt(payment) && payment.credential !== undefined);
  const dead = open.filter((payment) => isLikeIt(payment) && payment.expiresAt <= now);
  const doubtful = [...others, ...dead.filter(({ inDoubt }) => inDoubt)];
  const asked = doubtful.length === 0 ? [] : await claimQueries(core.db, core.vault, order, now, doubtful);
  const isAsked = ({ paymentNo }: Payment) => asked.some((one) => one.paymentNo === paymentNo);
  const [answers] = await Promise.all([
    Promise.all(others.filter(isAsked).map((payment) => queryPaymentStatus(core, payment))),
    Promise.all(
      dead
        .filter((payment) => !payment.inDoubt || isAsked(payment))
        .map((payment) => closePayment(core, payment)),
    ),
  ]);
  const isInDoubt = others.some((payment) => payment.inDoubt && !isAsked(payment));
  if (isInDoubt || answers.includes('unknown')) throw new Refusal('payment_in_doubt', {});
  return open;
}

async function sendPayment(
  core: Core,
  { adapter, account }: MerchantChannel,
  { payment, requestBody, isRepeat }: IntendedPayment,
): Promise<Pick<StartedPayment, 'credential' | 'order'>> {
  await core.callPace.leave(account.channelAccountId, payment.scene);
  const answer = await adapter.createPayment(account, payment.scene, requestBody);
  const tooOften = answer.kind === 'unknown' && answer.tooOften === true;
  // after one too many calls a question soon would be another
  const dueAt = plusMs(core.clock.now(), nextCheckGapMs(tooOften ? 1 : 0));
  switch (answer.kind) {
    case 'done':
      await markPaymentAnswered(core.db, payment, { credential: answer.value }, dueAt);
      return { credential: answer.value, order: await payableStill(core, payment.orderId) };
    case 'unknown':
      if (tooOften) core.callPace.slowDown(account.channelAccountId, payment.scene);
      else core.log.warn({ paymentNo: payment.paymentNo, reason: answer.reason }, 'payment creation unknown');
      await markPaymentAnswered(core.db, payment, 'unknown', dueAt);
      if (tooOften) throw new Refusal('channel_busy', {});
      throw new Refusal('channel_unknown', {});
    case 'not_done':
      core.log.warn({ paymentNo: payment.paymentNo, code: answer.code }, 'payment creation declined');
      // a refusal concerns this call only: an earlier one with this number may have been accepted
      if (isRepeat) await closePayment(core, payment);
      else await markPaymentClosed(core.db, payment, core.clock.now());
      throw new Refusal('channel_declined', { message: answer.message });
  }
}

/** The order may have been cancelled while the channel was called: then its payer must not see the code. */
async function payableStill(core: Core, orderId: string): Promise<PageOrder> {
  const order = await findOrderById(core.db, core.vault, orderId);
  if (!order) throw new Refusal('order_not_found', {});
  refuseUnlessPayable(order, core.clock.now());
  return order;
}
