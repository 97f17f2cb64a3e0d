import { callbackUrl } from '../channels/callback-url.ts';
import type {
  CallbackRequest,
  ChannelAccount,
  ChannelAdapter,
  VerifiedCallback,
} from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import { bookPayment } from '../payments/book-payment.ts';
import { findPaymentByNo } from '../payments/payment-store.ts';
import { findRefundByNo, hurryRefunds } from '../refunds/refund-store.ts';
import { bookRefund } from '../refunds/submit-refund.ts';
import { wakeWorkers } from '../worker/wake.ts';
import { insertCallback } from './callback-store.ts';

/**
 * Takes a channel's callback: verified first, then kept and booked in one commit. The channel may be
 * told "taken" only after this returns. A forged or stale one throws and changes nothing.
 * @throws CallbackRejected
 */
export async function receiveCallback(
  core: Core,
  adapter: ChannelAdapter,
  account: ChannelAccount,
  request: CallbackRequest,
): Promise<void> {
  const callback = adapter.readCallback(account, request);
  if (callback.kind === 'hint') return askAboutRefunds(core, account);
  const subjectNo = callback.kind === 'payment' ? callback.paymentNo : callback.refundNo;
  if (!isId(subjectNo)) {
    core.log.error(
      { channel: adapter.channel, alert: 'foreign_callback' },
      'callback about a number that is not ours',
    );
    return;
  }
  await core.db.transaction(async (tx) => {
    await insertCallback(tx, core.vault, account, callback, subjectNo, core.clock.now());
    await book(core, tx, adapter, account, callback);
  });
}

/** Nothing is booked on an unsigned word; whatever refund it is about, the channel is asked now. */
async function askAboutRefunds(core: Core, account: ChannelAccount): Promise<void> {
  core.log.warn(
    { channelAccountId: account.channelAccountId, alert: 'unsigned_callback' },
    'unsigned word about a refund; perhaps one made by hand at the channel',
  );
  await core.db.transaction(async (tx) => {
    await hurryRefunds(tx, account.channelAccountId, core.clock.now());
    wakeWorkers(tx);
  });
}

async function book(
  core: Core,
  tx: Transaction,
  adapter: ChannelAdapter,
  account: ChannelAccount,
  callback: VerifiedCallback,
): Promise<void> {
  const channel = { adapter, account, callbackUrl: callbackUrl(core.publicUrl, account) };
  if (callback.kind === 'refund') {
    const refund = await findRefundByNo(tx, callback.refundNo);
    if (refund) return bookRefund(core, tx, channel, refund, callback.state);
  } else {
    const payment = await findPaymentByNo(tx, callback.paymentNo);
    if (payment?.channelAccountId === account.channelAccountId) {
      if (callback.state.status !== 'paid') return;
      return bookPayment(core, tx, channel, payment, callback.state.evidence);
    }
  }
  core.log.error(
    { callbackId: callback.callbackId, alert: 'foreign_callback' },
    'callback about nothing of ours; kept',
  );
}
