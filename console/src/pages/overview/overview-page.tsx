import { Spin } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { ExportButtons } from '../../components/export-buttons.tsx';
import { APP_FIELD, FilterBar, type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { dayAgo } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { Figures } from './figures.tsx';
import { WORDS } from './overview-words.ts';
import { PROBLEM_WORDS } from './problem-words.ts';

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
  const filter = { ...school, ...(appId ? { appId } : {}), from, to };
  const { answer, error, reload } = useAnswer('GET /overview', filter);
  return (
    <>
      <Problems />
      <FilterBar fields={FILTERS} />
      <div className="table-tools">
        <ExportButtons list="GET /overview/export" params={filter} />
      </div>
      <p className="note">{words.period(from, to)}</p>
      <RefusalAlert error={error} onRetry={reload} />
      {answer ? <Figures overview={answer} period={{ from, to }} /> : !error && <Spin />}
    </>
  );
}

function Problems() {
  const words = useWords(WORDS);
  const kinds = useWords(PROBLEM_WORDS);
  const { answer, error, reload } = useAnswer('GET /problems', useSchool());
  if (!answer && !error) return null;
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">{words.problems}</h2>
      <RefusalAlert error={error} onRetry={reload} />
      {answer?.kinds.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <ul className="problems">
          {answer?.kinds.map(({ kind, count }) => (
            <li key={kind}>
              <Link to={`/problems/${kind}`}>
                {kinds[kind]} <strong>{count}</strong>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
