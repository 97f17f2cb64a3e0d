import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import { unaudited } from '../audit/unaudited.ts';
import { insertConsent } from '../consents/consent-store.ts';
import type { ConsentText } from '../consents/texts.ts';
import type { Core } from '../core.ts';
import { HOUR_MS, plusMs } from '../lib/clock.ts';
import type { Order } from '../orders/order.ts';
import { Refusal } from '../refusal.ts';
import { countPayerRequest } from './payer-request-store.ts';
import { requestInvoice } from './request-invoice.ts';

/** Per hour and order. */
const REQUESTS_MAX = 5;

/**
 * Requests an invoice as the payer of an order, and keeps what he agreed to. The partner may have requested one with terms that the payer does not
 * know: whichever of them differs, the answer is the same, and it is given five times an hour, so that terms cannot be
 * found by guessing.
 * @throws Refusal of `requestInvoice`, but invoice_words_differ for whatever differs; invoice_too_often
 */
export async function requestInvoiceAsPayer(
  core: Core,
  order: Order,
  terms: InvoiceRequest,
  agreed: { readonly schoolId: string; readonly text: ConsentText },
): Promise<void> {
  const now = core.clock.now();
  const requests = await countPayerRequest(core.db, order, { now, since: plusMs(now, -HOUR_MS) });
  if (requests > REQUESTS_MAX) throw new Refusal('invoice_too_often', {});
  // he has agreed, whatever becomes of the request
  const payer = { schoolId: agreed.schoolId, appId: order.appId, orderId: order.orderId };
  await core.db.transaction((tx) => insertConsent(tx, payer, agreed.text, now));
  try {
    await requestInvoice(unaudited(core), order, 'payer', terms);
  } catch (error) {
    const differs = error instanceof Refusal && error.code === 'invoice_terms_differ';
    throw differs ? new Refusal('invoice_words_differ', {}) : error;
  }
}
