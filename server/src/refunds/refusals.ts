import { yuanOf } from '@zhixiao/contract/money';
import { type DetailsOf, ownRefusals, partnerRefusals } from '../refusal.ts';

/** Whichever limit it would pass; fen. */
interface DayLimit {
  readonly maxFee?: number;
  readonly maxCount?: number;
}

export const PARTNER_REFUSALS = partnerRefusals({
  refund_not_found: { zh: '退款不存在', en: 'There is no such refund.' },
  refund_day_exceeded: {
    zh: ({ maxFee, maxCount }: DayLimit) =>
      `超过该应用每日退款限额（${maxFee === undefined ? `${maxCount} 笔` : `${yuanOf(maxFee)} 元`}），请联系学校`,
    en: ({ maxFee, maxCount }) =>
      `Beyond what the app may refund in a day: ${maxFee === undefined ? `${maxCount} refunds` : `¥${yuanOf(maxFee)}`}.`,
  },
});

export const OWN_REFUSALS = ownRefusals({
  refund_reason_missing: { zh: '请填写退款原因', en: 'Say why.' },
});

declare module '../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
