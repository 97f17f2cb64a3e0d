import type { Column } from '../lib/export/column.ts';
import { DIFFERENCES } from '../reconciliation/difference.ts';
import type { Difference } from '../reconciliation/difference-store.ts';

const STATUSES: Readonly<Record<Difference['status'], string>> = {
  open: '待处理',
  proposed: '待复核',
  resolved: '已处理',
  cleared: '已消除',
  noted: '无需处理',
};

export const DIFFERENCE_COLUMNS: readonly Column<Difference>[] = [
  { header: '编号', kind: 'text', value: (difference) => difference.differenceId },
  { header: '账单日', kind: 'text', value: (difference) => difference.date },
  { header: '商户账户', kind: 'text', value: (difference) => difference.channelAccountId },
  { header: '差异', kind: 'text', value: ({ kind }) => DIFFERENCES[kind].meaning },
  { header: '单号', kind: 'text', value: (difference) => difference.subject },
  { header: '账单行', kind: 'count', value: ({ rowNo }) => (rowNo === 0 ? undefined : rowNo) },
  { header: '我方金额（元）', kind: 'fen', value: (difference) => difference.booksFee },
  { header: '我方状态', kind: 'text', value: (difference) => difference.booksStatus },
  { header: '我方时间', kind: 'time', value: (difference) => difference.booksAt },
  { header: '账单金额（元）', kind: 'fen', value: (difference) => difference.billFee },
  { header: '账单状态', kind: 'text', value: (difference) => difference.billStatus },
  { header: '账单时间', kind: 'time', value: (difference) => difference.billAt },
  { header: '处理状态', kind: 'text', value: ({ status }) => STATUSES[status] },
  { header: '发现时间', kind: 'time', value: (difference) => difference.foundAt },
  { header: '提出人', kind: 'text', value: (difference) => difference.proposedBy },
  { header: '说明', kind: 'text', value: (difference) => difference.note },
  { header: '复核人', kind: 'text', value: (difference) => difference.approvedBy },
  { header: '结果', kind: 'text', value: (difference) => difference.outcome },
];
