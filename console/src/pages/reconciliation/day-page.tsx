import { Skeleton } from 'antd';
import { useCallback, useState } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { DayActions } from './day-actions.tsx';
import { DaySummary } from './day-summary.tsx';
import { DifferenceList } from './difference-list.tsx';

/** One day of a merchant: its bill, how it compares, its differences and what is done about them. */
export function Page({ channelAccountId = '', date = '' }: Readonly<Record<string, string>>) {
  const { answer, error, reload } = useAnswer('GET /reconciliation/days/:channelAccountId/:date', {
    channelAccountId,
    date,
  });
  const [version, setVersion] = useState(0);
  const changed = useCallback(() => {
    reload();
    setVersion((before) => before + 1);
  }, [reload]);
  if (!answer) {
    return error ? <RefusalAlert error={error} /> : <Skeleton active />;
  }
  return (
    <>
      <DaySummary day={answer} />
      <DayActions day={answer} onProgress={reload} onChanged={changed} />
      <DifferenceList key={version} day={answer} onChanged={changed} />
    </>
  );
}
