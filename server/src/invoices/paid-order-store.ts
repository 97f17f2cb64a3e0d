import type { Channel } from '../channels/channel.ts';
import type { Transaction } from '../db/database.ts';

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
  const [row] = await tx.query<{
    body: string;
    school_name: string;
    channel: Channel;
    transaction_id: string;
    paid_at: Date;
    remaining: string;
  }>({
    name: 'find-paid-order',
    text: `select o.body, s.name as school_name, p.channel, p.transaction_id, p.paid_at,
                  p.paid_fee - p.refunded_fee as remaining
             from orders o
             join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no
             join apps a on a.app_id = o.app_id
             join schools s using (school_id)
            where o.app_id = $1 and o.order_id = $2 for no key update of p`,
    values: [appId, orderId],
  });
  if (!row) throw new Error(`order ${orderId} of app ${appId} has not been paid`);
  return {
    body: row.body,
    schoolName: row.school_name,
    channel: row.channel,
    transactionId: row.transaction_id,
    paidAt: row.paid_at,
    remaining: Number(row.remaining),
  };
}
