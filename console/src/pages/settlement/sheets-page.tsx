import type { SheetView } from '@zhixiao/contract/console/settlement';
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { beijingTime } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useFilters } from '../../routing/use-filters.ts';
import { useSchool } from '../../session/session.tsx';
import { Counted } from './counted.tsx';
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
          <DatePicker
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
        columns={useWithSchool(useColumns())}
        rowKey={({ appId }) => appId}
        empty={{ zh: '没有应用', en: 'No apps' }}
        summary={(rows) => <Total sheets={rows} />}
      />
    </>
  );
}

/** The month that it is in Beijing. */
function thisMonth(): string {
  return beijingTime(new Date().toISOString()).slice(0, 7);
}

function useColumns(): DataColumn<SheetView>[] {
  const words = useWords(WORDS);
  return [
    {
      key: 'app',
      title: { zh: '应用', en: 'App' },
      onPhone: 'title',
      show: ({ appId, appName, month }) => (
        <Link to={`/settlement/${encodeURIComponent(appId)}/${month}`}>{appName}</Link>
      ),
    },
    {
      key: 'received',
      title: { zh: '收款', en: 'Received' },
      show: ({ total }) => <Counted {...total.received} />,
      isFigure: true,
    },
    {
      key: 'refunded',
      title: { zh: '退款', en: 'Refunded' },
      show: ({ total }) => <Counted {...total.refunded} />,
      isFigure: true,
    },
    {
      key: 'commission',
      title: { zh: '渠道手续费', en: 'Channel commission' },
      show: ({ total }) => <MoneyText fen={total.commission} />,
      isFigure: true,
    },
    {
      key: 'net',
      title: { zh: '结算净额', en: 'Net' },
      onPhone: 'amount',
      show: ({ total }) => (
        <strong>
          <MoneyText fen={total.netAmount} />
        </strong>
      ),
      isFigure: true,
    },
    {
      key: 'lock',
      title: { zh: '状态', en: 'Status' },
      onPhone: 'status',
      show: ({ lock }) =>
        lock ? (
          <>
            {words.lockedBy(lock.by)} <TimeText at={lock.at} />
          </>
        ) : (
          words.open
        ),
    },
  ];
}

/** All apps together: the list is not paged. */
function Total({ sheets }: { sheets: readonly SheetView[] }) {
  const words = useWords(WORDS);
  const sum = (of: (total: SheetView['total']) => number) =>
    sheets.reduce((all, { total }) => all + of(total), 0);
  const counted = (of: (total: SheetView['total']) => { count: number; amount: number }) => ({
    count: sum((total) => of(total).count),
    amount: sum((total) => of(total).amount),
  });
  return (
    <p className="note list-total">
      <strong>{words.total}</strong> {words.received} <Counted {...counted(({ received }) => received)} /> ·{' '}
      {words.refunded} <Counted {...counted(({ refunded }) => refunded)} /> · {words.commission}{' '}
      <MoneyText fen={sum(({ commission }) => commission)} /> · {words.net}{' '}
      <strong>
        <MoneyText fen={sum(({ netAmount }) => netAmount)} />
      </strong>
    </p>
  );
}
