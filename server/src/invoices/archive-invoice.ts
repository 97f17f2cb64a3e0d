import type { Core } from '../core.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import type { Outcome } from '../lib/outcome.ts';
import { promiseDeliveries } from './deliver/deliver-invoice.ts';
import { checkedFile } from './file-content.ts';
import { insertInvoiceFile } from './file-store.ts';
import { FILE_TRIES, type Invoice, type InvoiceFile } from './invoice.ts';
import { giveUpFiles } from './invoice-queue-store.ts';
import { markInvoiceArchived } from './invoice-store.ts';
import { about } from './issue-invoice.ts';
import { noteAttempt } from './note-attempt.ts';
import { providerOf } from './provider-of.ts';

/**
 * Fetches the files of an issued invoice and keeps them. One that cannot be had leaves the invoice issued, and due:
 * for as long as the provider does not answer, and a few times when it gives nothing that can be kept.
 */
export async function archiveInvoice(core: Core, invoice: Invoice): Promise<void> {
  const { sent, issued } = invoice;
  if (!sent || !issued) throw new Error(`invoice ${invoice.invoiceNo} was never issued`);
  const { provider, account } = await providerOf(core, sent.provider, sent.accountId);
  const files: InvoiceFile[] = [];
  const missing: Exclude<Outcome<Buffer>, { kind: 'done' }>[] = [];
  for (const { kind, url } of issued.files) {
    const answer = checkedFile(kind, await provider.fetchFile(account, url));
    if (answer.kind === 'done') files.push({ kind, content: answer.value });
    else missing.push(answer);
  }
  const [first] = missing;
  if (!first) return keep(core, invoice, files);
  await noteAttempt(core, invoice, 'fetch', first);
  const isGivenUp = invoice.checks + 1 >= FILE_TRIES && missing.every(({ kind }) => kind === 'not_done');
  if (!isGivenUp) return core.log.warn(about(invoice), 'a file of an invoice could not be fetched yet');
  core.log.error({ ...about(invoice), alert: 'invoice_unfiled' }, 'a file of an invoice cannot be had');
  // a buyer with the PDF does not wait for an XML that never comes
  return files.length > 0 ? keep(core, invoice, files) : giveUpFiles(core.db, invoice);
}

async function keep(core: Core, invoice: Invoice, files: readonly InvoiceFile[]): Promise<void> {
  await core.db.transaction(async (tx) => {
    for (const file of files) await insertInvoiceFile(tx, core.vault, invoice, file);
    await markInvoiceArchived(tx, invoice, core.clock.now());
    await promiseDeliveries(core, tx, invoice);
    wakeWorkers(tx, 'invoice-delivery');
  });
}
