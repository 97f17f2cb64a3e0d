import {
  INVOICE_PROVIDER_NAMES,
  INVOICE_SOURCE_NAMES,
  INVOICE_STATUS_NAMES,
} from '@zhixiao/contract/words/invoices';
import type { InvoiceListed } from '../invoices/invoice-list.ts';
import type { Column } from '../lib/export/column.ts';
import { maskPeople } from '../lib/mask.ts';

/** Whom an invoice is made out to is not in a file. */
export const INVOICE_COLUMNS: readonly Column<InvoiceListed>[] = [
  { header: '开票号', kind: 'text', value: (invoice) => invoice.invoiceNo },
  { header: '票据号码', kind: 'text', value: (invoice) => invoice.number },
  { header: '应用', kind: 'text', value: (invoice) => invoice.appName },
  { header: '订单号', kind: 'text', width: 22, value: (invoice) => invoice.orderId },
  { header: '商户订单号', kind: 'text', width: 26, value: (invoice) => invoice.outTradeNo },
  { header: '金额（元）', kind: 'fen', value: (invoice) => invoice.amount },
  { header: '状态', kind: 'text', value: ({ status }) => INVOICE_STATUS_NAMES.zh[status] },
  { header: '来源', kind: 'text', value: ({ source }) => INVOICE_SOURCE_NAMES.zh[source] },
  {
    header: '开票方',
    kind: 'text',
    value: ({ provider }) => provider && INVOICE_PROVIDER_NAMES.zh[provider],
  },
  { header: '申请时间', kind: 'time', value: (invoice) => invoice.createdAt },
  { header: '开具时间', kind: 'time', value: (invoice) => invoice.issuedAt },
  { header: '失败原因', kind: 'text', width: 28, value: ({ failure }) => failure && maskPeople(failure) },
  { header: '红字号码', kind: 'text', value: (invoice) => invoice.reversalNumber },
  { header: '红冲人', kind: 'text', value: (invoice) => invoice.reversedBy },
  { header: '红冲原因', kind: 'text', value: (invoice) => invoice.reversalReason },
];
