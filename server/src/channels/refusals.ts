import { type DetailsOf, partnerRefusals } from '../refusal.ts';

export const PARTNER_REFUSALS = partnerRefusals({
  channel_declined: {
    zh: ({ message }: { readonly message: string }) => `支付渠道拒绝：${message}`,
    en: 'The payment channel declined. Please try another way to pay.',
  },
  channel_unknown: {
    zh: '支付渠道暂未答复，请稍后用相同参数重试',
    en: 'The payment channel has not answered yet. Please try again.',
  },
  channel_busy: {
    // how long those before take, where that is known, is for the page
    zh: (_: { readonly waitMs?: number }) => '付款的人较多，请稍候',
    en: () => 'Many people are paying right now. One moment, please.',
    toPartners: '支付渠道繁忙，请稍后用相同参数重试',
    status: 503,
  },
});

declare module '../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
}
