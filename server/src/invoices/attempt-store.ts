import type { InvoiceAction } from '@zhixiao/contract/codes/invoices';
import type { Queryable } from '../db/database.ts';
import type { Outcome } from '../lib/outcome.ts';
import type { InvoiceKey } from './invoice-store.ts';

/** What was asked of a provider, and what it answered. */
export interface InvoiceAttempt {
  readonly action: InvoiceAction;
  readonly outcome: Outcome<unknown>['kind'];
  /** The state in the answer, or why there is none; without personal data. */
  readonly detail: string;
}

/** Adds to the invoice's timeline, unless the last entry says the same. */
export async function insertInvoiceAttempt(
  q: Queryable,
  { appId, invoiceNo }: InvoiceKey,
  { action, outcome, detail }: InvoiceAttempt,
  now: Date,
): Promise<void> {
  await q.query({
    name: 'insert-invoice-attempt',
    text: `insert into invoice_attempts (app_id, invoice_no, action, outcome, detail, at)
           select $1::text, $2::bigint, $3::text, $4::text, $5::text, $6::timestamptz
            where not exists (
              select 1 from (select action, outcome, detail from invoice_attempts
                              where app_id = $1 and invoice_no = $2 order by attempt_id desc limit 1) latest
               where latest.action = $3 and latest.outcome = $4 and latest.detail = $5)`,
    values: [appId, invoiceNo, action, outcome, detail, now],
  });
}
