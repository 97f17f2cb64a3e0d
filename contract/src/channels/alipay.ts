import type { ChannelRow } from './channel-row.ts';

export const ALIPAY = {
  payType: 2,
  name: { zh: '支付宝', en: 'Alipay' },
  wallet: { zh: '支付宝', en: 'Alipay' },
  userAgent: 'AlipayClient',
  signInCode: 'auth_code',
  schemes: ['alipays', 'alipay'],
  scenes: {
    desktop: ['native'],
    phone: ['wap'],
    wallet: ['jsapi', 'wap'],
    wecom: ['native'],
    mini_program: ['native'],
    in_app: ['wap', 'native'],
  },
  features: { miniPrograms: 'by_account', campusCards: true, bills: true },
} as const satisfies ChannelRow;
