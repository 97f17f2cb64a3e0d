import { type DetailsOf, ownRefusals } from '../refusal.ts';

export const OWN_REFUSALS = ownRefusals({
  month_not_begun: { zh: '该月尚未开始', en: 'The month has not begun.' },
  month_locked: { zh: '该月结算单已锁定', en: 'The month’s sheet is locked.' },
  earlier_month_open: {
    zh: ({ month }: { readonly month: string }) => `请先锁定 ${month} 的结算单`,
    en: ({ month }) => `Lock the sheet of ${month} first.`,
  },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
