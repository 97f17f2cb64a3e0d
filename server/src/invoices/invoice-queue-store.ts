import type { Queryable } from '../db/database.ts';
import { claimDue } from '../jobs/claim-due.ts';
import { LEASE_MS } from '../jobs/job.ts';
import { plusMs } from '../lib/clock.ts';
import type { Vault } from '../lib/vault.ts';
import type { Invoice } from './invoice.ts';
import { INVOICE } from './invoice-row.ts';
import type { InvoiceKey } from './invoice-store.ts';

/** When a worker goes on with one it had claimed, unless what it did has decided that already; counts the attempt. */
export async function rescheduleInvoice(q: Queryable, claimed: Invoice, dueAt: Date): Promise<void> {
  await q.query({
    name: 'reschedule-invoice',
    text: `update invoices set due_at = $4, checks = checks + 1
            where app_id = $1 and invoice_no = $2 and due_at = $3`,
    values: [claimed.appId, claimed.invoiceNo, claimed.dueAt, dueAt],
  });
}

/** An issued invoice whose files are given up, until somebody asks for them again. */
const IS_UNFILED = `due_at is null and status = 'issued' and archived_at is null`;

/** Its files are not asked for again by themselves. */
export async function giveUpFiles(q: Queryable, { appId, invoiceNo }: InvoiceKey): Promise<void> {
  await q.query({
    name: 'give-up-files',
    text: `update invoices set due_at = null where app_id = $1 and invoice_no = $2 and status = 'issued'`,
    values: [appId, invoiceNo],
  });
}

/** The account was mended: the files that were given up under it are tried again now. */
export async function resumeUnfiledInvoices(q: Queryable, accountId: string, now: Date): Promise<void> {
  await q.query({
    name: 'resume-unfiled-invoices',
    text: `update invoices set due_at = $2, checks = 0 where invoice_account_id = $1 and ${IS_UNFILED}`,
    values: [accountId, now],
  });
}

/** Has a worker go on with it now; one it is busy with already, or is done with, is left. */
export async function resumeInvoice(q: Queryable, key: InvoiceKey, now: Date): Promise<void> {
  await q.query({
    name: 'resume-invoice',
    text: `update invoices set due_at = $3, checks = 0
            where app_id = $1 and invoice_no = $2 and (due_at > $4 or ${IS_UNFILED})`,
    values: [key.appId, key.invoiceNo, now, plusMs(now, LEASE_MS)],
  });
}

/** The way to the provider is open again: whatever waited for it goes on now. False when nothing did. */
export async function resumeInvoicesOfAccount(q: Queryable, accountId: string, now: Date): Promise<boolean> {
  const rows = await q.query({
    name: 'resume-invoices-of-account',
    text: `update invoices set due_at = $2, checks = 0
            where invoice_account_id = $1 and due_at > $3 returning 1`,
    values: [accountId, now, plusMs(now, LEASE_MS)],
  });
  return rows.length > 0;
}

/**
 * A hint came: whichever invoice the account's provider knows by this number is looked at now, or `gapMs` after it was
 * for the last hint, unless it is before that. The look does not count: strangers who have many made would put off the rest.
 */
export async function expediteInvoice(
  q: Queryable,
  { accountId, number }: { readonly accountId: string; readonly number: string },
  now: Date,
  gapMs: number,
): Promise<void> {
  // later than two gaps from now means that the clock was wrong then
  const lookAt = `case when hinted_at > $4 then $3::timestamptz
                  else greatest($3::timestamptz, hinted_at + ($4::timestamptz - $3::timestamptz) / 2) end`;
  await q.query({
    name: 'expedite-invoice',
    text: `update invoices set due_at = ${lookAt}, hinted_at = ${lookAt}, checks = greatest(checks - 1, 0)
            where invoice_account_id = $1 and (invoice_no = $2 or reversal_no = $2)
              and status in ('issuing', 'blocked_auth', 'reversing')
              and (hinted_at is null or hinted_at <= $3 or hinted_at > $4) and due_at > greatest($5, ${lookAt})`,
    values: [accountId, number, now, plusMs(now, 2 * gapMs), plusMs(now, LEASE_MS)],
  });
}

/** Takes due invoices for this worker until `leaseUntil`. */
export async function claimDueInvoices(
  q: Queryable,
  vault: Vault,
  { now, leaseUntil, limit }: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<Invoice[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-due-invoices',
    table: 'invoices',
    key: 'app_id, invoice_no',
    returning: INVOICE.selected,
  });
  return INVOICE.fromRows(rows, vault);
}
