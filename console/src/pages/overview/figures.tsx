import type { FiguresView, OverviewView } from '@zhixiao/contract/console/overview';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { Table, Tabs } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { MoneyText } from '../../components/money-text.tsx';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { Link } from '../../routing/link.tsx';
import { WORDS } from './overview-words.ts';
import { daysOf, type Period } from './period.ts';
import { rateOf } from './rate.ts';
import { ShareChart } from './share-chart.tsx';
import { RateChart, TrendChart } from './trend-chart.tsx';

const NO_SUM = { count: 0, amount: 0 };
const NOTHING: FiguresView = {
  received: NO_SUM,
  unwanted: NO_SUM,
  refunded: NO_SUM,
  started: 0,
  succeeded: 0,
};

/** As many days as a month has. */
const ROWS = 31;

/** What the figures are of, as the lists of orders have it. */
interface Filter extends Period {
  readonly appId?: string;
}

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
            {words.percent(rateOf(total))} · {words.succeeded(total.succeeded, total.started)}
          </p>
          <RateChart bars={bars} />
        </section>
      </div>
      <Tables overview={overview} filter={filter} />
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

/** The orders whose payments the figures of money received are made of: their sum is the figure. */
function paidOrdersOf({ from, to, appId }: Filter, channel?: string): string {
  const query = new URLSearchParams({ status: 'paid', bookedFrom: from, bookedTo: to });
  if (channel !== undefined) query.set('channel', channel);
  if (appId !== undefined) query.set('appId', appId);
  return `/orders?${query}`;
}

/** All orders that were made on a day. */
function ordersMadeOn(day: string, { appId }: Filter): string {
  return `/orders?${new URLSearchParams({ from: day, to: day, ...(appId ? { appId } : {}) })}`;
}

function Tables({ overview, filter }: { overview: OverviewView; filter: Filter }) {
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_NAMES);
  const { aside } = useWords(MARKS);
  const { byDay, byChannel, byApp } = overview;
  const { from, to } = filter;
  const tabs = {
    byDay: {
      first: words.day,
      rows: byDay.map((row) => ({
        ...row,
        key: row.day,
        of: <Link to={paidOrdersOf({ ...filter, from: row.day, to: row.day })}>{row.day}</Link>,
      })),
    },
    byChannel: {
      first: words.channel,
      rows: byChannel.map((row) => ({
        ...row,
        key: row.channel,
        of: <Link to={paidOrdersOf(filter, row.channel)}>{channels[row.channel]}</Link>,
      })),
    },
    byApp: {
      first: words.app,
      rows: byApp.map((row) => ({
        ...row,
        key: row.appId,
        // the figures of this app alone, of the same days
        of: (
          <Link to={`/overview?${new URLSearchParams({ appId: row.appId, from, to })}`}>
            {aside(row.appName, row.appId)}
          </Link>
        ),
      })),
    },
  };
  return (
    <section className="part tables" aria-label={words.tables}>
      <p className="note">{words.drill}</p>
      <Tabs
        items={(Object.keys(tabs) as (keyof typeof tabs)[]).map((key) => ({
          key,
          label: words[key],
          children: <FiguresTable label={words.tableOf(words[key])} {...tabs[key]} />,
        }))}
      />
    </section>
  );
}

/** `of` says what the figures are of. */
type FiguresRow = FiguresView & { readonly key: string; readonly of: ReactNode };

function FiguresTable({ label, first, rows }: { label: string; first: string; rows: readonly FiguresRow[] }) {
  const words = useWords(WORDS);
  const money = (title: string, of: 'received' | 'refunded' | 'unwanted') => ({
    title,
    align: 'right' as const,
    render: (_: unknown, row: FiguresRow) => <MoneyText fen={row[of].amount} />,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={label}>
      <Table<FiguresRow>
        size="small"
        pagination={{ pageSize: ROWS, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={[...rows]}
        columns={[
          { title: first, dataIndex: 'of' },
          { title: words.count, align: 'right', render: (_, row) => row.received.count },
          money(words.received, 'received'),
          money(words.refunded, 'refunded'),
          money(words.unwanted, 'unwanted'),
          { title: words.rate, align: 'right', render: (_, row) => words.percent(rateOf(row)) },
        ]}
      />
    </section>
  );
}
