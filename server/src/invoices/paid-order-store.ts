import type { Channel } from '../channels/channel.ts';
import { columns } from '../db/columns.ts';
import type { Transaction } from '../db/database.ts';
import { fen, instant, text } from '../db/fields.ts';

/** What a document says of an order that was paid. Amounts are fen. */
export interface PaidOrder {
  readonly body: string;
  readonly schoolName: string;
  readonly channel: Channel;
  readonly transactionId: string;
  readonly paidAt: Date;
  /** What was paid and has not been given back. */
  readonly remaining: number;
}

/** Locks the payment that paid the order, so that what is left of it stays what it is. */
export async function findPaidOrder(tx: Transaction, appId: string, orderId: string): Promise<PaidOrder> {
  const paid = await PAID_ORDER.one(tx, {
    name: 'find-paid-order',
    text: `select ${PAID_ORDER.selected}
             from orders o
             join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no
             join apps a on a.app_id = o.app_id
             join schools s using (school_id)
            where o.app_id = $1 and o.order_id = $2 for no key update of p`,
    values: [appId, orderId],
  });
  if (!paid) throw new Error(`order ${orderId} of app ${appId} has not been paid`);
  return paid;
}

const PAID_ORDER = columns<PaidOrder>()({
  body: text('o.body'),
  schoolName: text('s.name as school_name'),
  channel: text('p.channel'),
  transactionId: text('p.transaction_id'),
  paidAt: instant('p.paid_at'),
  remaining: fen('p.paid_amount - p.refunded_amount as remaining'),
});
