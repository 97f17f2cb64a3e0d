import { Card, Col, Row, Spin, Statistic, Table } from 'antd';
import { lazy, Suspense } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { FilterBar, type FilterField } from '../../components/filter-bar.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import type { FiguresView, OverviewView } from '../../contract/overview.ts';
import { beijingTime, yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useFilters } from '../../routing/use-filters.ts';
import { useSchool } from '../../session/session.tsx';
import { CHANNEL_WORDS } from '../orders/order-words.ts';
import { PROBLEM_WORDS } from './problem-words.ts';

/** Its own file: charts are larger than everything else on the page. */
const DayChart = lazy(async () => ({ default: (await import('./day-chart.tsx')).DayChart }));

const FILTERS: readonly FilterField<'from' | 'to'>[] = [
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
];

const WORDS = {
  zh: {
    problems: '待处理',
    none: '没有待处理的问题',
    received: '收款',
    refunded: '退款',
    net: '净额',
    rate: '支付成功率',
    payments: (count: number) => `${count} 笔`,
    byDay: '按日',
    byChannel: '按渠道',
    byApp: '按应用',
    day: '日期',
    channel: '渠道',
    app: '应用',
    count: '笔数',
  },
  en: {
    problems: 'To be seen to',
    none: 'Nothing is open',
    received: 'Received',
    refunded: 'Refunded',
    net: 'Net',
    rate: 'Payments that succeed',
    payments: (count: number) => `${count} payments`,
    byDay: 'By day',
    byChannel: 'By channel',
    byApp: 'By app',
    day: 'Day',
    channel: 'Channel',
    app: 'App',
    count: 'Payments',
  },
};

const DAYS = 7;
const DAY_MS = 86_400_000;

/** A day of Beijing, so many days ago. */
const dayAgo = (days: number) => beijingTime(new Date(Date.now() - days * DAY_MS).toISOString()).slice(0, 10);

/** What must be done now, and what came in. */
export function Page() {
  const school = useSchool();
  const [{ from = dayAgo(DAYS - 1), to = dayAgo(0) }] = useFilters(['from', 'to']);
  const { answer, error } = useAnswer('GET /overview', { ...school, from, to });
  return (
    <>
      <Problems />
      <FilterBar fields={FILTERS} />
      <RefusalAlert error={error} />
      {answer ? <Figures overview={answer} /> : <Spin />}
    </>
  );
}

function Problems() {
  const words = useWords(WORDS);
  const kinds = useWords(PROBLEM_WORDS);
  const { answer } = useAnswer('GET /problems', useSchool());
  if (!answer) return null;
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">{words.problems}</h2>
      {answer.kinds.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <ul className="problems">
          {answer.kinds.map(({ kind, count }) => (
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

function Figures({ overview }: { overview: OverviewView }) {
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_WORDS);
  const { total, byDay, byChannel, byApp } = overview;
  return (
    <>
      <Row gutter={[16, 16]} className="figures-row">
        <Figure
          title={words.received}
          value={`¥${yuan(total.received.fee)}`}
          note={words.payments(total.received.count)}
        />
        <Figure
          title={words.refunded}
          value={`¥${yuan(total.refunded.fee)}`}
          note={words.payments(total.refunded.count)}
        />
        <Figure title={words.net} value={`¥${yuan(total.received.fee - total.refunded.fee)}`} />
        <Figure title={words.rate} value={rateOf(total)} note={words.payments(total.started)} />
      </Row>
      <h2>{words.byDay}</h2>
      <Suspense fallback={<Spin />}>
        <DayChart
          days={byDay}
          words={{ received: words.received, refunded: words.refunded }}
          label={words.byDay}
        />
      </Suspense>
      <FiguresTable
        label={words.byDay}
        first={words.day}
        rows={byDay.map((day) => ({ ...day, key: day.day }))}
      />
      <h2>{words.byChannel}</h2>
      <FiguresTable
        label={words.byChannel}
        first={words.channel}
        rows={byChannel.map((row) => ({ ...row, key: channels[row.channel] }))}
      />
      <h2>{words.byApp}</h2>
      <FiguresTable
        label={words.byApp}
        first={words.app}
        rows={byApp.map((row) => ({ ...row, key: `${row.appName}（${row.appId}）` }))}
      />
    </>
  );
}

function Figure({ title, value, note }: { title: string; value: string; note?: string }) {
  return (
    <Col xs={12} lg={6}>
      <Card size="small">
        <Statistic title={title} value={value} />
        <span className="note">{note ?? '\u00a0'}</span>
      </Card>
    </Col>
  );
}

type FiguresRow = FiguresView & { readonly key: string };

function FiguresTable({ label, first, rows }: { label: string; first: string; rows: readonly FiguresRow[] }) {
  const words = useWords(WORDS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={label}>
      <Table<FiguresRow>
        size="small"
        pagination={false}
        dataSource={[...rows]}
        columns={[
          { title: first, dataIndex: 'key' },
          { title: words.count, align: 'right', render: (_, row) => row.received.count },
          { title: words.received, align: 'right', render: (_, row) => <MoneyText fen={row.received.fee} /> },
          { title: words.refunded, align: 'right', render: (_, row) => <MoneyText fen={row.refunded.fee} /> },
          { title: words.rate, align: 'right', render: (_, row) => rateOf(row) },
        ]}
      />
    </section>
  );
}

function rateOf({ started, succeeded }: FiguresView): string {
  return started === 0 ? '—' : `${((100 * succeeded) / started).toFixed(1)} %`;
}
