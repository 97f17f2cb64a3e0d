import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Core } from '../../core.ts';
import type { Transaction } from '../../db/database.ts';
import { CHANNEL_SLOTS, type Job } from '../../jobs/job.ts';
import { HOUR_MS, MINUTE_MS, plusMs } from '../../lib/clock.ts';
import { findInvoiceFile } from '../file-store.ts';
import { buyerOf, fileUrl, type Invoice, verifyUrl } from '../invoice.ts';
import { findInvoice } from '../invoice-store.ts';
import { about } from '../issue-invoice.ts';
import {
  claimDeliveries,
  type Delivery,
  postponeDelivery,
  queueDelivery,
  requeueDelivery,
  settleDelivery,
} from './delivery-store.ts';
import { findInvoicedOrder } from './invoiced-order-store.ts';

/** Gaps between attempts; delivery is given up after a day and a half. */
const GAPS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS];

/** A mail server may be slow on each command, and many messages share a connection; none may be sent twice. */
const LEASE_MS = 10 * MINUTE_MS;

/**
 * Queues the delivery of an issued invoice to every address given, in the commit that stores its files. An operator can
 * queue it again.
 */
export async function promiseDeliveries(
  core: Core,
  tx: Transaction,
  invoice: Invoice,
  operator?: string,
): Promise<void> {
  const buyer = buyerOf(invoice.terms);
  for (const sender of core.senders.values()) {
    if (sender.addressOf(buyer) === undefined) continue;
    const now = core.clock.now();
    if (operator !== undefined) await requeueDelivery(tx, invoice, sender.deliveryMethod, operator, now);
    await queueDelivery(tx, invoice, sender.deliveryMethod, now);
  }
}

/** Tells buyers that their invoices are there. */
export function deliveryJob(core: Core): Job<Delivery> {
  return {
    slots: CHANNEL_SLOTS,
    claim: (now, _leaseUntil, limit) => claimDeliveries(core.db, now, plusMs(now, LEASE_MS), limit),
    handle: (delivery) => attempt(core, delivery),
  };
}

async function attempt(core: Core, delivery: Delivery): Promise<void> {
  const invoice = await findInvoice(core.db, core.vault, delivery);
  const sender = core.senders.get(delivery.deliveryMethod);
  const address = invoice && sender?.addressOf(buyerOf(invoice.terms));
  if (invoice?.status !== 'issued' || !invoice.issued || !sender || address === undefined) {
    return settleDelivery(core.db, delivery, reasonText('delivery_void'), core.clock.now());
  }
  const { body, schoolName } = await findInvoicedOrder(core.db, invoice);
  const pdf = await findInvoiceFile(core.db, core.vault, invoice, 'pdf');
  const answer = await sender.deliver(address, {
    newsNo: invoice.invoiceNo,
    schoolName,
    item: body,
    amount: invoice.sent?.amount ?? 0,
    number: invoice.issued.number,
    fileUrl: fileUrl(core.publicUrl, invoice.fileCode),
    verifyUrl: verifyUrl(core.publicUrl, invoice.verifyCode),
    pdf: pdf?.content,
  });
  const now = core.clock.now();
  if (answer.kind === 'done') return settleDelivery(core.db, delivery, undefined, now);
  const reason = answer.kind === 'not_done' ? answer.message : answer.reason;
  const gapMs = answer.kind === 'unknown' ? GAPS_MS[delivery.attempts - 1] : undefined;
  core.log[gapMs === undefined ? 'error' : 'warn'](
    {
      ...about(invoice),
      deliveryMethod: delivery.deliveryMethod,
      reason,
      ...(gapMs === undefined ? { alert: 'invoice_undelivered' } : {}),
    },
    'an invoice could not be delivered',
  );
  if (gapMs === undefined) return settleDelivery(core.db, delivery, reason, now);
  return postponeDelivery(core.db, delivery, plusMs(now, gapMs));
}
