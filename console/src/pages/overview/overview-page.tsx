import { Spin } from 'antd';
import { useMemo } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { ExportButtons } from '../../components/export-buttons.tsx';
import { APP_FIELD, FilterBar, type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { PageActions } from '../../components/page-actions.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { dayAgo } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { useSchool } from '../../session/session.tsx';
import { Figures } from './figures.tsx';
import { FirstDay } from './first-day.tsx';
import { WORDS } from './overview-words.ts';
import { Problems } from './problems.tsx';
import { Today } from './today.tsx';

const FILTERS = [
  APP_FIELD,
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

const DAYS = 7;

/** What must be done now, and what came in. */
export function Page() {
  const words = useWords(WORDS);
  const school = useSchool();
  const [{ appId, from = dayAgo(DAYS - 1), to = dayAgo(0) }] = useFilterValues(FILTERS);
  const filter = useMemo(() => ({ ...(appId ? { appId } : {}), from, to }), [appId, from, to]);
  const asked = { ...school, ...filter };
  const { answer, error, reload } = useAnswer('GET /overview', asked);
  return (
    <>
      <PageActions>
        <ExportButtons list="GET /overview/export" params={asked} />
      </PageActions>
      <FirstDay />
      <Problems />
      <Today appId={appId} />
      <FilterBar fields={FILTERS} />
      <p className="note">{words.period(from, to)}</p>
      <RefusalAlert error={error} onRetry={reload} />
      {answer ? <Figures overview={answer} filter={filter} /> : !error && <Spin />}
    </>
  );
}
