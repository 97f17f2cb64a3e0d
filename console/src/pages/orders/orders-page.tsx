import type { OrderFilter, OrderRow } from '@zhixiao/contract/console/orders';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { Empty } from 'antd';
import { ChannelText } from '../../components/channel-text.tsx';
import { choicesOf } from '../../components/choices.ts';
import { CopiedText, CopyButton } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import {
  APP_FIELD,
  type FilterField,
  type FilterValues,
  useFilterValues,
} from '../../components/filter-bar.tsx';
import { ListFrame } from '../../components/list-frame.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { isUnreadable } from '../../components/text-filter.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { WhoseOrder } from '../../components/whose-order.tsx';
import { fenOf } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { ORDER_TONES } from './order-words.ts';

const FILTERS = [
  { name: 'number', kind: 'text', label: { zh: '任意单号', en: 'Any number' } },
  {
    name: 'person',
    kind: 'text',
    isPrivate: true,
    label: { zh: '学工号、姓名或 openid（完整）', en: 'Person: exact number, name or openid' },
  },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
  { ...APP_FIELD, isMore: true },
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(ORDER_STATUS_NAMES),
    isTabs: true,
  },
  {
    name: 'channel',
    kind: 'choice',
    label: { zh: '渠道', en: 'Channel' },
    choices: choicesOf(CHANNEL_NAMES),
    isMore: true,
  },
  { name: 'bookedFrom', kind: 'day', label: { zh: '入账日起', en: 'Booked from' }, isMore: true },
  { name: 'bookedTo', kind: 'day', label: { zh: '入账日止', en: 'Booked until' }, isMore: true },
  {
    name: 'minAmount',
    kind: 'amount',
    label: { zh: '金额不低于（元）', en: 'At least (yuan)' },
    isMore: true,
  },
  {
    name: 'maxAmount',
    kind: 'amount',
    label: { zh: '金额不高于（元）', en: 'At most (yuan)' },
    isMore: true,
  },
] as const satisfies readonly FilterField[];

/** The columns of orders, wherever they are listed. */
export const ORDER_COLUMNS: readonly DataColumn<OrderRow>[] = [
  {
    key: 'person',
    title: { zh: '缴费人与内容', en: 'Payer and description' },
    show: (order) => <WhoseOrder order={order} />,
  },
  {
    key: 'amount',
    title: { zh: '金额', en: 'Amount' },
    show: ({ totalAmount, refundedAmount }) => <Amount total={totalAmount} refunded={refundedAmount} />,
    isFigure: true,
    sort: ['smallest', 'largest'],
  },
  {
    key: 'status',
    title: { zh: '状态', en: 'Status' },
    show: ({ status }) => <StatusTag status={status} words={ORDER_STATUS_NAMES} tones={ORDER_TONES} />,
  },
  {
    key: 'channel',
    isWide: true,
    title: { zh: '渠道', en: 'Channel' },
    show: ({ channel }) => <ChannelText channel={channel} />,
  },
  {
    key: 'created',
    title: { zh: '下单时间', en: 'Created' },
    show: (row) => <TimeText at={row.createdAt} />,
    sort: ['oldest', 'newest'],
  },
  { key: 'app', isWide: true, title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
  {
    key: 'orderId',
    title: { zh: '订单号', en: 'Order' },
    show: ({ orderId }) => (
      <span className="copied-text">
        <Link to={`/orders/${orderId}`}>{orderId}</Link>
        <CopyButton text={orderId} />
      </span>
    ),
  },
  {
    key: 'outTradeNo',
    title: { zh: '商户订单号', en: 'Partner’s number' },
    show: ({ outTradeNo }) => <CopiedText text={outTradeNo} />,
    isExtra: true,
  },
  {
    key: 'transaction',
    title: { zh: '渠道交易号', en: 'Transaction' },
    show: ({ transactionId }) => <CopiedText text={transactionId} />,
    isExtra: true,
  },
  {
    key: 'paid',
    title: { zh: '支付时间', en: 'Paid' },
    show: ({ paidAt }) => <TimeText at={paidAt} />,
    isExtra: true,
  },
];

/** What an order is about, and what of it went back. */
function Amount({ total, refunded }: { total: number; refunded: number }) {
  const words = useWords(WORDS);
  return (
    <span className="two-lines">
      <MoneyText fen={total} />
      {refunded > 0 && (
        <span>
          {words.refunded} <MoneyText fen={refunded} />
        </span>
      )}
    </span>
  );
}

/** Orders by any number, person, amount or time. */
export function Page() {
  const words = useWords(WORDS);
  const school = useSchool();
  const columns = useWithSchool(ORDER_COLUMNS);
  const [filters] = useFilterValues(FILTERS);
  const isUnread = isUnreadable(filters.minAmount) || isUnreadable(filters.maxAmount);
  if (isUnread)
    return (
      <ListFrame filters={FILTERS}>
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.unasked} />
      </ListFrame>
    );
  const { person, ...params } = { ...school, ...paramsOf(filters) };
  const table = {
    filters: FILTERS,
    columns,
    rowKey: ({ orderId }: OrderRow) => orderId,
    empty: { zh: '没有符合条件的订单', en: 'No matching orders' },
  };
  // whom it is about stands in no address
  return person === undefined ? (
    <DataTable {...table} totals list="GET /orders" exportAs="GET /orders/export" params={params} />
  ) : (
    <DataTable
      {...table}
      totals
      list="POST /orders/find"
      exportAs="POST /orders/find/export"
      remembersAs="GET /orders"
      params={{ ...params, person }}
    />
  );
}

const WORDS = {
  zh: { unasked: '金额填写有误，没有查询', refunded: '已退' },
  en: { unasked: 'Enter a valid amount to search', refunded: 'refunded' },
};

function paramsOf(filters: FilterValues<typeof FILTERS>): OrderFilter {
  const { minAmount, maxAmount, ...others } = filters;
  const [min, max] = [fenOf(minAmount), fenOf(maxAmount)];
  return {
    ...others,
    ...(min === undefined ? {} : { minAmount: min }),
    ...(max === undefined ? {} : { maxAmount: max }),
  };
}
