import { type DetailsOf, ownRefusals, partnerRefusals } from '../refusal.ts';

export const PARTNER_REFUSALS = partnerRefusals({
  order_refunded: { zh: '订单已全额退款', en: 'The order is refunded in full.' },
  invoice_not_found: { zh: '该订单尚未申请票据', en: 'No invoice has been requested for this order.' },
  invoice_not_issued: { zh: '该订单没有已开具的票据', en: 'No invoice has been issued for this order.' },
  invoice_terms_differ: {
    zh: ({ field }: { readonly field: string }) => `${field} 与该订单已申请的票据不一致`,
    en: ({ field }) => `${field} differs from the invoice that was requested.`,
  },
});

export const OWN_REFUSALS = ownRefusals({
  invoice_account_not_found: { zh: '开票账户不存在', en: 'Invoice account not found.' },
  invoice_words_differ: {
    zh: '该订单已申请过票据，所填内容与已申请的不一致；如需更改，请联系学校',
    en: 'The details differ from those of the receipt that was already requested. To change them, contact the school.',
  },
  invoice_too_often: {
    zh: '尝试次数过多，请一小时后再试',
    en: 'Too many attempts. Please try again in an hour.',
  },
});

declare module '../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
