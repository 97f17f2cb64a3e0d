import { type DetailsOf, partnerRefusals } from '../refusal.ts';

const CLOSED = {
  zh: { cancelled: '订单已取消', expired: '订单已过期', failed: '订单支付失败，已关闭' },
  en: {
    cancelled: 'The order was cancelled.',
    expired: 'The order has expired.',
    failed: 'The order’s payment failed, and the order is closed.',
  },
};

export const PARTNER_REFUSALS = partnerRefusals({
  order_not_found: { zh: '订单不存在', en: 'Order not found.' },
  order_paid: { zh: '订单已支付', en: 'The order has been paid.' },
  order_not_paid: { zh: '订单未支付', en: 'The order is not paid.' },
  order_closed: {
    zh: ({ reason }: { readonly reason: keyof typeof CLOSED.zh }) => CLOSED.zh[reason],
    en: ({ reason }) => CLOSED.en[reason],
  },
  order_closing: {
    zh: '订单正在关闭，请稍后再试',
    en: 'The order is being closed. Please try again shortly.',
  },
});

declare module '../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
}
