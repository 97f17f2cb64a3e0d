import type { Core } from '../core.ts';
import { CHANNEL_SLOTS, type Job } from '../jobs/job.ts';
import { plusMs } from '../lib/clock.ts';
import { archiveInvoice } from './archive-invoice.ts';
import { type Invoice, nextInvoiceGapMs } from './invoice.ts';
import { claimDueInvoices, rescheduleInvoice } from './invoice-queue-store.ts';
import { checkInvoice, sendInvoice } from './issue-invoice.ts';
import { continueReversal } from './reverse-invoice.ts';

/** Brings every invoice one step further: sends it, asks about it, keeps its files, takes it back. */
export function invoiceJob(core: Core): Job<Invoice> {
  return {
    slots: CHANNEL_SLOTS,
    claim: (now, leaseUntil, limit) => claimDueInvoices(core.db, core.vault, { now, leaseUntil, limit }),
    async handle(invoice) {
      try {
        await step(core, invoice);
      } finally {
        // what cannot be done now is tried less and less often, whatever is in its way
        const dueAt = plusMs(core.clock.now(), nextInvoiceGapMs(invoice.checks));
        await rescheduleInvoice(core.db, invoice, dueAt);
      }
    },
  };
}

async function step(core: Core, invoice: Invoice): Promise<void> {
  switch (invoice.status) {
    case 'requested':
      return sendInvoice(core, invoice);
    case 'issuing':
    case 'blocked_auth':
      if (!invoice.sent) throw new Error(`invoice ${invoice.invoiceNo} was never sent`);
      return checkInvoice(core, invoice, invoice.sent);
    case 'issued':
      return archiveInvoice(core, invoice);
    case 'reversing':
      return continueReversal(core, invoice);
    case 'failed':
    case 'reversed':
      return;
  }
}
