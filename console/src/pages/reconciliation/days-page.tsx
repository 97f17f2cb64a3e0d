import type { BillDayView } from '@zhixiao/contract/console/bill-days';
import { BILL_DAY_STATUS_NAMES } from '@zhixiao/contract/words/reconciliation';
import { Button } from 'antd';
import { useState } from 'react';
import { ChannelText } from '../../components/channel-text.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { useFilterValues } from '../../components/filter-bar.tsx';
import { MerchantText } from '../../components/merchant-text.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { DAY_FILTERS, dayTones, WORDS } from './day-words.ts';
import { FetchDialog } from './fetch-dialog.tsx';

/** The days of every merchant's bills: which are there, compared, explained and locked. */
export function Page() {
  const words = useWords(WORDS);
  const may = useMay();
  const school = useSchool();
  const [{ hasWork, ...filters }] = useFilterValues(DAY_FILTERS);
  const [isFetching, setFetching] = useState(false);
  return (
    <>
      <DataTable
        filters={DAY_FILTERS}
        list="GET /reconciliation/days"
        totals
        exportAs="GET /reconciliation/days/export"
        params={{
          ...school,
          ...filters,
          ...(hasWork === undefined ? {} : { hasWork: hasWork === 'true' }),
        }}
        columns={COLUMNS}
        rowKey={({ channelAccountId, date }) => `${date} ${channelAccountId}`}
        empty={{ zh: '没有符合条件的账单日', en: 'No matching days' }}
        actions={
          may('reconciliation.propose') && (
            <Button type="primary" onClick={() => setFetching(true)}>
              {words.fetch}
            </Button>
          )
        }
      />
      <FetchDialog isOpen={isFetching} onClose={() => setFetching(false)} />
    </>
  );
}

const COLUMNS: readonly DataColumn<BillDayView>[] = [
  {
    key: 'date',
    title: { zh: '账单日', en: 'Day' },
    show: ({ date, channelAccountId }) => (
      <Link to={`/reconciliation/${encodeURIComponent(channelAccountId)}/${date}`}>
        <span className="figures">{date}</span>
      </Link>
    ),
  },
  { key: 'school', title: { zh: '学校', en: 'School' }, show: ({ schoolName }) => schoolName },
  {
    key: 'channel',
    title: { zh: '渠道', en: 'Channel' },
    show: ({ channel }) => <ChannelText channel={channel} />,
  },
  {
    key: 'merchant',
    title: { zh: '商户号', en: 'Merchant' },
    show: ({ merchant, application, channelAccountId }) => (
      <MerchantText merchant={merchant} application={application} channelAccountId={channelAccountId} />
    ),
  },
  {
    key: 'status',
    title: { zh: '状态', en: 'Status' },
    show: (day) => <StatusTag status={day.status} words={BILL_DAY_STATUS_NAMES} tones={dayTones(day)} />,
  },
  { key: 'work', title: { zh: '待办', en: 'To do' }, show: (day) => <Work day={day} /> },
  { key: 'matched', title: { zh: '对账结果', en: 'Comparison' }, show: (day) => <Matched day={day} /> },
  {
    key: 'paid',
    title: { zh: '账单收款', en: 'Paid' },
    show: ({ bill }) => <MoneyText fen={bill?.paidAmount} />,
    isFigure: true,
  },
  {
    key: 'refunded',
    title: { zh: '账单退款', en: 'Refunded' },
    show: ({ bill }) => <MoneyText fen={bill?.refundedAmount} />,
    isFigure: true,
  },
  {
    key: 'fetched',
    title: { zh: '取得时间', en: 'Fetched' },
    show: ({ bill }) => <TimeText at={bill?.fetchedAt} />,
    isExtra: true,
  },
  {
    key: 'lockedBy',
    title: { zh: '锁定人', en: 'Locked by' },
    show: ({ lockedByName }) => lockedByName,
    isExtra: true,
  },
];

function Work({ day: { status, failure, openCount, proposedCount } }: { day: BillDayView }) {
  const words = useWords(WORDS);
  if (status === 'waiting' && openCount === 0) return failure && <ReasonText stored={failure} />;
  const parts = [
    ...(openCount > 0 ? [words.open(openCount)] : []),
    ...(proposedCount > 0 ? [words.proposed(proposedCount)] : []),
  ];
  return parts.length === 0 ? words.none : <strong>{parts.join(' · ')}</strong>;
}

function Matched({ day: { run } }: { day: BillDayView }) {
  const words = useWords(WORDS);
  return run ? <span className="figures">{words.matched(run.matchedRows, run.rowsTotal)}</span> : null;
}
