import type { ChannelName } from '../codes/channels.ts';
import type { CodeWords } from './code-words.ts';

/** What payers call the channels. */
export const CHANNEL_NAMES: CodeWords<ChannelName> = {
  zh: { wechat: '微信支付', alipay: '支付宝' },
  en: { wechat: 'WeChat Pay', alipay: 'Alipay' },
};
