import type { InvoiceSource, InvoiceStatus } from '../invoices/invoice.ts';
import type { InvoiceListed } from '../invoices/search-invoices.ts';
import type { Column } from '../lib/export/column.ts';
import { maskPeople } from '../lib/mask.ts';

const STATUSES: Readonly<Record<InvoiceStatus, string>> = {
  requested: '待开具',
  issuing: '开具中',
  blocked_auth: '待实名认证',
  issued: '已开具',
  failed: '开具失败',
  reversing: '红冲中',
  reversed: '已红冲',
};
const SOURCES: Readonly<Record<InvoiceSource, string>> = {
  order: '下单时',
  partner: '业务系统',
  payer: '付款人',
  operator: '操作员',
  remainder: '退款后重开',
};

/** Whom an invoice is made out to is not in a file. */
export const INVOICE_COLUMNS: readonly Column<InvoiceListed>[] = [
  { header: '开票号', kind: 'text', value: (invoice) => invoice.invoiceNo },
  { header: '票据号码', kind: 'text', value: (invoice) => invoice.number },
  { header: '应用', kind: 'text', value: (invoice) => invoice.appName },
  { header: '订单号', kind: 'text', value: (invoice) => invoice.orderId },
  { header: '商户订单号', kind: 'text', value: (invoice) => invoice.outTradeNo },
  { header: '金额（元）', kind: 'fen', value: (invoice) => invoice.amount },
  { header: '状态', kind: 'text', value: ({ status }) => STATUSES[status] },
  { header: '来源', kind: 'text', value: ({ source }) => SOURCES[source] },
  {
    header: '开票方',
    kind: 'text',
    value: ({ provider }) => provider && { receipt: '电子收据', nuonuo: '诺诺' }[provider],
  },
  { header: '申请时间', kind: 'time', value: (invoice) => invoice.createdAt },
  { header: '开具时间', kind: 'time', value: (invoice) => invoice.issuedAt },
  { header: '失败原因', kind: 'text', value: ({ failure }) => failure && maskPeople(failure) },
  { header: '红字号码', kind: 'text', value: (invoice) => invoice.reversalNumber },
  { header: '红冲人', kind: 'text', value: (invoice) => invoice.reversedBy },
  { header: '红冲原因', kind: 'text', value: (invoice) => invoice.reversalReason },
];
