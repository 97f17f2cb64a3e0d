import type { ChannelName } from '../codes/channels.ts';
import type { PayerUid } from './payer-uid.ts';

/** What each channel knows a payer by. */
export const PAYER_UIDS: Readonly<Record<ChannelName, PayerUid>> = {
  wechat: {
    label: { zh: '微信 openid', en: 'WeChat openid' },
    headings: ['微信openid', 'wechat_uid', 'openid'],
    pattern: /^[0-9A-Za-z_-]{20,64}$/,
    rule: { zh: '应为微信 openid', en: 'It must be a WeChat openid.' },
  },
  alipay: {
    label: { zh: '支付宝 uid', en: 'Alipay uid' },
    headings: ['支付宝uid', '支付宝用户号', 'alipay_uid'],
    pattern: /^(2088[0-9]{12}|[0-9A-Za-z_-]{24,64})$/,
    rule: {
      zh: '应为 2088 开头的 16 位用户号，或 open_id',
      en: 'It must be a 16-digit user id that begins with 2088, or an open_id.',
    },
  },
};
