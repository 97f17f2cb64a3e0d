import type { FiguresView } from '@zhixiao/contract/console/overview';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { beijingTime, percentText, yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { useSchool } from '../../session/session.tsx';
import { WORDS } from './overview-words.ts';
import { rateOf } from './rate.ts';

/** Today so far, beside yesterday and the same day of last week until the same time of day. */
export function Today({ appId }: { appId: string | undefined }) {
  const words = useWords(WORDS);
  const { answer, error, reload } = useAnswer('GET /overview/now', {
    ...useSchool(),
    ...(appId ? { appId } : {}),
  });
  if (!answer) return <RefusalAlert error={error} onRetry={reload} />;
  const { at, ...days } = answer;
  const figure = (
    label: string,
    amountOf: (figures: FiguresView) => number,
    show: (value: number) => string,
    differenceOf: Difference = words.relative,
  ) => {
    const [today, yesterday, lastWeek] = [days.today, days.yesterday, days.lastWeek].map(amountOf) as [
      number,
      number,
      number,
    ];
    return (
      <div className="today-figure">
        <dt>{label}</dt>
        <dd>
          <span className="today-value">{show(today)}</span>
          <Before
            label={words.yesterday}
            today={today}
            before={yesterday}
            show={show}
            differenceOf={differenceOf}
          />
          <Before
            label={words.lastWeek}
            today={today}
            before={lastWeek}
            show={show}
            differenceOf={differenceOf}
          />
        </dd>
      </div>
    );
  };
  const money = (fen: number) => `¥${yuan(fen)}`;
  return (
    <section className="part today" aria-labelledby="today">
      <div className="part-head">
        <h2 id="today">{words.today}</h2>
        <span className="note">{words.until(beijingTime(at).slice(11, 16))}</span>
      </div>
      <dl>
        {figure(words.received, ({ received }) => received.amount, money)}
        {figure(words.count, ({ received }) => received.count, String)}
        {figure(words.refunded, ({ refunded }) => refunded.amount, money)}
        {figure(words.rate, rateOf, percentText, words.points)}
        {days.today.unwanted.amount > 0 && figure(words.unwanted, ({ unwanted }) => unwanted.amount, money)}
      </dl>
    </section>
  );
}

/** How much more or less it is now, in words; undefined: as much, or not to be compared. */
type Difference = (now: number, before: number) => string | undefined;

/** What it was then, and by how much it is more or less now. */
function Before(props: {
  label: string;
  today: number;
  before: number;
  show: (value: number) => string;
  differenceOf: Difference;
}) {
  const { label, today, before, show, differenceOf } = props;
  const difference = differenceOf(today, before);
  return (
    <span className="today-before">
      <span className="note">{label}</span> {show(before)}
      {difference !== undefined && <span className="change"> {difference}</span>}
    </span>
  );
}
