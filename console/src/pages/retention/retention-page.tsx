import type { RetentionRunView } from '@zhixiao/contract/console/retention';
import { periodIn, RETENTION_KIND_NAMES, RETENTION_OUTCOME_NAMES } from '@zhixiao/contract/words/retention';
import { Alert } from 'antd';
import { choicesOf } from '../../components/choices.ts';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useLanguage, useWords } from '../../language/language.tsx';
import { useSession } from '../../session/session.tsx';
import { PeriodsTable } from './periods-table.tsx';
import { WORDS } from './retention-words.ts';

const FILTERS = [
  {
    name: 'kind',
    kind: 'choice',
    label: { zh: '数据类别', en: 'Kind' },
    choices: choicesOf(RETENTION_KIND_NAMES),
  },
  {
    name: 'outcome',
    kind: 'choice',
    label: { zh: '结果', en: 'Outcome' },
    choices: choicesOf(RETENTION_OUTCOME_NAMES),
  },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

const COLUMNS: readonly DataColumn<RetentionRunView>[] = [
  { key: 'date', title: { zh: '日期', en: 'Day' }, show: ({ date }) => date },
  { key: 'kind', title: { zh: '数据类别', en: 'Kind' }, show: (row) => <Kind {...row} />, onPhone: 'title' },
  {
    key: 'erased',
    title: { zh: '已删除（条）', en: 'Erased' },
    show: ({ erased }) => erased,
    isFigure: true,
  },
  {
    key: 'kept',
    title: { zh: '仍需保留（条）', en: 'Still needed' },
    show: ({ kept }) => kept,
    isFigure: true,
  },
  { key: 'period', title: { zh: '期限', en: 'Period' }, show: (row) => <Period {...row} /> },
  {
    key: 'before',
    title: { zh: '删除早于', en: 'Older than' },
    show: ({ eraseBefore }) => <TimeText at={eraseBefore} />,
  },
  {
    key: 'finished',
    title: { zh: '完成时间', en: 'Finished' },
    show: ({ finishedAt }) => finishedAt && <TimeText at={finishedAt} />,
  },
  {
    key: 'started',
    title: { zh: '开始时间', en: 'Started' },
    show: ({ startedAt }) => <TimeText at={startedAt} />,
    isExtra: true,
  },
];

function Kind({ kind }: RetentionRunView) {
  return useWords(RETENTION_KIND_NAMES)[kind];
}

function Period({ periodHours }: RetentionRunView) {
  return periodIn(useLanguage().language, periodHours);
}

/** For how long personal data is kept, and what of it was erased. */
export function Page() {
  const words = useWords(WORDS);
  const { allSchools } = useSession();
  const [filters] = useFilterValues(FILTERS);
  if (!allSchools) return <Alert type="info" role="status" showIcon title={words.allSchoolsOnly} />;
  return (
    <>
      <p>{words.intro}</p>
      <section className="part">
        <h2>{words.runs}</h2>
        <DataTable
          filters={FILTERS}
          list="GET /retention"
          exportAs="GET /retention/export"
          params={filters}
          columns={COLUMNS}
          rowKey={({ runId }) => runId}
          empty={{ zh: '没有符合条件的删除记录', en: 'No matching erasures' }}
        />
      </section>
      <section className="part">
        <h2>{words.periods}</h2>
        <PeriodsTable />
      </section>
    </>
  );
}
