import type { Queryable } from '../db/database.ts';
import type { InvoiceSource, InvoiceStatus } from '../invoices/invoice.ts';
import type { Order } from './order.ts';

/** An invoice as its order's story tells of it; whom it is made out to is not told. Amounts are fen. */
export interface InvoiceToldOf {
  readonly invoiceNo: string;
  readonly source: InvoiceSource;
  readonly status: InvoiceStatus;
  readonly amount: number | undefined;
  readonly createdAt: Date;
  readonly number: string | undefined;
  readonly issuedAt: Date | undefined;
  readonly failure: string | undefined;
  readonly failedAt: Date | undefined;
  readonly reversalNumber: string | undefined;
  readonly reversedAt: Date | undefined;
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
  readonly reversal_number: string | null;
  readonly reversed_at: Date | null;
}

/** Every invoice the order ever had, the latest first. */
export async function findInvoicesTold(
  q: Queryable,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
): Promise<InvoiceToldOf[]> {
  const rows = await q.query<InvoiceRow>({
    name: 'find-invoices-told',
    text: `select invoice_no, source, status, amount, created_at, number, issued_at, failure, failed_at,
                  reversal_number, reversed_at
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
    reversalNumber: row.reversal_number ?? undefined,
    reversedAt: row.reversed_at ?? undefined,
  }));
}
