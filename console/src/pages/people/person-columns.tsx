import type { AuditEntryView } from '@zhixiao/contract/console/audit';
import type { InvoiceView } from '@zhixiao/contract/console/invoices';
import type { PersonPaymentRow } from '@zhixiao/contract/console/people';
import { ChannelText } from '../../components/channel-text.tsx';
import { CopiedText } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { MoneyText } from '../../components/money-text.tsx';
import { StatusTag, type Tone } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { WhoseOrder } from '../../components/whose-order.tsx';
import { Link } from '../../routing/link.tsx';
import { AuditSentence } from '../audit/audit-sentence.tsx';
import { INVOICE_AMOUNT, INVOICE_STATUS } from '../invoices/invoice-columns.tsx';

const USES = {
  zh: { order: '支付订单', late: '关闭后到账', duplicate: '重复支付', wrong_amount: '金额不符' },
  en: { order: 'Pays the order', late: 'Late', duplicate: 'Duplicate', wrong_amount: 'Wrong amount' },
};
const USE_TONES: Readonly<Record<keyof typeof USES.zh, Tone>> = {
  order: 'good',
  late: 'warning',
  duplicate: 'warning',
  wrong_amount: 'bad',
};

export const PAYMENT_COLUMNS: readonly DataColumn<PersonPaymentRow>[] = [
  { key: 'body', title: { zh: '订单', en: 'Order' }, show: (row) => <WhoseOrder order={row} /> },
  {
    key: 'amount',
    title: { zh: '金额', en: 'Amount' },
    show: ({ paidAmount }) => <MoneyText fen={paidAmount} />,
    isFigure: true,
  },
  {
    key: 'status',
    title: { zh: '用途', en: 'Use' },
    show: ({ disposition }) => <StatusTag status={disposition} words={USES} tones={USE_TONES} />,
  },
  {
    key: 'refunded',
    title: { zh: '已退款', en: 'Refunded' },
    show: ({ refundedAmount }) => refundedAmount > 0 && <MoneyText fen={refundedAmount} />,
    isFigure: true,
  },
  {
    key: 'channel',
    title: { zh: '渠道', en: 'Channel' },
    show: ({ channel }) => <ChannelText channel={channel} />,
  },
  { key: 'paid', title: { zh: '支付时间', en: 'Paid' }, show: ({ paidAt }) => <TimeText at={paidAt} /> },
  {
    key: 'transaction',
    title: { zh: '渠道交易号', en: 'Transaction' },
    show: ({ transactionId }) => <CopiedText text={transactionId} />,
    isWide: true,
  },
  { key: 'app', title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName, isWide: true },
];

export const INVOICE_COLUMNS: readonly DataColumn<InvoiceView>[] = [
  {
    key: 'number',
    title: { zh: '票据号码', en: 'Number' },
    show: ({ number, orderId, outTradeNo }) => (
      <span className="two-lines">
        <Link to={`/orders/${orderId}`}>{number ?? outTradeNo}</Link>
        {number !== undefined && <span>{outTradeNo}</span>}
      </span>
    ),
  },
  INVOICE_AMOUNT,
  INVOICE_STATUS,
  {
    key: 'created',
    title: { zh: '申请时间', en: 'Requested' },
    show: (row) => <TimeText at={row.createdAt} />,
  },
  { key: 'issued', title: { zh: '开具时间', en: 'Issued' }, show: (row) => <TimeText at={row.issuedAt} /> },
  { key: 'app', title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName, isWide: true },
];

export const LOOK_UP_COLUMNS: readonly DataColumn<AuditEntryView>[] = [
  { key: 'at', title: { zh: '时间', en: 'Time' }, show: ({ at }) => <TimeText at={at} /> },
  {
    key: 'what',
    title: { zh: '谁做了什么', en: 'Who did what' },
    show: (entry) => <AuditSentence entry={entry} />,
    onPhone: 'title',
  },
  { key: 'address', title: { zh: '来源地址', en: 'Address' }, show: ({ address }) => address },
];
