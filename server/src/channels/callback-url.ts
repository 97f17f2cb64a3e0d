import type { ChannelAccount } from './channel.ts';

/** Path of a channel's callbacks; the account in it picks the keys. No query: WeChat forbids one. */
export const CALLBACK_PATH = '/channel/:channel/:channelAccountId';

/** The address to which a channel sends callbacks about one account. */
export function callbackUrl(publicUrl: string, account: ChannelAccount): string {
  return `${publicUrl}/channel/${account.channel}/${account.channelAccountId}`;
}
