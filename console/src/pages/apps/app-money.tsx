import { Spin } from 'antd';
import { useMemo } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { dayAgo } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { ordersMadeOn, paidOrdersOf } from '../overview/orders-behind.ts';
import { daysOf } from '../overview/period.ts';
import { rateOf } from '../overview/rate.ts';
import { TrendChart } from '../overview/trend-chart.tsx';
import { PAGE_WORDS } from './app-page-words.ts';

const DAYS = 30;

/** What an app's orders brought by day, each day leading to its orders. */
export function AppMoney({ appId }: { appId: string }) {
  const words = useWords(PAGE_WORDS);
  const [from, to] = [dayAgo(DAYS - 1), dayAgo(0)];
  const { answer, error, reload } = useAnswer('GET /overview', { appId, from, to });
  const bars = useMemo(() => {
    const figures = new Map(answer?.byDay.map((day) => [day.day, day]));
    return (daysOf({ from, to }) ?? []).map((day) => {
      const of = figures.get(day);
      return {
        day,
        received: of?.received.amount ?? 0,
        refunded: of?.refunded.amount ?? 0,
        rate: of ? rateOf(of) : Number.NaN,
        to: paidOrdersOf({ from: day, to: day, appId }),
        toAll: ordersMadeOn(day, { appId }),
      };
    });
  }, [answer, appId, from, to]);
  return (
    <section className="part" aria-labelledby="app-money">
      <h2 id="app-money">{words.money}</h2>
      <RefusalAlert error={error} onRetry={reload} />
      {answer ? <TrendChart bars={bars} /> : !error && <Spin />}
    </section>
  );
}
