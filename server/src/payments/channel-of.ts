import { callbackUrl } from '../channels/callback-url.ts';
import type { Core } from '../core.ts';
import type { MerchantChannel } from './merchant-channel.ts';
import type { Payment } from './payment.ts';

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
