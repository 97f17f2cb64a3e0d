import { periodIn, RETENTION_KIND_NAMES } from '@zhixiao/contract/words/retention';
import type { Column } from '../lib/export/column.ts';
import type { RetentionRun } from '../retention/run-store.ts';

/** What was erased, day by day and kind by kind. */
export const RETENTION_COLUMNS: readonly Column<RetentionRun>[] = [
  { header: '日期', kind: 'date', value: ({ date }) => date },
  { header: '数据类别', kind: 'text', value: ({ kind }) => RETENTION_KIND_NAMES.zh[kind] },
  { header: '保存期限', kind: 'text', value: (run) => periodIn('zh', run.periodHours) },
  { header: '删除早于', kind: 'time', value: (run) => run.eraseBefore },
  { header: '已删除（条）', kind: 'count', sums: true, value: ({ erased }) => erased },
  { header: '仍需保留（条）', kind: 'count', sums: true, value: ({ kept }) => kept },
  { header: '开始时间', kind: 'time', value: (run) => run.startedAt },
  { header: '完成时间', kind: 'time', value: (run) => run.finishedAt },
];
