import { columns, from, pick } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { flag, optional, text } from '../db/fields.ts';
import { newestFirst, ofApp } from '../db/newest-of-app.ts';
import { firstIdAt, isId } from '../lib/ids.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { InvoiceStatus } from './invoice.ts';
import type { InvoiceFilter, InvoiceListed } from './invoice-list.ts';
import { INVOICE, INVOICE_SHOWN } from './invoice-row.ts';

const LISTED = columns<InvoiceListed>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  outTradeNo: text('o.out_trade_no'),
  ...from('i', {
    ...pick(
      INVOICE.fields,
      'invoiceNo',
      'orderId',
      'source',
      'status',
      'createdAt',
      'failure',
      'reversalNumber',
    ),
    ...INVOICE_SHOWN,
  }),
  provider: optional(text('i.provider')),
  isLatest: flag(`not exists (
    select 1 from invoices later
     where later.app_id = i.app_id and later.order_id = i.order_id and later.invoice_no > i.invoice_no) as is_latest`),
});

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
  return LISTED.all(q, {
    text: `with page as (
             select found.app_id, found.invoice_no
               from apps a cross join lateral (
                 select i.app_id, i.invoice_no from invoices i
                  where ${ofApp('i')} ${parts.map((part) => `and ${part}`).join(' ')}
                  order by ${newestFirst('i', 'invoice_no')} limit $3) found
              where ${inScope('a.school_id', '$1')} and ($2::text is null or a.app_id = $2)
              order by found.invoice_no desc limit $3)
           select ${LISTED.selected}
             from page join invoices i using (app_id, invoice_no) join apps a using (app_id)
             join orders o on o.app_id = i.app_id and o.order_id = i.order_id
            order by i.invoice_no desc`,
    values,
  });
}
