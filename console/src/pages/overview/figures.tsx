import type { FiguresView, OverviewView } from '@zhixiao/contract/console/overview';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { lazy, Suspense, useMemo } from 'react';
import { MoneyText } from '../../components/money-text.tsx';
import { percentText } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { type Filter, ordersMadeOn, paidOrdersOf } from './orders-behind.ts';
import { WORDS } from './overview-words.ts';
import { daysOf } from './period.ts';
import { rateOf } from './rate.ts';
import { ShareChart } from './share-chart.tsx';
import { RateChart, TrendChart } from './trend-chart.tsx';

const Tables = lazy(async () => ({ default: (await import('./figures-tables.tsx')).Tables }));

const NO_SUM = { count: 0, amount: 0 };
const NOTHING: FiguresView = {
  received: NO_SUM,
  unwanted: NO_SUM,
  refunded: NO_SUM,
  started: 0,
  succeeded: 0,
};

/** What came in and went back in a period, as pictures and as tables; each leads to the orders behind it. */
export function Figures({ overview, filter }: { overview: OverviewView; filter: Filter }) {
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_NAMES);
  const { total, byDay, byChannel } = overview;
  const bars = useMemo(() => {
    const figures = new Map(byDay.map((day) => [day.day, day]));
    const days = daysOf(filter)?.map((day) => figures.get(day) ?? { ...NOTHING, day }) ?? byDay;
    return days.map((row) => ({
      day: row.day,
      received: row.received.amount,
      refunded: row.refunded.amount,
      rate: rateOf(row),
      to: paidOrdersOf({ ...filter, from: row.day, to: row.day }),
      toAll: ordersMadeOn(row.day, filter),
    }));
  }, [byDay, filter]);
  return (
    <>
      <div className="pictures">
        <section className="part" aria-labelledby="trend">
          <div className="part-head">
            <h2 id="trend">{words.byDay}</h2>
            <span className="plot-keys">
              <span className="plot-key in" /> {words.received} <span className="plot-key back" />{' '}
              {words.refunded}
            </span>
          </div>
          <Total total={total} to={paidOrdersOf(filter)} />
          <TrendChart bars={bars} />
        </section>
        <section className="part" aria-labelledby="share">
          <h2 id="share">{words.byChannel}</h2>
          <ShareChart
            shares={byChannel
              .filter(({ received }) => received.amount > 0)
              .map(({ channel, received }) => ({
                key: channel,
                name: channels[channel],
                amount: received.amount,
                to: paidOrdersOf(filter, channel),
              }))}
          />
          <h2 id="rate">{words.rate}</h2>
          <p className="note">
            {percentText(rateOf(total))} · {words.succeeded(total.succeeded, total.started)}
          </p>
          <RateChart bars={bars} />
        </section>
      </div>
      <Suspense fallback={null}>
        <Tables overview={overview} filter={filter} />
      </Suspense>
    </>
  );
}

/** What the period comes to. Money that was not due is kept apart, as in the file. */
function Total({ total, to }: { total: FiguresView; to: string }) {
  const words = useWords(WORDS);
  const { received, refunded, unwanted } = total;
  const figures = [
    [
      words.received,
      received.amount,
      <Link key="to" to={to}>
        {words.payments(received.count)}
      </Link>,
    ],
    [words.refunded, refunded.amount, words.refunds(refunded.count)],
    [words.net, received.amount - refunded.amount, ''],
    [words.unwanted, unwanted.amount, words.payments(unwanted.count)],
  ] as const;
  return (
    <dl className="totals">
      {figures.map(([label, amount, note]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <MoneyText fen={amount} /> <span className="note">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
