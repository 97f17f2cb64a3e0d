import type { Queryable } from '../db/database.ts';
import type { InvoiceAttempt } from '../invoices/attempt-store.ts';
import type { Medium } from '../invoices/deliver/sender.ts';
import type { InvoiceSource, InvoiceStatus } from '../invoices/invoice.ts';
import type { Order } from '../orders/order.ts';
import type { TimelineEvent } from './timeline-event.ts';

/** An invoice in its order's timeline, without its buyer. Amounts are fen. */
export interface TimelineInvoice {
  readonly invoiceNo: string;
  readonly source: InvoiceSource;
  readonly status: InvoiceStatus;
  readonly amount: number | undefined;
  readonly createdAt: Date;
  readonly number: string | undefined;
  readonly issuedAt: Date | undefined;
  readonly failure: string | undefined;
  readonly failedAt: Date | undefined;
  readonly reversingSince: Date | undefined;
  /** The operator who wants it back, and why; undefined: money went back. */
  readonly reversedBy: string | undefined;
  readonly reversalReason: string | undefined;
  readonly reversalNumber: string | undefined;
  readonly reversedAt: Date | undefined;
  /** Its files are kept. */
  readonly isFiled: boolean;
  /** When a worker goes on with it. */
  readonly nextCheckAt: Date | undefined;
}

interface InvoiceRow {
  readonly invoice_no: string;
  readonly source: InvoiceSource;
  readonly status: InvoiceStatus;
  readonly amount: string | null;
  readonly created_at: Date;
  readonly number: string | null;
  readonly issued_at: Date | null;
  readonly failure: string | null;
  readonly failed_at: Date | null;
  readonly reversing_since: Date | null;
  readonly reversed_by: string | null;
  readonly reversal_reason: string | null;
  readonly reversal_number: string | null;
  readonly reversed_at: Date | null;
  readonly is_filed: boolean;
  readonly due_at: Date | null;
}

/** Every invoice the order ever had, the latest first. */
export async function findTimelineInvoices(
  q: Queryable,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
): Promise<TimelineInvoice[]> {
  const rows = await q.query<InvoiceRow>({
    name: 'find-invoices-told',
    text: `select invoice_no, source, status, amount, created_at, number, issued_at, failure, failed_at,
                  reversing_since, reversed_by, reversal_reason, reversal_number, reversed_at,
                  archived_at is not null as is_filed, due_at
             from invoices where app_id = $1 and order_id = $2 order by invoice_no desc`,
    values: [appId, orderId],
  });
  return rows.map((row) => ({
    invoiceNo: row.invoice_no,
    source: row.source,
    status: row.status,
    amount: row.amount === null ? undefined : Number(row.amount),
    createdAt: row.created_at,
    number: row.number ?? undefined,
    issuedAt: row.issued_at ?? undefined,
    failure: row.failure ?? undefined,
    failedAt: row.failed_at ?? undefined,
    reversingSince: row.reversing_since ?? undefined,
    reversedBy: row.reversed_by ?? undefined,
    reversalReason: row.reversal_reason ?? undefined,
    reversalNumber: row.reversal_number ?? undefined,
    reversedAt: row.reversed_at ?? undefined,
    isFiled: row.is_filed,
    nextCheckAt: row.due_at ?? undefined,
  }));
}

type AttemptRow = InvoiceAttempt & { readonly invoice_no: string; readonly at: Date };

/** What providers answered about the order's invoices, oldest first. */
export async function findInvoiceAttemptEvents(
  q: Queryable,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
): Promise<TimelineEvent[]> {
  const rows = await q.query<AttemptRow>({
    name: 'find-invoice-attempts-told',
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
  readonly medium: Medium;
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
    name: 'find-invoice-deliveries-told',
    text: `select i.invoice_no, d.medium, d.failure, d.settled_at, d.begun_at, d.begun_by
             from invoices i join lateral (
               select medium, previous_failure as failure, previous_settled_at as settled_at, begun_at, begun_by
                 from invoice_delivery_rounds r where r.app_id = i.app_id and r.invoice_no = i.invoice_no
               union all
               select medium, failure, settled_at, null, null
                 from invoice_deliveries s where s.app_id = i.app_id and s.invoice_no = i.invoice_no) d on true
            where i.app_id = $1 and i.order_id = $2 and d.settled_at is not null order by d.settled_at`,
    values: [appId, orderId],
  });
  return rows.flatMap((row): TimelineEvent[] => {
    const { invoice_no: invoiceNo, medium, failure, settled_at: at, begun_at: begunAt, begun_by: by } = row;
    const ended: TimelineEvent =
      failure === null
        ? { at, what: 'invoice_delivered', invoiceNo, medium }
        : { at, what: 'invoice_undelivered', invoiceNo, medium, failure };
    if (!begunAt || by === null) return [ended];
    return [ended, { at: begunAt, what: 'invoice_resent', invoiceNo, medium, by }];
  });
}
