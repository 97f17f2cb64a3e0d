import type { InvoiceView } from '@zhixiao/contract/console/invoices';
import { INVOICE_STATUS_NAMES } from '@zhixiao/contract/words/invoices';
import type { DataColumn } from '../../components/data-column.ts';
import { MoneyText } from '../../components/money-text.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { INVOICE_TONES } from './invoice-words.ts';

/** The columns of invoices that are the same wherever they are listed. */
export const INVOICE_AMOUNT: DataColumn<InvoiceView> = {
  key: 'amount',
  title: { zh: '金额', en: 'Amount' },
  show: ({ amount }) => <MoneyText fen={amount} />,
  isFigure: true,
};

export const INVOICE_STATUS: DataColumn<InvoiceView> = {
  key: 'status',
  title: { zh: '状态', en: 'Status' },
  show: ({ status }) => <StatusTag status={status} words={INVOICE_STATUS_NAMES} tones={INVOICE_TONES} />,
};
