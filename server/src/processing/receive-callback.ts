import { callbackUrl } from '../channels/callback-url.ts';
import {
  CallbackRejected,
  type CallbackRequest,
  type ChannelAccount,
  type ChannelAdapter,
  ForeignCallback,
  type VerifiedCallback,
} from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import { traceOrder } from '../lib/trace.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import { findPaymentByNo } from '../payments/payment-store.ts';
import type { Refund } from '../refunds/refund.ts';
import { findRefundByNo } from '../refunds/refund-store.ts';
import { bookPayment } from './book-payment.ts';
import { insertCallbacks } from './callback-store.ts';
import { bookRefund } from './submit-refund.ts';
import { takeRefundHint } from './take-refund-hint.ts';

/**
 * Takes a channel's callback: verified first, then kept and booked in one commit. The channel may be answered
 * "taken" only after this returns. One that is forged, stale, or about a payment that was not made with this
 * account throws and leaves nothing behind. `hint`: an unsigned callback, from which nothing is booked.
 * @throws CallbackRejected
 */
export async function receiveCallback(
  core: Core,
  adapter: ChannelAdapter,
  account: ChannelAccount,
  request: CallbackRequest,
): Promise<'booked' | 'hint'> {
  const callback = adapter.readCallback(account, request);
  if (callback.kind === 'hint') {
    await takeRefundHint(core, account);
    return 'hint';
  }
  if (!CALLBACK_ID.test(callback.callbackId)) throw new CallbackRejected('回调编号格式不对');
  const channel = { adapter, account, callbackUrl: callbackUrl(core.publicUrl, account) };
  if (callback.kind === 'refund') {
    await core.db.transaction((tx) => receiveRefund(core, tx, channel, callback));
  } else {
    const { paymentNo, state } = callback;
    if (!isId(paymentNo)) throw new ForeignCallback();
    const evidence = state.status === 'paid' ? state.evidence : undefined;
    await bookPayment(core, { channel, paymentNo, evidence, callback });
  }
  return 'booked';
}

/** As channels write them: digits, letters and dashes, and always printable. */
const CALLBACK_ID = /^[\x21-\x7e]{1,128}$/;

async function receiveRefund(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  callback: Extract<VerifiedCallback, { kind: 'refund' }>,
): Promise<void> {
  const { refundNo, paymentNo, state } = callback;
  const refund = await ownRefund(core, tx, channel, refundNo, paymentNo);
  await bookRefund(core, tx, channel, refund, state);
  const { channelAccountId } = channel.account;
  insertCallbacks(tx, core.vault, [{ ...callback, channelAccountId, subjectNo: refundNo }], core.clock.now());
}

/**
 * The payment of this number, made with the account that the callback was sent for. The owner of one account can make
 * its channel sign any payment number, so a valid signature does not cover payments of other accounts.
 * @throws ForeignCallback
 */
async function ownPayment({ vault }: Core, tx: Transaction, { account }: MerchantChannel, paymentNo: string) {
  const payment = isId(paymentNo) ? await findPaymentByNo(tx, vault, paymentNo) : undefined;
  if (payment?.channelAccountId !== account.channelAccountId) throw new ForeignCallback();
  traceOrder(payment.orderId);
  return payment;
}

/** @throws ForeignCallback */
async function ownRefund(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  refundNo: string,
  paymentNo: string,
): Promise<Refund> {
  const refund = isId(refundNo) ? await findRefundByNo(tx, refundNo) : undefined;
  if (refund?.paymentNo !== paymentNo) throw new ForeignCallback();
  await ownPayment(core, tx, channel, refund.paymentNo);
  return refund;
}
