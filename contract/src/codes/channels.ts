import { ALIPAY } from '../channels/alipay.ts';
import type { ChannelRow } from '../channels/channel-row.ts';
import { WECHAT } from '../channels/wechat.ts';

/**
 * Every payment channel, in the order in which payers are offered them; one row each (`docs/adding-a-channel.md`).
 * Types, words, pages and the database's `channels` table follow it.
 */
export const CHANNEL_TABLE = { wechat: WECHAT, alipay: ALIPAY } as const satisfies Record<string, ChannelRow>;

export type ChannelTable = typeof CHANNEL_TABLE;
export type ChannelName = keyof ChannelTable;
/** `pay_type` of the partner interface. */
export type PayType = ChannelTable[ChannelName]['payType'];

export const CHANNELS = Object.keys(CHANNEL_TABLE) as readonly ChannelName[];

/** The same of each channel, made from its row. */
export function ofEachChannel<T>(
  make: (row: ChannelRow, channel: ChannelName) => T,
): Readonly<Record<ChannelName, T>> {
  const made: Partial<Record<ChannelName, T>> = {};
  for (const channel of CHANNELS) made[channel] = make(CHANNEL_TABLE[channel], channel);
  return made as Record<ChannelName, T>;
}

/** The channel that a partner chose by its `pay_type`. */
export function channelOfPayType(payType: PayType): ChannelName {
  const channel = CHANNELS.find((name) => CHANNEL_TABLE[name].payType === payType);
  if (channel === undefined) throw new Error(`pay_type ${payType} is no channel's`);
  return channel;
}
