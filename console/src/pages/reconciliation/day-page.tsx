import { Skeleton } from 'antd';
import { useCallback, useState } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { Bridge } from './bridge.tsx';
import { DayActions } from './day-actions.tsx';
import { DaySteps } from './day-steps.tsx';
import { DaySummary } from './day-summary.tsx';
import { WORDS } from './day-words.ts';
import { DifferenceList } from './difference-list.tsx';

/** One day of a merchant: its bill, how it compares, its differences and what is done about them. */
export function Page({ channelAccountId = '', date = '' }: Readonly<Record<string, string>>) {
  const { answer, error, reload, lookAgain } = useAnswer('GET /reconciliation/days/:channelAccountId/:date', {
    channelAccountId,
    date,
  });
  const { back } = useWords(WORDS);
  const [version, setVersion] = useState(0);
  const changed = useCallback(() => {
    reload();
    setVersion((before) => before + 1);
  }, [reload]);
  if (!answer) {
    return error ? <RefusalAlert error={error} onRetry={reload} /> : <Skeleton active />;
  }
  return (
    <>
      <p>
        <Link to="/reconciliation">{back}</Link>
      </p>
      <DaySteps day={answer} />
      <DayActions day={answer} onProgress={lookAgain} onChanged={changed} />
      {answer.run?.status === 'done' && (
        <Bridge channelAccountId={channelAccountId} date={date} version={version} />
      )}
      <DaySummary day={answer} />
      <DifferenceList version={version} day={answer} onChanged={changed} />
    </>
  );
}
