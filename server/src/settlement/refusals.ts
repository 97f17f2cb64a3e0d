import { type DetailsOf, ownRefusals } from '../refusal.ts';

export const OWN_REFUSALS = ownRefusals({
  month_not_begun: { zh: '该月尚未开始', en: 'The month has not begun.' },
  month_locked: { zh: '该月结算单已锁定', en: 'The month’s sheet is locked.' },
  entries_archived: {
    zh: '该月的记账分录已归档，明细不能列出；汇总不受影响',
    en: 'The ledger entries of this month were archived, so its movements cannot be listed. Its sums are as before.',
  },
  sheet_needs_two: {
    zh: '该学校的结算单须由一人提出、另一人复核后锁定',
    en: 'In this school one person proposes to lock a sheet and another confirms it.',
  },
  sheet_not_proposed: {
    zh: '还没有人提出锁定这张结算单，或提出已撤回',
    en: 'Nobody has proposed to lock this sheet, or the proposal was withdrawn.',
  },
  sheet_changed: {
    zh: '提出之后结算单有变化，请重新提出',
    en: 'The sheet has changed since it was proposed. Propose it again.',
  },
  sheet_not_as_seen: {
    zh: '结算单已不是您看到的样子，请刷新页面，核对后再确认',
    en: 'The sheet is not what you saw any more. Reload the page and check it again.',
  },
  same_preparer: {
    zh: '提出人与复核人不能是同一人',
    en: 'You cannot confirm a sheet that you proposed.',
  },
  earlier_month_open: {
    zh: ({ month }: { readonly month: string }) => `请先锁定 ${month} 的结算单`,
    en: ({ month }) => `Lock the sheet of ${month} first.`,
  },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
