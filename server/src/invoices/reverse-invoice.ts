import type { AuditedCore, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { maskPersonal } from '../lib/mask.ts';
import type { Outcome } from '../lib/outcome.ts';
import type { Order } from '../orders/order.ts';
import { Refusal } from '../refusal.ts';
import { hintUrl, type Invoice } from './invoice.ts';
import { insertInvoice, lockInvoice } from './invoice-store.ts';
import { about } from './issue-invoice.ts';
import { noteAttempt } from './note-attempt.ts';
import { findPaidOrder } from './paid-order-store.ts';
import type { ReversalState } from './provider.ts';
import { providerOf } from './provider-of.ts';
import { markInvoiceReversed, markInvoiceReversing, markReversalSent } from './reversal-store.ts';

/** Part of the order's money went back, in this commit: an issued invoice says too much and is taken back. */
export async function correctInvoice(
  core: Core,
  tx: Transaction,
  order: Pick<Order, 'appId' | 'orderId'>,
): Promise<void> {
  if (await markInvoiceReversing(tx, order, { reissues: true }, core.clock.now())) wakeWorkers(tx, 'invoice');
}

/** An operator takes an issued invoice back for good. @throws Refusal invoice_not_issued */
export async function reverseInvoice(
  core: AuditedCore,
  order: Pick<Order, 'appId' | 'orderId'>,
  wanted: { readonly by: string; readonly reason: string },
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const cause = { reissues: false, ...wanted };
    const isIssued = await markInvoiceReversing(tx, order, cause, core.clock.now());
    if (!isIssued) throw new Refusal('invoice_not_issued', {});
    wakeWorkers(tx, 'invoice');
    await core.audit.record(tx);
  });
}

/** Sends a reversal, or asks how it stands; one the provider never got is sent again, as it was. */
export async function continueReversal(core: Core, invoice: Invoice): Promise<void> {
  const { sent, issued } = invoice;
  if (!sent || !issued) throw new Error(`invoice ${invoice.invoiceNo} was never issued`);
  const { provider, account } = await providerOf(core, sent.provider, sent.accountId);
  let { reversal } = invoice;
  let answer: Outcome<ReversalState> | undefined;
  if (reversal) {
    answer = await provider.queryReversal(account, reversal.reversalNo);
    await noteAttempt(core, invoice, 'query_reversal', answer);
  } else {
    const reversalNo = core.newId();
    const { invoiceNo } = invoice;
    const callbackUrl = hintUrl(core.publicUrl, sent.accountId);
    const buyerName = invoice.terms.payer_name;
    const terms = { reversalNo, invoiceNo, issued, buyerName, amount: sent.amount, callbackUrl };
    reversal = { reversalNo, requestBody: provider.reversalRequestBody(account, terms) };
    if (!(await markReversalSent(core.db, core.vault, invoice, reversal))) return;
  }
  if (!answer || (answer.kind === 'done' && answer.value.status === 'not_found')) {
    answer = await provider.reverse(account, reversal.requestBody);
    await noteAttempt(core, invoice, 'reverse', answer);
  }
  await book(core, { ...invoice, reversal }, answer);
}

async function book(core: Core, invoice: Invoice, answer: Outcome<ReversalState>): Promise<void> {
  if (answer.kind === 'done' && answer.value.status === 'reversed') {
    const { number } = answer.value;
    return core.db.transaction((tx) => bookReversed(core, tx, invoice, number));
  }
  const failure =
    answer.kind === 'not_done'
      ? answer.message
      : answer.kind === 'done' && answer.value.status === 'failed'
        ? answer.value.reason
        : undefined;
  if (failure === undefined) return;
  core.log.error(
    { ...about(invoice), reason: maskPersonal(failure), alert: 'invoice_reversal_failed' },
    'reversal failed',
  );
  // proven dead: the next attempt goes under a new number
  if (answer.kind === 'done') await markReversalSent(core.db, core.vault, invoice, undefined);
}

/** What is left of the payment is issued anew, in the commit in which the old one ends. */
async function bookReversed(core: Core, tx: Transaction, invoice: Invoice, number: string): Promise<void> {
  const { appId, orderId } = invoice;
  const { remaining } = await findPaidOrder(tx, core.vault, appId, orderId);
  const { status, reissues, terms } = await lockInvoice(tx, core.vault, invoice);
  if (status !== 'reversing') return;
  const now = core.clock.now();
  await markInvoiceReversed(tx, invoice, number, now);
  if (!reissues || remaining === 0) return;
  const rest = { appId, invoiceNo: core.newId(), orderId, source: 'remainder', terms } as const;
  await insertInvoice(tx, core.vault, rest, now);
  wakeWorkers(tx, 'invoice');
}
