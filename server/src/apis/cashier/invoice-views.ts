import type { InvoiceView } from '@zhixiao/contract/cashier/invoice-view';
import type { InvoiceState } from '@zhixiao/contract/codes/cashier';
import type { Core } from '../../core.ts';
import type { Invoice, InvoiceStatus } from '../../invoices/invoice.ts';
import { maskName } from '../../lib/mask.ts';
import type { OrderSnapshot } from '../../processing/query-order.ts';
import { fileLink } from './file-link.ts';
import { invoicePath } from './payer-proof.ts';

const STATES: Readonly<Record<InvoiceStatus, InvoiceState>> = {
  requested: 'underWay',
  issuing: 'underWay',
  blocked_auth: 'underWay',
  issued: 'issued',
  failed: 'failed',
  reversing: 'reversing',
  reversed: 'reversed',
};

type InvoiceStateView = Extract<InvoiceView, { state: InvoiceState }>;

/** Whether another invoice can be asked for. */
export const canAskAgain = ({ status }: Invoice) => status === 'failed' || status === 'reversed';

type FormView = Extract<InvoiceView, { state: 'form' }>;

/** The form in which a payer says whom the invoice is made out to, with what he typed before. */
export function formOf(
  { order, payment }: OrderSnapshot,
  { school, consent }: Pick<FormView, 'school' | 'consent'>,
  values: Readonly<Record<string, string>>,
): FormView {
  return {
    state: 'form',
    school,
    item: order.body,
    amount: (payment?.paidAmount ?? 0) - (payment?.refundedAmount ?? 0),
    action: invoicePath(order.orderId),
    consent,
    values,
  };
}

/** The status of an invoice, shown to anyone who has the link of its order or of its check page. */
export function snapshotView(
  invoice: Invoice,
  { order, payment }: OrderSnapshot,
  school: string,
): InvoiceStateView {
  const { issued, status } = invoice;
  return {
    state: STATES[status],
    school,
    item: order.body,
    amount: invoice.sent?.amount ?? (payment?.paidAmount ?? 0) - (payment?.refundedAmount ?? 0),
    buyer: maskName(invoice.terms.payer_name),
    paidAt: order.paidAt?.getTime() ?? 0,
    refundedAmount: payment?.refundedAmount ?? 0,
    ...(issued ? { number: issued.number, issuedAt: issued.issuedAt.getTime() } : {}),
  };
}

/** The payer gets the file and may request it again; others see the status and the link to the payer's sign-in. */
export function orderInvoiceView(
  core: Core,
  invoice: Invoice,
  snapshot: OrderSnapshot,
  school: string,
  isPayer: boolean,
): InvoiceView {
  const { failure, status } = invoice;
  const path = invoicePath(snapshot.order.orderId);
  const hasFile = invoice.archivedAt !== undefined && status === 'issued';
  return {
    ...snapshotView(invoice, snapshot, school),
    ...(status === 'failed' && failure !== undefined ? { failure } : {}),
    ...(canAskAgain(invoice) ? { again: `${path}?again=1` } : {}),
    ...(hasFile && isPayer ? { file: fileLink(core, invoice.fileCode) } : {}),
    ...(hasFile && !isPayer ? { claim: `${path}?claim=1` } : {}),
  };
}
