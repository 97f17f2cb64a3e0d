import type { Core } from '../core.ts';
import { wakeWorkers } from '../worker/wake.ts';
import { promiseDeliveries } from './deliver/deliver-invoice.ts';
import { insertInvoiceFile } from './file-store.ts';
import type { Invoice, InvoiceFile } from './invoice.ts';
import { markInvoiceArchived } from './invoice-store.ts';
import { about } from './issue-invoice.ts';
import { noteAttempt } from './note-attempt.ts';
import { providerOf } from './provider-of.ts';

/** Fetches the files of an issued invoice and keeps them. One that cannot be had leaves the invoice issued, and due. */
export async function archiveInvoice(core: Core, invoice: Invoice): Promise<void> {
  const { sent, issued } = invoice;
  if (!sent || !issued) throw new Error(`invoice ${invoice.invoiceNo} was never issued`);
  const { provider, account } = await providerOf(core, sent.provider, sent.accountId);
  const files: InvoiceFile[] = [];
  for (const { kind, url } of issued.files) {
    const answer = await provider.fetchFile(account, url);
    if (answer.kind !== 'done') {
      await noteAttempt(core, invoice, 'fetch', answer);
      core.log.warn({ ...about(invoice), kind }, 'a file of an invoice could not be fetched yet');
      return;
    }
    files.push({ kind, content: answer.value });
  }
  await core.db.transaction(async (tx) => {
    for (const file of files) await insertInvoiceFile(tx, core.vault, invoice, file);
    await markInvoiceArchived(tx, invoice, core.clock.now());
    await promiseDeliveries(core, tx, invoice);
    wakeWorkers(tx);
  });
}
