import type { ChangeRow } from '@zhixiao/contract/console/changes';
import { CHANGE_KIND_NAMES, CHANGE_STATUS_NAMES } from '@zhixiao/contract/words/changes';
import { choicesOf } from '../../components/choices.ts';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { SchoolName } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool, useSession } from '../../session/session.tsx';
import { CHANGE_TONES, WORDS } from './change-words.ts';
import { FourEyesSetting } from './four-eyes-setting.tsx';

const FILTERS = [
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(CHANGE_STATUS_NAMES),
    isTabs: true,
  },
  {
    name: 'kind',
    kind: 'choice',
    label: { zh: '变更', en: 'Change' },
    choices: choicesOf(CHANGE_KIND_NAMES),
  },
  { name: 'askedBy', kind: 'text', label: { zh: '申请人账号', en: 'Requested by' } },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

const COLUMNS: readonly DataColumn<ChangeRow>[] = [
  {
    key: 'kind',
    title: { zh: '变更', en: 'Change' },
    show: (row) => (
      <Link to={`/changes/${row.changeRequestId}`}>
        <Kind {...row} />
      </Link>
    ),
  },
  { key: 'subject', title: { zh: '对象', en: 'Subject' }, show: ({ subject }) => <code>{subject}</code> },
  {
    key: 'status',
    title: { zh: '状态', en: 'Status' },
    show: ({ status }) => <StatusTag status={status} words={CHANGE_STATUS_NAMES} tones={CHANGE_TONES} />,
  },
  { key: 'by', title: { zh: '申请人', en: 'Requested by' }, show: ({ askedByName }) => askedByName },
  { key: 'at', title: { zh: '申请时间', en: 'Requested' }, show: (row) => <TimeText at={row.askedAt} /> },
  { key: 'school', title: { zh: '学校', en: 'School' }, show: (row) => <Owner {...row} /> },
  { key: 'decidedBy', title: { zh: '审批人', en: 'Decided by' }, show: ({ decidedByName }) => decidedByName },
  {
    key: 'reason',
    title: { zh: '审批意见', en: 'Reason' },
    show: ({ reason }) => <span className="glance">{reason}</span>,
  },
  {
    key: 'expires',
    title: { zh: '有效至', en: 'Expires' },
    show: (row) => <TimeText at={row.expiresAt} />,
    isExtra: true,
  },
  {
    key: 'number',
    title: { zh: '申请号', en: 'Request' },
    show: ({ changeRequestId }) => changeRequestId,
    isExtra: true,
  },
];

function Kind({ kind }: ChangeRow) {
  return useWords(CHANGE_KIND_NAMES)[kind];
}

/** Whose a change is. */
export function Owner({ schoolId }: Pick<ChangeRow, 'schoolId'>) {
  const words = useWords(WORDS);
  return schoolId === undefined ? words.installation : <SchoolName schoolId={schoolId} />;
}

/** Grave changes that one person asked for; another decides about each on its page. */
export function Page() {
  const school = useSchool();
  const { allSchools } = useSession();
  const [filters] = useFilterValues(FILTERS);
  return (
    <>
      {allSchools && <FourEyesSetting />}
      <DataTable
        filters={FILTERS}
        list="GET /changes"
        exportAs="GET /changes/export"
        params={{ ...school, ...filters }}
        columns={COLUMNS}
        rowKey={({ changeRequestId }) => changeRequestId}
        empty={{ zh: '没有符合条件的变更申请', en: 'No matching change requests' }}
      />
    </>
  );
}
