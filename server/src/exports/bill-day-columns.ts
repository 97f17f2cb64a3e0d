import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { BILL_DAY_STATUS_NAMES } from '@zhixiao/contract/words/reconciliation';
import type { Column } from '../lib/export/column.ts';
import type { DayListed } from '../reconciliation/day-list.ts';

/** Commissions of bills are thousandths of a fen. */
const MILLI = 1_000;

export const BILL_DAY_COLUMNS: readonly Column<DayListed>[] = [
  { header: '账单日', kind: 'date', value: (day) => day.date },
  { header: '学校', kind: 'text', value: (day) => day.schoolName },
  { header: '渠道', kind: 'text', value: ({ channel }) => CHANNEL_NAMES.zh[channel] },
  { header: '商户号', kind: 'text', value: (day) => day.merchant },
  { header: '渠道应用', kind: 'text', value: (day) => day.application },
  { header: '状态', kind: 'text', value: ({ status }) => BILL_DAY_STATUS_NAMES.zh[status] },
  { header: '未取得原因', kind: 'text', width: 28, value: (day) => day.failure },
  { header: '账单行数', kind: 'count', sums: true, value: ({ bill }) => bill?.rowCount },
  { header: '账单收款（元）', kind: 'fen', sums: true, value: ({ bill }) => bill?.paidAmount },
  { header: '账单退款（元）', kind: 'fen', sums: true, value: ({ bill }) => bill?.refundedAmount },
  {
    header: '手续费（元）',
    kind: 'fen',
    sums: true,
    value: ({ bill }) => bill && Math.round(bill.commission / MILLI),
  },
  { header: '相符行数', kind: 'count', sums: true, value: ({ run }) => run?.matchedRows },
  { header: '待处理差异', kind: 'count', sums: true, value: (day) => day.openCount },
  { header: '待复核差异', kind: 'count', sums: true, value: (day) => day.proposedCount },
  { header: '锁定人', kind: 'text', value: (day) => day.lockedBy },
  { header: '锁定时间', kind: 'time', value: (day) => day.lockedAt },
];
