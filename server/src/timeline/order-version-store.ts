import type { Queryable } from '../db/database.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';

const ofOrder = (table: string) => `from ${table} t where t.app_id = o.app_id and t.order_id = o.order_id`;
/** The rows of a table as one text, in the order of their numbers. */
const all = (table: string, number: string, ...columns: readonly string[]) =>
  `(select string_agg(concat_ws(',', ${[number, ...columns].map((column) => `t.${column}`).join()}), ';' order by t.${number}) ${ofOrder(table)})`;

/**
 * How an order stands, as a text that another state has not; undefined when there is no such order in these schools.
 * Nothing of a person is read.
 */
export async function findOrderVersion(
  q: Queryable,
  scope: SchoolScope,
  orderId: string,
): Promise<string | undefined> {
  const [row] = await q.query<{ version: string }>({
    name: 'find-order-version',
    text: `select md5(concat_ws(' ', o.status, o.closed_at,
             ${all('payments', 'payment_no', 'status', 'paid_amount', 'refunding_amount', 'refunded_amount', 'closed_at')},
             ${all('refunds', 'refund_id', 'status', 'accepted_at', 'abnormal_at', 'dismissed_at')},
             ${all('refund_applications', 'refund_application_id', 'status')},
             ${all('notifications', 'notification_id', 'status', 'attempts')},
             ${all('invoices', 'invoice_no', 'status', 'archived_at')},
             (select string_agg(concat_ws(',', t.invoice_no, d.delivery_method, d.status), ';'
                                order by t.invoice_no, d.delivery_method)
                from invoices t join invoice_deliveries d using (app_id, invoice_no)
               where t.app_id = o.app_id and t.order_id = o.order_id))) as version
             from orders o join apps a using (app_id)
            where o.order_id = $2 and ${inScope('a.school_id', '$1')}`,
    values: [schoolsIn(scope), orderId],
  });
  return row?.version;
}
