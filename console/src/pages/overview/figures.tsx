import type { FiguresView, OverviewView } from '@zhixiao/contract/console/overview';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { Card, Col, Row, Spin, Statistic, Table } from 'antd';
import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { MoneyText } from '../../components/money-text.tsx';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { Link } from '../../routing/link.tsx';
import { useFilters } from '../../routing/use-filters.ts';
import { WORDS } from './overview-words.ts';
import { daysOf, type Period } from './period.ts';

/** Its own file: charts are larger than everything else on the page. */
const DayChart = lazy(async () => ({ default: (await import('./day-chart.tsx')).DayChart }));

const NOTHING = { received: { count: 0, amount: 0 }, refunded: { count: 0, amount: 0 } };

/** As many days as a month has. */
const ROWS = 31;

/** What came in and went back, as a whole, by day, by channel and by app. */
export function Figures({ overview, period }: { overview: OverviewView; period: Period }) {
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_NAMES);
  const { total, byDay, byChannel, byApp } = overview;
  const { from, to } = period;
  const drawn = useMemo(() => {
    const figures = new Map(byDay.map((day) => [day.day, day]));
    return daysOf({ from, to })?.map((day) => figures.get(day) ?? { ...NOTHING, day }) ?? byDay;
  }, [byDay, from, to]);
  return (
    <>
      <Row gutter={[16, 16]} className="figures-row">
        <Figure
          title={words.received}
          value={`¥${yuan(total.received.amount)}`}
          note={words.payments(total.received.count)}
        />
        <Figure
          title={words.refunded}
          value={`¥${yuan(total.refunded.amount)}`}
          note={words.refunds(total.refunded.count)}
        />
        <Figure title={words.net} value={`¥${yuan(total.received.amount - total.refunded.amount)}`} />
        <Figure
          title={words.rate}
          value={rateOf(total)}
          note={words.succeeded(total.succeeded, total.started)}
        />
      </Row>
      <h2>{words.byDay}</h2>
      <Suspense fallback={<Spin />}>
        <DayChart days={drawn} words={words} label={words.byDay} />
      </Suspense>
      <FiguresTable
        label={words.byDay}
        first={words.day}
        rows={byDay.map((day) => ({ ...day, key: day.day, of: day.day }))}
      />
      <h2>{words.byChannel}</h2>
      <FiguresTable
        label={words.byChannel}
        first={words.channel}
        rows={byChannel.map((row) => ({ ...row, key: row.channel, of: channels[row.channel] }))}
      />
      <h2>{words.byApp}</h2>
      <FiguresTable
        label={words.byApp}
        first={words.app}
        rows={byApp.map((row) => ({ ...row, key: row.appId, of: <AppLink app={row} /> }))}
      />
    </>
  );
}

function Figure({ title, value, note }: { title: string; value: string; note?: string }) {
  return (
    <Col xs={24} sm={12} xl={6}>
      <Card size="small">
        <Statistic title={title} value={value} />
        <span className="note">{note ?? '\u00a0'}</span>
      </Card>
    </Col>
  );
}

/** To the figures of this app alone, of the same days. */
function AppLink({ app: { appId, appName } }: { app: OverviewView['byApp'][number] }) {
  const { aside } = useWords(MARKS);
  const [days] = useFilters(['from', 'to']);
  const query = new URLSearchParams({ appId, ...days } as Record<string, string>);
  return <Link to={`/overview?${query}`}>{aside(appName, appId)}</Link>;
}

/** `of` says what the figures are of. */
type FiguresRow = FiguresView & { readonly key: string; readonly of: ReactNode };

function FiguresTable({ label, first, rows }: { label: string; first: string; rows: readonly FiguresRow[] }) {
  const words = useWords(WORDS);
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
          {
            title: words.received,
            align: 'right',
            render: (_, row) => <MoneyText fen={row.received.amount} />,
          },
          {
            title: words.refunded,
            align: 'right',
            render: (_, row) => <MoneyText fen={row.refunded.amount} />,
          },
          { title: words.rate, align: 'right', render: (_, row) => rateOf(row) },
        ]}
      />
    </section>
  );
}

function rateOf({ started, succeeded }: FiguresView): string {
  return started === 0 ? '—' : `${((100 * succeeded) / started).toFixed(1)} %`;
}
