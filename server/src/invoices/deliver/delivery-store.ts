import { type Of, pick, projection } from '../../db/columns.ts';
import type { Queryable } from '../../db/database.ts';
import { integer, text } from '../../db/fields.ts';
import { claimDue } from '../../jobs/claim-due.ts';
import { INVOICE } from '../invoice-row.ts';
import type { InvoiceKey } from '../invoice-store.ts';
import type { DeliveryMethod } from './sender.ts';

const DELIVERY = projection()({
  ...pick(INVOICE.fields, 'appId', 'invoiceNo'),
  deliveryMethod: text<DeliveryMethod>('delivery_method'),
  attempts: integer('attempts'),
});

/** An invoice on its way to whom it was made out to. */
export type Delivery = Of<typeof DELIVERY>;

/** Has an invoice sent, once. */
export async function queueDelivery(
  q: Queryable,
  { appId, invoiceNo }: InvoiceKey,
  deliveryMethod: DeliveryMethod,
  now: Date,
): Promise<void> {
  await q.query({
    name: 'queue-invoice-delivery',
    text: `insert into invoice_deliveries (app_id, invoice_no, delivery_method, created_at, due_at) values ($1, $2, $3, $4, $4)
           on conflict do nothing`,
    values: [appId, invoiceNo, deliveryMethod, now],
  });
}

/** Has an operator send it once more when it had arrived or never would, and keeps which of the two. */
export async function requeueDelivery(
  q: Queryable,
  { appId, invoiceNo }: InvoiceKey,
  deliveryMethod: DeliveryMethod,
  by: string,
  now: Date,
): Promise<void> {
  await q.query({
    name: 'requeue-invoice-delivery',
    text: `with ended as (
             select settled_at, failure from invoice_deliveries
              where app_id = $1 and invoice_no = $2 and delivery_method = $3 and status <> 'pending' for no key update),
           begun as (
             update invoice_deliveries d set status = 'pending', due_at = $4, settled_at = null, failure = null, attempts = 0
               from ended where d.app_id = $1 and d.invoice_no = $2 and d.delivery_method = $3
             returning ended.settled_at, ended.failure)
           insert into invoice_delivery_rounds
             (app_id, invoice_no, delivery_method, begun_at, begun_by, previous_settled_at, previous_failure)
           select $1, $2, $3, $4, $5::text, settled_at, failure from begun`,
    values: [appId, invoiceNo, deliveryMethod, now, by],
  });
}

/** Takes due deliveries for this worker until `leaseUntil`. */
export async function claimDeliveries(
  q: Queryable,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<Delivery[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-invoice-deliveries',
    table: 'invoice_deliveries',
    key: 'app_id, invoice_no, delivery_method',
    set: 'attempts = attempts + 1',
    returning: DELIVERY.selected,
  });
  return DELIVERY.fromRows(rows);
}

/** It has arrived, or never will. */
export async function settleDelivery(
  q: Queryable,
  { appId, invoiceNo, deliveryMethod }: Delivery,
  failure: string | undefined,
  now: Date,
): Promise<void> {
  await q.query({
    name: 'settle-invoice-delivery',
    text: `update invoice_deliveries set status = case when $4::text is null then 'sent' else 'failed' end, failure = $4,
                                         settled_at = $5, due_at = null
            where app_id = $1 and invoice_no = $2 and delivery_method = $3 and status = 'pending'`,
    values: [appId, invoiceNo, deliveryMethod, failure ?? null, now],
  });
}

export async function postponeDelivery(
  q: Queryable,
  { appId, invoiceNo, deliveryMethod }: Delivery,
  dueAt: Date,
): Promise<void> {
  await q.query({
    name: 'postpone-invoice-delivery',
    text: `update invoice_deliveries set due_at = $4
            where app_id = $1 and invoice_no = $2 and delivery_method = $3 and status = 'pending'`,
    values: [appId, invoiceNo, deliveryMethod, dueAt],
  });
}
