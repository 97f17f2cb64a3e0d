import { INVOICE_STATUSES } from '@zhixiao/contract/codes/invoices';
import type { ListTotals } from '@zhixiao/contract/console/list';
import { columns, from, pick } from '../db/columns.ts';
import { COUNT_LIMIT, countStates, type Reads } from '../db/count-states.ts';
import type { Queryable } from '../db/database.ts';
import { flag, optional, text } from '../db/fields.ts';
import { ofApp } from '../db/newest-of-app.ts';
import { type Ordering, ordering } from '../db/ordering.ts';
import { firstIdAt, isId } from '../lib/ids.ts';
import type { Behind } from '../lib/page.ts';
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

/** The first invoices that meet the conditions, the newest unless they are sorted otherwise. */
export async function selectInvoices(
  q: Queryable,
  scope: SchoolScope,
  filter: InvoiceFilter,
  behind: Behind | undefined,
  limit: number,
): Promise<InvoiceListed[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}` as const;
  const order = ordering(filter.sort, 'invoice_no');
  return LISTED.all(q, {
    text: `with page as (${found(scope, filter, { behind, order, limit }, bind)})
           select ${LISTED.selected}
             from page join invoices i using (app_id, invoice_no) join apps a using (app_id)
             join orders o on o.app_id = i.app_id and o.order_id = i.order_id
            order by ${order.of('i')}`,
    values,
  });
}

/** How many invoices meet the conditions, and what they come to. */
export function countInvoices(
  db: Reads,
  scope: SchoolScope,
  { status, ...filter }: InvoiceFilter,
): Promise<ListTotals | undefined> {
  return countStates<InvoiceStatus>(db, {
    states: INVOICE_STATUSES,
    state: status,
    hasAmount: true,
    found: (state, bind) =>
      `select coalesce(amount, 0) as amount from (${found(scope, { ...filter, status: state }, { limit: COUNT_LIMIT }, bind)}) page`,
  });
}

/**
 * The first invoices of the scope's apps, each app's from the end of its own index.
 * @param page without an order any will do, and no more apps are looked at than it takes
 */
function found(
  scope: SchoolScope,
  { appId, orderIds, status, number, from, to, sort }: InvoiceFilter,
  page: { readonly behind?: Behind | undefined; readonly order?: Ordering; readonly limit: number },
  bind: (value: unknown) => `$${number}`,
): string {
  const { behind, order } = page;
  const ofEachApp = ordering(sort, 'invoice_no');
  const parts: string[] = [];
  if (orderIds) parts.push(`i.order_id = any (${bind(orderIds)}::bigint[])`);
  if (behind) parts.push(ofEachApp.behind('i', behind, bind));
  if (from) parts.push(`i.invoice_no >= ${bind(firstIdAt(from))}`);
  if (to) parts.push(`i.invoice_no < ${bind(firstIdAt(to))}`);
  if (status) parts.push(STATUS[status]);
  if (number !== undefined) {
    const ours = isId(number) ? bind(number) : undefined;
    const named = `i.number = ${bind(number)}`;
    parts.push(ours ? `(${named} or i.invoice_no = ${ours} or i.order_id = ${ours})` : named);
  }
  const app = bind(appId ?? null);
  const most = bind(page.limit);
  return `select found.app_id, found.invoice_no, found.amount
            from apps a cross join lateral (
              select i.app_id, i.invoice_no, i.amount from invoices i
               where ${ofApp('i')} ${parts.map((part) => `and ${part}`).join(' ')}
               order by ${ofEachApp.ofApp('i')} limit ${most}) found
           where ${inScope('a.school_id', bind(schoolsIn(scope)))} and (${app}::text is null or a.app_id = ${app})
           ${order ? `order by ${order.of('found')}` : ''} limit ${most}`;
}
