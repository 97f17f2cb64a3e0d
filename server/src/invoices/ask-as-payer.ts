import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import type { Core } from '../core.ts';
import { HOUR_MS, plusMs } from '../lib/clock.ts';
import type { Order } from '../orders/order.ts';
import { Refusal } from '../refusal.ts';
import { requestInvoice } from './request-invoice.ts';
import { countTry } from './try-store.ts';

/** In an hour, for one order. */
const TRIES_MAX = 5;

/**
 * Wants an invoice for whoever paid an order. Its partner may have asked for one in words that the payer does not know:
 * whichever of them differs, the answer is the same, and it is given five times an hour.
 * @throws Refusal of `requestInvoice`, but invoice_words_differ for whatever differs; invoice_too_often
 */
export async function askAsPayer(core: Core, order: Order, terms: InvoiceRequest): Promise<void> {
  const now = core.clock.now();
  const tries = await countTry(core.db, order, { now, since: plusMs(now, -HOUR_MS) });
  if (tries > TRIES_MAX) throw new Refusal('invoice_too_often', {});
  try {
    await requestInvoice(core, order, 'payer', terms);
  } catch (error) {
    const differs = error instanceof Refusal && error.code === 'invoice_terms_differ';
    throw differs ? new Refusal('invoice_words_differ', {}) : error;
  }
}
