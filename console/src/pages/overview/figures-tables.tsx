import type { FiguresView, OverviewView } from '@zhixiao/contract/console/overview';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { Table, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { MoneyText } from '../../components/money-text.tsx';
import { percentText } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { Link } from '../../routing/link.tsx';
import { type Filter, paidOrdersOf } from './orders-behind.ts';
import { WORDS } from './overview-words.ts';
import { rateOf } from './rate.ts';

/** As many days as a month has. */
const ROWS = 31;

/** The figures as tables, by day, channel and app; the kit's tables are fetched when the pictures are there. */
export function Tables({ overview, filter }: { overview: OverviewView; filter: Filter }) {
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
          { title: words.rate, align: 'right', render: (_, row) => percentText(rateOf(row)) },
        ]}
      />
    </section>
  );
}
