import type { OwnOrderRow } from '@zhixiao/contract/console/workbench';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { ChannelText } from '../../components/channel-text.tsx';
import { choicesOf } from '../../components/choices.ts';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { APP_FIELD, type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { ORDER_TONES } from '../orders/order-words.ts';

const FILTERS = [
  { name: 'number', kind: 'text', label: { zh: '任意单号', en: 'Any number' } },
  APP_FIELD,
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(ORDER_STATUS_NAMES),
  },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

const COLUMNS: readonly DataColumn<OwnOrderRow>[] = [
  {
    key: 'outTradeNo',
    title: { zh: '商户订单号', en: 'Partner’s number' },
    show: ({ orderId, outTradeNo }) => (
      <>
        <Link to={`/workbench/check?number=${orderId}`}>{outTradeNo}</Link>
        <code className="details note">{orderId}</code>
      </>
    ),
  },
  {
    key: 'amount',
    title: { zh: '金额', en: 'Amount' },
    show: ({ totalAmount }) => <MoneyText fen={totalAmount} />,
    isFigure: true,
  },
  {
    key: 'status',
    title: { zh: '状态', en: 'Status' },
    show: ({ status }) => <StatusTag status={status} words={ORDER_STATUS_NAMES} tones={ORDER_TONES} />,
  },
  {
    key: 'created',
    title: { zh: '下单时间', en: 'Created' },
    show: ({ createdAt }) => <TimeText at={createdAt} />,
  },
  { key: 'paid', title: { zh: '支付时间', en: 'Paid' }, show: ({ paidAt }) => <TimeText at={paidAt} /> },
  {
    key: 'channel',
    title: { zh: '渠道', en: 'Channel' },
    show: ({ channel }) => <ChannelText channel={channel} />,
  },
  {
    key: 'refunded',
    title: { zh: '已退款', en: 'Refunded' },
    show: ({ refundedAmount }) => refundedAmount > 0 && <MoneyText fen={refundedAmount} />,
    isFigure: true,
  },
  {
    key: 'body',
    title: { zh: '内容', en: 'Description' },
    show: ({ body }) => <span className="glance">{body}</span>,
  },
  { key: 'app', title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
];

/** Orders of apps, without whom they are for; each leads to its way. */
export function Page() {
  const [filters] = useFilterValues(FILTERS);
  const school = useSchool();
  return (
    <DataTable
      filters={FILTERS}
      list="GET /workbench/orders"
      exportAs="GET /workbench/orders/export"
      params={{ ...school, ...filters }}
      columns={useWithSchool(COLUMNS)}
      rowKey={({ orderId }) => orderId}
      empty={{ zh: '没有符合条件的订单', en: 'No matching orders' }}
    />
  );
}
