import { type DetailsOf, ownRefusals } from '../refusal.ts';

export const OWN_REFUSALS = ownRefusals({
  bill_not_there: { zh: '该日账单还没有取到', en: 'The bill of this day has not been fetched yet.' },
  bill_before_account: {
    zh: '该日早于商户账户的建立，没有账单可取',
    en: 'There is no bill for this day, because the account was created later.',
  },
  bill_day_locked: { zh: '该日已锁定', en: 'The day is locked.' },
  reconciliation_running: {
    zh: '该日正在对账，请稍候',
    en: 'The day is being compared. Please wait.',
  },
  differences_open: {
    zh: ({ count }: { readonly count: number }) => `还有 ${count} 项差异未处理`,
    en: ({ count }) => (count === 1 ? '1 difference is still open.' : `${count} differences are still open.`),
  },
  difference_not_found: { zh: '差异不存在', en: 'Difference not found.' },
  repair_not_possible: { zh: '该差异不能这样处理', en: 'This repair does not fit the difference.' },
  repair_changed: {
    zh: '提议已有变动，请重新查看后再复核',
    en: 'The proposal has changed. Look at it again before you approve it.',
  },
  same_person: { zh: '提出人与复核人不能是同一人', en: 'You cannot approve a repair that you proposed.' },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
