import type { BillDayStatus } from '@zhixiao/contract/codes/reconciliation';
import type { BillDayView } from '@zhixiao/contract/console/bill-days';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { BILL_DAY_STATUS_NAMES } from '@zhixiao/contract/words/reconciliation';
import { choicesOf } from '../../components/choices.ts';
import type { FilterField } from '../../components/filter-bar.tsx';
import type { Tone } from '../../components/status-tag.tsx';

/** A day that was compared is good only when nothing in it is left to do. */
export function dayTones({ openCount, proposedCount }: BillDayView): Readonly<Record<BillDayStatus, Tone>> {
  return { waiting: 'open', reconciled: openCount + proposedCount > 0 ? 'warning' : 'good', locked: 'over' };
}

export const DAY_FILTERS = [
  {
    name: 'channel',
    kind: 'choice',
    label: { zh: '渠道', en: 'Channel' },
    choices: choicesOf(CHANNEL_NAMES),
  },
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(BILL_DAY_STATUS_NAMES),
    isTabs: true,
  },
  {
    name: 'hasWork',
    kind: 'choice',
    label: { zh: '待办', en: 'To do' },
    choices: [
      { value: 'true', label: { zh: '有差异待处理或复核', en: 'Something to do' } },
      { value: 'false', label: { zh: '无待办', en: 'Nothing to do' } },
    ],
  },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

export const WORDS = {
  zh: {
    fetch: '取账单',
    account: '商户号',
    day: '账单日',
    needed: '请选择',
    later: '渠道还没有这一天的账单，系统每半小时再取一次',
    cancel: '取消',
    open: (count: number) => `${count} 项待处理`,
    proposed: (count: number) => `${count} 项待复核`,
    none: '无待办',
    matched: (matched: number, total: number) => `${matched} / ${total} 行相符`,
    back: '返回全部账单日',
  },
  en: {
    fetch: 'Fetch a bill',
    account: 'Merchant',
    day: 'Bill date',
    needed: 'Choose one',
    later: 'The channel has no bill for that day yet; it is requested again every half hour',
    cancel: 'Cancel',
    open: (count: number) => `${count} open`,
    proposed: (count: number) => `${count} to approve`,
    none: 'Nothing to do',
    matched: (matched: number, total: number) => `${matched} of ${total} lines match`,
    back: 'All days',
  },
};
