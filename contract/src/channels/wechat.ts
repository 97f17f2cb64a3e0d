import type { ChannelRow } from './channel-row.ts';

export const WECHAT = {
  payType: 1,
  name: { zh: '微信支付', en: 'WeChat Pay' },
  wallet: { zh: '微信', en: 'WeChat' },
  userAgent: 'MicroMessenger',
  signInCode: 'code',
  schemes: ['weixin'],
  scenes: {
    desktop: ['native'],
    phone: ['wap', 'native'],
    wallet: ['jsapi'],
    wecom: ['native'],
    mini_program: ['native'],
    in_app: ['wap', 'native'],
  },
  features: { miniPrograms: 'always', campusCards: false, bills: true },
} as const satisfies ChannelRow;
