import type { Queryable, Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { Invoice } from './invoice.ts';
import { reversalContext } from './invoice-row.ts';
import type { InvoiceKey } from './invoice-store.ts';

/** Why an invoice is taken back: an operator wants it, or else money went back. */
export interface ReversalCause {
  readonly reissues: boolean;
  readonly by?: string;
  readonly reason?: string;
}

/** Has the order's issued invoice taken back; what is not issued yet looks at the payment when it is. */
export async function markInvoiceReversing(
  q: Queryable,
  order: { readonly appId: string; readonly orderId: string },
  { reissues, by, reason }: ReversalCause,
  now: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'mark-invoice-reversing',
    text: `update invoices set status = 'reversing', reissues = $3, reversed_by = $4, reversal_reason = $5,
                               reversing_since = $6, due_at = $6, checks = 0
            where app_id = $1 and order_id = $2 and status = 'issued' returning 1`,
    values: [order.appId, order.orderId, reissues, by ?? null, reason ?? null, now],
  });
  return rows.length === 1;
}

/**
 * The reversal is about to be sent under this number, or, with undefined, that number is proven dead. False when
 * another worker came first: then nothing may be sent.
 */
export async function markReversalSent(
  q: Queryable,
  vault: Vault,
  invoice: Pick<Invoice, 'appId' | 'invoiceNo' | 'reversal'>,
  reversal: Invoice['reversal'],
): Promise<boolean> {
  const rows = await q.query({
    name: 'mark-reversal-sent',
    text: `update invoices set reversal_no = $3, reversal_sealed = $4
            where app_id = $1 and invoice_no = $2 and status = 'reversing'
              and reversal_no is not distinct from $5 returning 1`,
    values: [
      invoice.appId,
      invoice.invoiceNo,
      reversal?.reversalNo ?? null,
      reversal ? vault.seal(reversalContext(invoice.invoiceNo), reversal.requestBody) : null,
      invoice.reversal?.reversalNo ?? null,
    ],
  });
  return rows.length === 1;
}

export async function markInvoiceReversed(
  tx: Transaction,
  key: InvoiceKey,
  number: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'mark-invoice-reversed',
    text: `update invoices set status = 'reversed', reversal_number = $3, reversed_at = $4, due_at = null
            where app_id = $1 and invoice_no = $2`,
    values: [key.appId, key.invoiceNo, number, now],
  });
}
