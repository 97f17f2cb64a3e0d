import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import { PROBLEM_NAMES } from '@zhixiao/contract/words/overview';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { AGE } from '../../language/age.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { WORDS } from './overview-words.ts';
import { ADVICE, SEVERITY, type Severity } from './problem-advice.ts';

/** Something left to do: how much of it, since when, what it means, and where one does it. */
interface Task {
  readonly to: string;
  readonly words: string;
  readonly count: number;
  readonly severity: Severity;
  readonly advice: string;
  readonly oldest: string | undefined;
}

/** What must be done now, the gravest first, each a click from where it is done; of changes and bills for those who may see them. */
export function Problems() {
  return useMay()('changes.decide') ? <WithChanges /> : <MaybeBills ofChanges={[]} />;
}

function WithChanges() {
  const words = useWords(WORDS);
  const { answer } = useAnswer('GET /changes-to-decide');
  const task: Task = {
    to: '/changes?status=waiting',
    words: words.changes,
    count: answer?.count ?? 0,
    severity: 'work',
    advice: words.changesAdvice,
    oldest: answer?.oldest,
  };
  return <MaybeBills ofChanges={[task]} />;
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
        {
          to: '/reconciliation?hasWork=true',
          words: words.differences,
          count: answer.differences,
          severity: 'money',
          advice: words.differencesAdvice,
          oldest: answer.differencesSince,
        },
        {
          to: '/reconciliation?status=waiting',
          words: words.missingBills,
          count: answer.missingBills,
          severity: 'work',
          advice: words.missingBillsAdvice,
          oldest: answer.missingBillsSince,
        },
      ]}
    />
  );
}

function Tasks({ others }: { others: readonly Task[] }) {
  const words = useWords(WORDS);
  const kinds = useWords(PROBLEM_NAMES);
  const advice = useWords(ADVICE);
  const { answer, error, reload } = useAnswer('GET /problems', useSchool());
  if (!answer && !error) return null;
  const ofOrders =
    answer?.kinds.map(
      ({ kind, count, oldest }): Task => ({
        to: placeOf(kind),
        words: kinds[kind],
        count,
        severity: SEVERITY[kind],
        advice: advice[kind],
        oldest,
      }),
    ) ?? [];
  const tasks = [...ofOrders, ...others]
    .filter(({ count }) => count > 0)
    .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return (
    <section aria-labelledby="problems">
      <h2 id="problems" className="first-part">
        {words.problems}
      </h2>
      <RefusalAlert error={error} onRetry={reload} />
      {answer && tasks.length === 0 && <p className="part nothing-open">{words.none}</p>}
      {tasks.length > 0 && (
        <ul className="task-cards">
          {tasks.map((task) => (
            <TaskCard key={task.to} task={task} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The gravest first. */
const ORDER: readonly Severity[] = ['money', 'partner', 'work', 'note'];

function TaskCard({ task }: { task: Task }) {
  const words = useWords(WORDS);
  const age = useWords(AGE);
  const { to, severity, count, oldest } = task;
  return (
    <li className={`task ${severity}`}>
      <p className="task-head">
        <span className="task-severity">{words.severity[severity]}</span>
        {oldest !== undefined && <span className="note">{age(oldest)}</span>}
      </p>
      <h3>
        <Link to={to}>
          {task.words} <strong>{count}</strong>
        </Link>
      </h3>
      <p className="note">{task.advice}</p>
    </li>
  );
}

/** Where something can be done about it: in the list that has the buttons, or order by order. */
function placeOf(kind: ProblemKind): string {
  return WITH_ACTIONS[kind] ?? `/problems/${kind}`;
}

const WITH_ACTIONS: Readonly<Partial<Record<ProblemKind, string>>> = {
  refund_application_waiting: '/refund-applications',
  notification_exhausted: '/notifications?status=exhausted',
  endpoint_dead: '/notifications?status=pending',
};
