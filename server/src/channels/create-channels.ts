import { CHANNELS } from '@zhixiao/contract/codes/channels';
import type { Logger } from 'pino';
import { alertMisconfiguration } from './alert-misconfiguration.ts';
import { openAlipayChannel } from './alipay/alipay-channel.ts';
import type { AdapterOf, Channel, ChannelAdapter, ChannelParts } from './channel.ts';
import { openWechatChannel } from './wechat/wechat-channel.ts';

/** Makes each channel's adapter. */
const CHANNEL_OPENERS: { readonly [C in Channel]: (parts: ChannelParts) => AdapterOf<C> } = {
  wechat: openWechatChannel,
  alipay: openAlipayChannel,
};

/** The adapters of every channel, in the order of the table; each raises an alert when its account is misconfigured. */
export function createChannels(parts: ChannelParts, log: Logger): ReadonlyMap<Channel, ChannelAdapter> {
  return new Map(
    CHANNELS.map((channel) => [channel, alertMisconfiguration(CHANNEL_OPENERS[channel](parts), log)]),
  );
}
