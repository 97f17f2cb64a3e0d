import type { InvoiceView } from '@zhixiao/contract/cashier/invoice-view';
import type { InvoiceStanding } from '@zhixiao/contract/codes/cashier';
import type { Core } from '../../core.ts';
import type { Invoice, InvoiceStatus } from '../../invoices/invoice.ts';
import { maskName } from '../../lib/mask.ts';
import type { OrderStanding } from '../../processing/query-order.ts';
import { fileLink } from './file-link.ts';
import { invoicePath } from './payer-proof.ts';

const STANDINGS: Readonly<Record<InvoiceStatus, InvoiceStanding>> = {
  requested: 'underWay',
  issuing: 'underWay',
  blocked_auth: 'underWay',
  issued: 'issued',
  failed: 'failed',
  reversing: 'reversing',
  reversed: 'reversed',
};

type StandingView = Extract<InvoiceView, { state: InvoiceStanding }>;

/** Whether another invoice can be asked for. */
export const canAskAgain = ({ status }: Invoice) => status === 'failed' || status === 'reversed';

type FormView = Extract<InvoiceView, { state: 'form' }>;

/** The form in which a payer says whom the invoice is made out to, with what he typed before. */
export function formOf(
  { order, payment }: OrderStanding,
  { school, consent }: Pick<FormView, 'school' | 'consent'>,
  values: Readonly<Record<string, string>>,
): FormView {
  return {
    state: 'form',
    school,
    item: order.body,
    amount: (payment?.paidFee ?? 0) - (payment?.refundedFee ?? 0),
    action: invoicePath(order.orderId),
    consent,
    values,
  };
}

/** How an invoice stands, as anybody with its order's link or its check page may know. */
export function standingView(
  invoice: Invoice,
  { order, payment }: OrderStanding,
  school: string,
): StandingView {
  const { issued, status } = invoice;
  return {
    state: STANDINGS[status],
    school,
    item: order.body,
    amount: invoice.sent?.amount ?? (payment?.paidFee ?? 0) - (payment?.refundedFee ?? 0),
    buyer: maskName(invoice.terms.payer_name),
    paidAt: order.paidAt?.getTime() ?? 0,
    refundedFee: payment?.refundedFee ?? 0,
    ...(issued ? { number: issued.number, issuedAt: issued.issuedAt.getTime() } : {}),
  };
}

/** Whoever paid is given the file, and may ask again; anybody else sees how it stands, and where a payer proves himself. */
export function orderInvoiceView(
  core: Core,
  invoice: Invoice,
  standing: OrderStanding,
  school: string,
  isPayer: boolean,
): InvoiceView {
  const { failure, status } = invoice;
  const path = invoicePath(standing.order.orderId);
  const hasFile = invoice.archivedAt !== undefined && status === 'issued';
  return {
    ...standingView(invoice, standing, school),
    ...(status === 'failed' && failure !== undefined ? { failure } : {}),
    ...(canAskAgain(invoice) ? { again: `${path}?again=1` } : {}),
    ...(hasFile && isPayer ? { file: fileLink(core, invoice.fileCode) } : {}),
    ...(hasFile && !isPayer ? { claim: `${path}?claim=1` } : {}),
  };
}
