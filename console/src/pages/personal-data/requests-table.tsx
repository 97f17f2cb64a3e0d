import type { PersonalDataRequestRow } from '@zhixiao/contract/console/personal-data';
import { DATA_REQUEST_KIND_NAMES, DATA_REQUEST_STATUS_NAMES } from '@zhixiao/contract/words/personal-data';
import { choicesOf } from '../../components/choices.ts';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { SchoolName } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { STATUS_TONES } from './personal-data-words.ts';

const FILTERS = [
  {
    name: 'kind',
    kind: 'choice',
    label: { zh: '请求', en: 'Request' },
    choices: choicesOf(DATA_REQUEST_KIND_NAMES),
  },
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(DATA_REQUEST_STATUS_NAMES),
    isTabs: true,
  },
  { name: 'askedBy', kind: 'text', label: { zh: '经办人账号', en: 'Operator' } },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

const COLUMNS: readonly DataColumn<PersonalDataRequestRow>[] = [
  {
    key: 'number',
    title: { zh: '受理号', en: 'Receipt' },
    show: ({ requestId }) => <Link to={`/personal-data/${requestId}`}>{requestId}</Link>,
  },
  { key: 'kind', title: { zh: '请求', en: 'Request' }, show: (row) => <Kind {...row} /> },
  { key: 'person', title: { zh: '人员', en: 'Person' }, show: ({ person }) => <code>{person}</code> },
  {
    key: 'status',
    title: { zh: '状态', en: 'Status' },
    show: ({ status }) => (
      <StatusTag status={status} words={DATA_REQUEST_STATUS_NAMES} tones={STATUS_TONES} />
    ),
  },
  { key: 'by', title: { zh: '经办人', en: 'Operator' }, show: ({ askedByName }) => askedByName },
  {
    key: 'at',
    title: { zh: '受理时间', en: 'Requested at' },
    show: ({ askedAt }) => <TimeText at={askedAt} />,
  },
  {
    key: 'reason',
    title: { zh: '原因', en: 'Reason' },
    show: ({ reason }) => <span className="glance">{reason}</span>,
  },
  {
    key: 'school',
    title: { zh: '学校', en: 'School' },
    show: (row) => <SchoolName {...row} />,
    isExtra: true,
  },
  {
    key: 'finished',
    title: { zh: '完成时间', en: 'Finished' },
    show: ({ finishedAt }) => <TimeText at={finishedAt} />,
    isExtra: true,
  },
];

function Kind({ kind }: PersonalDataRequestRow) {
  return useWords(DATA_REQUEST_KIND_NAMES)[kind];
}

/** What was done about people's data. */
export function RequestsTable({ version }: { version: number }) {
  const school = useSchool();
  const [filters] = useFilterValues(FILTERS);
  return (
    <DataTable
      filters={FILTERS}
      list="GET /personal-data/requests"
      exportAs="GET /personal-data/requests/export"
      params={{ ...school, ...filters }}
      columns={COLUMNS}
      rowKey={({ requestId }) => requestId}
      empty={{ zh: '没有符合条件的受理记录', en: 'No matching receipts' }}
      version={version}
    />
  );
}
