import { CHANGE_KIND_NAMES, CHANGE_STATUS_NAMES } from '@zhixiao/contract/words/changes';
import type { ChangeRequest } from '../changes/change.ts';
import type { Column } from '../lib/export/column.ts';

/** What was asked for and decided; what a change says stays on its page. */
export const CHANGE_COLUMNS: readonly Column<ChangeRequest>[] = [
  { header: '申请号', kind: 'text', width: 22, value: (change) => change.changeRequestId },
  { header: '变更', kind: 'text', value: ({ kind }) => CHANGE_KIND_NAMES.zh[kind] },
  { header: '对象', kind: 'text', value: (change) => change.subject },
  { header: '学校编号', kind: 'text', value: (change) => change.schoolId },
  { header: '状态', kind: 'text', value: ({ status }) => CHANGE_STATUS_NAMES.zh[status] },
  { header: '申请人', kind: 'text', value: (change) => change.askedBy },
  { header: '申请时间', kind: 'time', value: (change) => change.askedAt },
  { header: '有效至', kind: 'time', value: (change) => change.expiresAt },
  { header: '审批人', kind: 'text', value: (change) => change.decidedBy },
  { header: '审批时间', kind: 'time', value: (change) => change.decidedAt },
  { header: '审批意见', kind: 'text', value: (change) => change.reason },
];
