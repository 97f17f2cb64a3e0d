import assert from 'node:assert';
import { callbackUrl } from '../channels/callback-url.ts';
import type { ChannelAccount, ChannelAdapter } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { Payment } from './payment.ts';

/** A channel with the merchant account a payment was made with. */
export interface MerchantChannel {
  readonly adapter: ChannelAdapter;
  readonly account: ChannelAccount;
  readonly callbackUrl: string;
}

/** Of a payment, or of its refunds, only its own account is believed: any other's word is a defect of ours. */
export function requireOwnEvidence(
  { account }: MerchantChannel,
  { paymentNo, channelAccountId }: Pick<Payment, 'paymentNo' | 'channelAccountId'>,
): void {
  assert.equal(
    account.channelAccountId,
    channelAccountId,
    `payment ${paymentNo} was made with another account`,
  );
}

/** What is needed to query the channel about a payment. */
export async function channelOf(
  core: Core,
  payment: Pick<Payment, 'channel' | 'channelAccountId'>,
): Promise<MerchantChannel> {
  const adapter = core.channels.get(payment.channel);
  const account = await core.accounts.byId(payment.channelAccountId);
  if (!adapter || !account) throw new Error(`merchant account ${payment.channelAccountId} is not available`);
  return { adapter, account, callbackUrl: callbackUrl(core.publicUrl, account) };
}
