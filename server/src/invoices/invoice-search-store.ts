import type { Queryable } from '../db/database.ts';
import { newestFirst, ofApp } from '../db/newest-of-app.ts';
import { firstIdAt, isId } from '../lib/ids.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { InvoiceSource, InvoiceStatus } from './invoice.ts';
import type { InvoiceFilter, InvoiceListed } from './invoice-list.ts';
import type { InvoiceProviderName } from './provider.ts';

interface InvoiceListedRow {
  readonly school_id: string;
  readonly app_name: string;
  readonly invoice_no: string;
  readonly order_id: string;
  readonly out_trade_no: string;
  readonly source: InvoiceSource;
  readonly status: InvoiceStatus;
  readonly provider: InvoiceProviderName | null;
  readonly amount: string | null;
  readonly number: string | null;
  readonly created_at: Date;
  readonly issued_at: Date | null;
  readonly failure: string | null;
  readonly reversal_number: string | null;
  readonly reversed_by: string | null;
  readonly reversal_reason: string | null;
  readonly is_latest: boolean;
}

/** In the words of the partial indexes. */
const STATUS: Readonly<Record<InvoiceStatus, string>> = {
  requested: `i.status = 'requested' and i.due_at is not null`,
  issuing: `i.status = 'issuing' and i.due_at is not null`,
  blocked_auth: `i.status = 'blocked_auth'`,
  issued: `i.status = 'issued'`,
  failed: `i.status = 'failed'`,
  reversing: `i.status = 'reversing' and i.due_at is not null`,
  reversed: `i.status = 'reversed'`,
};

/** The newest invoices that meet the conditions, each app's from the end of its own index. */
export async function selectInvoices(
  q: Queryable,
  scope: SchoolScope,
  { appId, status, number, from, to }: InvoiceFilter,
  before: string | undefined,
  limit: number,
): Promise<InvoiceListed[]> {
  const values: unknown[] = [schoolsIn(scope), appId ?? null, limit];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const parts: string[] = [];
  if (before !== undefined) parts.push(`i.invoice_no < ${bind(before)}`);
  if (from) parts.push(`i.invoice_no >= ${bind(firstIdAt(from))}`);
  if (to) parts.push(`i.invoice_no < ${bind(firstIdAt(to))}`);
  if (status) parts.push(STATUS[status]);
  if (number !== undefined) {
    const ours = isId(number) ? bind(number) : undefined;
    const named = `i.number = ${bind(number)}`;
    parts.push(ours ? `(${named} or i.invoice_no = ${ours} or i.order_id = ${ours})` : named);
  }
  const rows = await q.query<InvoiceListedRow>({
    text: `with page as (
             select found.app_id, found.invoice_no
               from apps a cross join lateral (
                 select i.app_id, i.invoice_no from invoices i
                  where ${ofApp('i')} ${parts.map((part) => `and ${part}`).join(' ')}
                  order by ${newestFirst('i', 'invoice_no')} limit $3) found
              where ${inScope('a.school_id', '$1')} and ($2::text is null or a.app_id = $2)
              order by found.invoice_no desc limit $3)
           select a.school_id, a.name as app_name, i.invoice_no, i.order_id, o.out_trade_no, i.source, i.status,
                  i.provider, i.amount, i.number, i.created_at, i.issued_at, i.failure, i.reversal_number,
                  i.reversed_by, i.reversal_reason,
                  not exists (select 1 from invoices later
                               where later.app_id = i.app_id and later.order_id = i.order_id
                                 and later.invoice_no > i.invoice_no) as is_latest
             from page join invoices i using (app_id, invoice_no) join apps a using (app_id)
             join orders o on o.app_id = i.app_id and o.order_id = i.order_id
            order by i.invoice_no desc`,
    values,
  });
  return rows.map((row) => ({
    schoolId: row.school_id,
    appName: row.app_name,
    invoiceNo: row.invoice_no,
    orderId: row.order_id,
    outTradeNo: row.out_trade_no,
    source: row.source,
    status: row.status,
    provider: row.provider ?? undefined,
    amount: row.amount === null ? undefined : Number(row.amount),
    number: row.number ?? undefined,
    createdAt: row.created_at,
    issuedAt: row.issued_at ?? undefined,
    failure: row.failure ?? undefined,
    reversalNumber: row.reversal_number ?? undefined,
    reversedBy: row.reversed_by ?? undefined,
    reversalReason: row.reversal_reason ?? undefined,
    isLatest: row.is_latest,
  }));
}
