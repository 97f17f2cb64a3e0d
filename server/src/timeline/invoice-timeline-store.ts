import { type Of, pick, projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { flag, instant, optional } from '../db/fields.ts';
import type { InvoiceAttempt } from '../invoices/attempt-store.ts';
import type { DeliveryMethod } from '../invoices/deliver/sender.ts';
import { INVOICE, INVOICE_SHOWN } from '../invoices/invoice-row.ts';
import type { Order } from '../orders/order.ts';
import type { TimelineEvent } from './timeline-event.ts';

const SHOWN = projection()({
  ...pick(INVOICE.fields, 'invoiceNo', 'source', 'status', 'createdAt', 'failure', 'reversalNumber'),
  /** `reversedBy` is the operator who wants it back; undefined: money went back. */
  ...INVOICE_SHOWN,
  failedAt: optional(instant('failed_at')),
  reversingSince: optional(instant('reversing_since')),
  reversedAt: optional(instant('reversed_at')),
  /** Its files are kept. */
  isFiled: flag('archived_at is not null as is_filed'),
  /** When a worker goes on with it. */
  nextCheckAt: optional(instant('due_at')),
});

/** An invoice in its order's timeline, without its buyer. Amounts are fen. */
export type TimelineInvoice = Of<typeof SHOWN>;

/** Every invoice the order ever had, the latest first. */
export async function findTimelineInvoices(
  q: Queryable,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
): Promise<TimelineInvoice[]> {
  return SHOWN.all(q, {
    name: 'find-invoices-timeline',
    text: `select ${SHOWN.selected} from invoices where app_id = $1 and order_id = $2 order by invoice_no desc`,
    values: [appId, orderId],
  });
}

type AttemptRow = InvoiceAttempt & { readonly invoice_no: string; readonly at: Date };

/** What providers answered about the order's invoices, oldest first. */
export async function findInvoiceAttemptEvents(
  q: Queryable,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
): Promise<TimelineEvent[]> {
  const rows = await q.query<AttemptRow>({
    name: 'find-invoice-attempts-timeline',
    text: `select i.invoice_no, a.action, a.outcome, a.detail, a.at
             from invoices i join invoice_attempts a using (app_id, invoice_no)
            where i.app_id = $1 and i.order_id = $2 order by a.attempt_id`,
    values: [appId, orderId],
  });
  return rows.map(({ invoice_no: invoiceNo, at, ...attempt }) => ({
    at,
    what: 'invoice_attempt',
    invoiceNo,
    ...attempt,
  }));
}

interface DeliveryRow {
  readonly invoice_no: string;
  readonly delivery_method: DeliveryMethod;
  readonly failure: string | null;
  readonly settled_at: Date;
  /** When an operator had it sent once more, and who. */
  readonly begun_at: Date | null;
  readonly begun_by: string | null;
}

/** Which of the order's invoices arrived, which never will, and which an operator sent once more. */
export async function findDeliveryEvents(
  q: Queryable,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
): Promise<TimelineEvent[]> {
  const rows = await q.query<DeliveryRow>({
    name: 'find-invoice-deliveries-timeline',
    text: `select i.invoice_no, d.delivery_method, d.failure, d.settled_at, d.begun_at, d.begun_by
             from invoices i join lateral (
               select delivery_method, previous_failure as failure, previous_settled_at as settled_at, begun_at, begun_by
                 from invoice_delivery_rounds r where r.app_id = i.app_id and r.invoice_no = i.invoice_no
               union all
               select delivery_method, failure, settled_at, null, null
                 from invoice_deliveries s where s.app_id = i.app_id and s.invoice_no = i.invoice_no) d on true
            where i.app_id = $1 and i.order_id = $2 and d.settled_at is not null order by d.settled_at`,
    values: [appId, orderId],
  });
  return rows.flatMap((row): TimelineEvent[] => {
    const {
      invoice_no: invoiceNo,
      delivery_method: deliveryMethod,
      failure,
      settled_at: at,
      begun_at: begunAt,
      begun_by: by,
    } = row;
    const ended: TimelineEvent =
      failure === null
        ? { at, what: 'invoice_delivered', invoiceNo, deliveryMethod }
        : { at, what: 'invoice_undelivered', invoiceNo, deliveryMethod, failure };
    if (!begunAt || by === null) return [ended];
    return [ended, { at: begunAt, what: 'invoice_resent', invoiceNo, deliveryMethod, by }];
  });
}
