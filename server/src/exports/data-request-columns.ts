import {
  DATA_REQUEST_KIND_NAMES,
  DATA_REQUEST_STATUS_NAMES,
  FATE_NAMES,
  HELD_KIND_NAMES,
} from '@zhixiao/contract/words/personal-data';
import type { Column } from '../lib/export/column.ts';
import { countsInOrder, type DataRequest } from '../personal-data/request.ts';

/** What was done about people's data, without the people. */
export const DATA_REQUEST_COLUMNS: readonly Column<DataRequest>[] = [
  { header: '受理号', kind: 'text', value: (request) => request.requestId },
  { header: '类型', kind: 'text', value: ({ kind }) => DATA_REQUEST_KIND_NAMES.zh[kind] },
  { header: '人员', kind: 'text', value: (request) => request.person },
  { header: '学校编号', kind: 'text', value: (request) => request.schoolId },
  { header: '状态', kind: 'text', value: ({ status }) => DATA_REQUEST_STATUS_NAMES.zh[status] },
  { header: '经办人', kind: 'text', value: (request) => request.askedBy },
  { header: '受理时间', kind: 'time', value: (request) => request.askedAt },
  { header: '完成时间', kind: 'time', value: (request) => request.finishedAt },
  { header: '原因', kind: 'text', width: 28, value: (request) => request.reason },
  { header: '涉及', kind: 'text', value: countsText },
];

function countsText({ kind: request, counts }: DataRequest): string {
  return countsInOrder(counts)
    .map(({ kind, fate, found, erased }) => {
      const name = HELD_KIND_NAMES.zh[kind];
      if (request === 'export') return `${name} ${found}`;
      return fate === 'kept'
        ? `${name} ${found}（${FATE_NAMES.zh.kept}）`
        : `${name} ${found}（${FATE_NAMES.zh[fate]} ${erased}）`;
    })
    .join('；');
}
