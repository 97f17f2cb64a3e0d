import type { Both } from '../channels/channel-row.ts';
import { CHANNEL_TABLE, CHANNELS, type ChannelName, ofEachChannel } from '../codes/channels.ts';
import type { CodeWords } from './code-words.ts';

/** What payers call the channels. */
export const CHANNEL_NAMES: CodeWords<ChannelName> = {
  zh: ofEachChannel(({ name }) => name.zh),
  en: ofEachChannel(({ name }) => name.en),
};

/** What payers call the apps that pay. */
export const WALLET_NAMES: CodeWords<ChannelName> = {
  zh: ofEachChannel(({ wallet }) => wallet.zh),
  en: ofEachChannel(({ wallet }) => wallet.en),
};

/** 微信或支付宝. */
export const ANY_WALLET = anyOf((channel) => CHANNEL_TABLE[channel].wallet);

/** The words of all channels in one: `微信、支付宝或云闪付`. */
export function anyOf(wordsOf: (channel: ChannelName) => Both): Both {
  const joined = (language: keyof Both, comma: string, or: string) => {
    const all = CHANNELS.map((channel) => wordsOf(channel)[language]);
    const last = all.pop() ?? '';
    return all.length === 0 ? last : all.join(comma) + or + last;
  };
  return { zh: joined('zh', '、', '或'), en: joined('en', ', ', ' or ') };
}
