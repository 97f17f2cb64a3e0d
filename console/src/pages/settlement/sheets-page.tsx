import type { SheetView } from '@zhixiao/contract/console/settlement';
import dayjs from 'dayjs';
import type { ColumnSums, DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { DayPicker } from '../../components/day-picker.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { beijingTime } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useFilters } from '../../routing/use-filters.ts';
import { useSchool } from '../../session/session.tsx';
import { SheetStatus } from './sheet-status.tsx';
import { WORDS } from './sheet-words.ts';

const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/;

/** What a month leaves each school, app by app. */
export function Page() {
  const words = useWords(WORDS);
  const school = useSchool();
  const [{ month: chosen = '' }, setFilters] = useFilters(['month']);
  const month = MONTH.test(chosen) ? chosen : thisMonth();
  return (
    <>
      <search className="filters">
        <div className="filter">
          <label htmlFor="month">{words.month}</label>
          <DayPicker
            id="month"
            picker="month"
            allowClear={false}
            value={dayjs(`${month}-01`)}
            onChange={(day) => setFilters({ month: day?.format('YYYY-MM') })}
          />
        </div>
      </search>
      <DataTable
        list="GET /settlement/sheets"
        exportAs="GET /settlement/sheets/export"
        params={{ ...school, month }}
        columns={useWithSchool(COLUMNS)}
        rowKey={({ appId }) => appId}
        empty={{ zh: '没有应用', en: 'No apps' }}
        totalOf={totalOf}
      />
    </>
  );
}

/** The month that it is in Beijing. */
function thisMonth(): string {
  return beijingTime(new Date().toISOString()).slice(0, 7);
}

const COUNT = { isFigure: true } as const;

const COLUMNS: readonly DataColumn<SheetView>[] = [
  {
    key: 'app',
    title: { zh: '应用', en: 'App' },
    onPhone: 'title',
    show: ({ appId, appName, month }) => (
      <Link to={`/settlement/${encodeURIComponent(appId)}/${month}`}>{appName}</Link>
    ),
  },
  {
    ...COUNT,
    key: 'receivedCount',
    title: { zh: '收款笔数', en: 'Payments' },
    show: ({ total }) => <span className="figures">{total.received.count}</span>,
  },
  {
    ...COUNT,
    key: 'received',
    title: { zh: '收款', en: 'Received' },
    show: ({ total }) => <MoneyText fen={total.received.amount} />,
  },
  {
    ...COUNT,
    key: 'refundedCount',
    title: { zh: '退款笔数', en: 'Refunds' },
    show: ({ total }) => <span className="figures">{total.refunded.count}</span>,
  },
  {
    ...COUNT,
    key: 'refunded',
    title: { zh: '退款', en: 'Refunded' },
    show: ({ total }) => <MoneyText fen={total.refunded.amount} />,
  },
  {
    ...COUNT,
    key: 'commission',
    title: { zh: '渠道手续费', en: 'Commission' },
    show: ({ total }) => <MoneyText fen={total.commission} />,
  },
  {
    ...COUNT,
    key: 'net',
    title: { zh: '结算净额', en: 'Net' },
    onPhone: 'amount',
    show: ({ total }) => (
      <strong>
        <MoneyText fen={total.netAmount} />
      </strong>
    ),
  },
  {
    key: 'lock',
    title: { zh: '状态', en: 'Status' },
    onPhone: 'status',
    show: (sheet) => <SheetStatus sheet={sheet} />,
  },
];

/** All apps together: the list is not paged. */
function totalOf(sheets: readonly SheetView[]): ColumnSums {
  const sum = (of: (total: SheetView['total']) => number) =>
    sheets.reduce((all, { total }) => all + of(total), 0);
  return new Map<string, number | { readonly fen: number }>([
    ['receivedCount', sum(({ received }) => received.count)],
    ['received', { fen: sum(({ received }) => received.amount) }],
    ['refundedCount', sum(({ refunded }) => refunded.count)],
    ['refunded', { fen: sum(({ refunded }) => refunded.amount) }],
    ['commission', { fen: sum(({ commission }) => commission) }],
    ['net', { fen: sum(({ netAmount }) => netAmount) }],
  ]);
}
