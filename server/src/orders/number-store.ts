import type { NumberKind } from '@zhixiao/contract/codes/search';
import type { Queryable } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import { type SchoolScope, schoolsIn } from '../schools/scope.ts';

/** More orders than one number belongs to, unless partners count alike. */
const MOST = 20;

/**
 * The orders that a number belongs to, and what the number is, the newest first. Each kind is found by an index of its own; what
 * a partner numbers, and notifications, by the app and the number. Orders of other schools may be among them.
 */
export async function findOrdersOfNumber(
  q: Queryable,
  scope: SchoolScope,
  number: string,
): Promise<{ readonly orderId: string; readonly foundBy: NumberKind }[]> {
  const rows = await q.query<{ order_id: string; found_by: NumberKind }>({
    name: 'find-orders-of-number',
    text: `with own as (select app_id from apps where $1::text[] is null or school_id = any ($1))
           select order_id, 'order' as found_by from orders where order_id = $3
           union all select order_id, 'out_trade_no' from own join orders using (app_id) where out_trade_no = $2
           union all select order_id, 'payment' from payments where payment_no = $3
           union all select order_id, 'transaction' from payments where transaction_id = $2
           union all select order_id, 'refund' from refunds where refund_id = $3
           union all select order_id, 'out_refund_no' from own join refunds using (app_id) where out_refund_no = $2
           union all select order_id, 'channel_refund' from refunds where channel_refund_id = $2
           union all select order_id, 'refund_application' from refund_applications where refund_application_id = $3
           union all select order_id, 'notification' from own join notifications using (app_id) where notification_id = $3
           union all select order_id, 'invoice' from invoices where invoice_no = $3
           union all select order_id, 'invoice' from invoices where number = $2
           order by order_id desc limit $4`,
    values: [schoolsIn(scope), number, isId(number) ? number : null, MOST],
  });
  return rows.map((row) => ({ orderId: row.order_id, foundBy: row.found_by }));
}
