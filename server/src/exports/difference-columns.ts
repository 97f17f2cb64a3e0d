import { BILL_DETAILS, detailSentences } from '@zhixiao/contract/words/bill-details';
import type { CodeWords } from '@zhixiao/contract/words/code-words';
import {
  DIFFERENCE_MEANINGS,
  DIFFERENCE_STATUS_NAMES,
  RECORD_STATUSES,
  REPAIR_OUTCOMES,
} from '@zhixiao/contract/words/reconciliation';
import type { Column } from '../lib/export/column.ts';
import type { Difference } from '../reconciliation/difference-store.ts';

export const DIFFERENCE_COLUMNS: readonly Column<Difference>[] = [
  { header: '编号', kind: 'text', value: (difference) => difference.differenceId },
  { header: '账单日', kind: 'date', value: (difference) => difference.date },
  { header: '商户账户', kind: 'text', value: (difference) => difference.channelAccountId },
  { header: '差异', kind: 'text', value: ({ kind }) => DIFFERENCE_MEANINGS.zh[kind] },
  {
    header: '详情',
    kind: 'text',
    width: 48,
    value: ({ detail, paymentNo }) =>
      detail && detailSentences(BILL_DETAILS.zh, detail, paymentNo !== undefined).join('；'),
  },
  { header: '单号', kind: 'text', width: 26, value: (difference) => difference.subject },
  { header: '账单行', kind: 'count', value: ({ rowNo }) => (rowNo === 0 ? undefined : rowNo) },
  { header: '我方金额（元）', kind: 'fen', sums: true, value: (difference) => difference.booksAmount },
  { header: '我方状态', kind: 'text', value: ({ booksStatus }) => worded(RECORD_STATUSES, booksStatus) },
  { header: '我方时间', kind: 'time', value: (difference) => difference.booksAt },
  { header: '账单金额（元）', kind: 'fen', sums: true, value: (difference) => difference.billAmount },
  { header: '账单状态', kind: 'text', value: ({ billStatus }) => worded(RECORD_STATUSES, billStatus) },
  { header: '账单时间', kind: 'time', value: (difference) => difference.billAt },
  { header: '处理状态', kind: 'text', value: ({ status }) => DIFFERENCE_STATUS_NAMES.zh[status] },
  { header: '发现时间', kind: 'time', value: (difference) => difference.foundAt },
  { header: '提出人', kind: 'text', value: (difference) => difference.proposedBy },
  { header: '说明', kind: 'text', width: 28, value: (difference) => difference.note },
  { header: '复核人', kind: 'text', value: (difference) => difference.approvedBy },
  { header: '结果', kind: 'text', value: ({ outcome }) => worded(REPAIR_OUTCOMES, outcome) },
];

/** The words for a stored code, as on the pages; the code itself where there are none. */
function worded(words: CodeWords<string>, code: string | undefined): string | undefined {
  return code === undefined ? undefined : (words.zh[code] ?? code);
}
