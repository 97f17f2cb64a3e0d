import { yuanOf } from '@zhixiao/contract/money';
import { type DetailsOf, ownRefusals, partnerRefusals } from '../refusal.ts';

/** Whichever limit it would pass; fen. */
interface DayLimit {
  readonly maxAmount?: number;
  readonly maxCount?: number;
}

export const PARTNER_REFUSALS = partnerRefusals({
  refund_not_found: { zh: '退款不存在', en: 'Refund not found.' },
  refund_day_exceeded: {
    zh: ({ maxAmount, maxCount }: DayLimit) =>
      `超过该应用每日退款限额（${maxAmount === undefined ? `${maxCount} 笔` : `${yuanOf(maxAmount)} 元`}），请联系学校`,
    en: ({ maxAmount, maxCount }) =>
      `The app’s daily refund limit (${maxAmount === undefined ? `${maxCount} refunds` : `¥${yuanOf(maxAmount)}`}) would be exceeded. Contact the school.`,
  },
});

export const OWN_REFUSALS = ownRefusals({
  refund_reason_missing: { zh: '请填写退款原因', en: 'Enter a reason.' },
});

declare module '../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
