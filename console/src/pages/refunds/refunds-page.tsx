import type { RefundRow } from '@zhixiao/contract/console/refunds';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { REFUND_CAUSE_NAMES, REFUND_STATUS_NAMES } from '@zhixiao/contract/words/refunds';
import { ChannelText } from '../../components/channel-text.tsx';
import { choicesOf } from '../../components/choices.ts';
import { CopiedText, CopyButton } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { APP_FIELD, type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { WhoseOrder } from '../../components/whose-order.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { REFUND_TONES } from './refund-words.ts';

const FILTERS = [
  { name: 'number', kind: 'text', label: { zh: '任意单号', en: 'Any number' } },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
  { ...APP_FIELD, isMore: true },
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(REFUND_STATUS_NAMES),
    isTabs: true,
  },
  {
    name: 'cause',
    kind: 'choice',
    label: { zh: '来源', en: 'Cause' },
    choices: choicesOf(REFUND_CAUSE_NAMES),
    isMore: true,
  },
  {
    name: 'channel',
    kind: 'choice',
    label: { zh: '渠道', en: 'Channel' },
    choices: choicesOf(CHANNEL_NAMES),
    isMore: true,
  },
] as const satisfies readonly FilterField[];

const ABNORMAL = { zh: { abnormal: '退款异常' }, en: { abnormal: 'Needs attention' } };

/** The columns of refunds, wherever they are listed. */
export const REFUND_COLUMNS: readonly DataColumn<RefundRow>[] = [
  {
    key: 'person',
    title: { zh: '缴费人与内容', en: 'Payer and description' },
    show: (refund) => <WhoseOrder order={refund} />,
  },
  {
    key: 'amount',
    title: { zh: '退款金额', en: 'Amount' },
    show: ({ refundAmount }) => <MoneyText fen={refundAmount} />,
    isFigure: true,
  },
  {
    key: 'status',
    title: { zh: '状态', en: 'Status' },
    show: ({ status, isAbnormal, failure }) => (
      <span className="two-lines">
        <span>
          {isAbnormal ? (
            <StatusTag status="abnormal" words={ABNORMAL} tones={{ abnormal: 'bad' }} />
          ) : (
            <StatusTag status={status} words={REFUND_STATUS_NAMES} tones={REFUND_TONES} />
          )}
        </span>
        {failure && (
          <span className="glance">
            <ReasonText stored={failure} />
          </span>
        )}
      </span>
    ),
  },
  {
    key: 'cause',
    isWide: true,
    title: { zh: '来源', en: 'Cause' },
    show: ({ cause }) => <CauseText cause={cause} />,
  },
  {
    key: 'channel',
    isWide: true,
    title: { zh: '渠道', en: 'Channel' },
    show: ({ channel }) => <ChannelText channel={channel} />,
  },
  {
    key: 'created',
    title: { zh: '发起时间', en: 'Started' },
    show: (row) => <TimeText at={row.createdAt} />,
    sort: ['oldest', 'newest'],
  },
  { key: 'app', isWide: true, title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
  {
    key: 'refundId',
    title: { zh: '退款单号', en: 'Refund' },
    show: ({ refundId }) => <CopiedText text={refundId} />,
  },
  {
    key: 'settled',
    title: { zh: '完成时间', en: 'Finished' },
    show: (row) => <TimeText at={row.settledAt} />,
    isExtra: true,
  },
  {
    key: 'order',
    title: { zh: '订单号', en: 'Order' },
    show: ({ orderId }) => (
      <span className="copied-text">
        <Link to={`/orders/${orderId}`}>{orderId}</Link>
        <CopyButton text={orderId} />
      </span>
    ),
    isExtra: true,
  },
  {
    key: 'outTradeNo',
    title: { zh: '商户订单号', en: 'Partner’s number' },
    show: ({ outTradeNo }) => <CopiedText text={outTradeNo} />,
    isExtra: true,
  },
];

function CauseText({ cause }: Pick<RefundRow, 'cause'>) {
  return useWords(REFUND_CAUSE_NAMES)[cause];
}

/** Refunds of partners, operators and the platform itself. */
export function Page() {
  const school = useSchool();
  const columns = useWithSchool(REFUND_COLUMNS);
  const [filters] = useFilterValues(FILTERS);
  return (
    <DataTable
      filters={FILTERS}
      list="GET /refunds"
      totals
      exportAs="GET /refunds/export"
      params={{ ...school, ...filters }}
      columns={columns}
      rowKey={({ refundId }) => refundId}
      isUnderWay={({ status }) => status === 'processing'}
      empty={{ zh: '没有符合条件的退款', en: 'No matching refunds' }}
    />
  );
}
