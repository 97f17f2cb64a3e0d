import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import { PROBLEM_NAMES } from '@zhixiao/contract/words/overview';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { WORDS } from './overview-words.ts';

/** Where something is left to do, and how much of it. */
interface Task {
  readonly to: string;
  readonly words: string;
  readonly count: number;
}

/** What must be done now, each a click from its list; of changes and bills for those who may see them. */
export function Problems() {
  return useMay()('changes.decide') ? <WithChanges /> : <MaybeBills ofChanges={[]} />;
}

function WithChanges() {
  const words = useWords(WORDS);
  const { answer } = useAnswer('GET /changes-to-decide');
  const count = answer?.count ?? 0;
  return <MaybeBills ofChanges={[{ to: '/changes?status=waiting', words: words.changes, count }]} />;
}

function MaybeBills({ ofChanges }: { ofChanges: readonly Task[] }) {
  return useMay()('reconciliation.read') ? <WithBills ofChanges={ofChanges} /> : <Tasks others={ofChanges} />;
}

function WithBills({ ofChanges }: { ofChanges: readonly Task[] }) {
  const words = useWords(WORDS);
  const { answer, error, reload } = useAnswer('GET /reconciliation/work', useSchool());
  if (error) return <RefusalAlert error={error} onRetry={reload} />;
  if (!answer) return null;
  return (
    <Tasks
      others={[
        ...ofChanges,
        { to: '/reconciliation?hasWork=true', words: words.differences, count: answer.differences },
        { to: '/reconciliation?status=waiting', words: words.missingBills, count: answer.missingBills },
      ]}
    />
  );
}

function Tasks({ others }: { others: readonly Task[] }) {
  const words = useWords(WORDS);
  const kinds = useWords(PROBLEM_NAMES);
  const { answer, error, reload } = useAnswer('GET /problems', useSchool());
  if (!answer && !error) return null;
  const ofOrders =
    answer?.kinds.map(({ kind, count }) => ({ to: placeOf(kind), words: kinds[kind], count })) ?? [];
  const tasks = [...ofOrders, ...others].filter(({ count }) => count > 0);
  return (
    <section className="part" aria-labelledby="problems">
      <h2 id="problems">{words.problems}</h2>
      <RefusalAlert error={error} onRetry={reload} />
      {answer && tasks.length === 0 && <p>{words.none}</p>}
      {tasks.length > 0 && (
        <ul className="problems">
          {tasks.map((task) => (
            <li key={task.to}>
              <Link to={task.to}>
                {task.words} <strong>{task.count}</strong>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What waits for a person is decided in its own list. */
function placeOf(kind: ProblemKind): string {
  return kind === 'refund_application_waiting' ? '/refund-applications' : `/problems/${kind}`;
}
