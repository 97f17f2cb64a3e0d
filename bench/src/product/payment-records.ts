import { runSql } from './postgres.ts';

/** What the database says of a paid order. Times are of the machine's clock, in milliseconds. */
export interface PaymentRecord {
  readonly orderId: string;
  readonly paymentNo: string;
  readonly appId: string;
  /** When its booking began, whose commit queues the notification. */
  readonly bookedAt: number;
  readonly paidAmount: number;
  readonly isTold: boolean;
}

/** Every paid order of a database. */
export async function paymentRecords(databaseUrl: string): Promise<PaymentRecord[]> {
  const rows = await runSql<{
    order_id: string;
    payment_no: string;
    app_id: string;
    paid_amount: string;
    booked_at: string;
    status: string;
  }>(
    databaseUrl,
    `select o.order_id, o.payment_no, o.app_id, n.status, extract(epoch from n.created_at) * 1000 as booked_at,
            p.paid_amount
       from orders o
       join notifications n using (app_id, order_id)
       join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no
      where o.status = 'paid'`,
  );
  return rows.map((row) => ({
    orderId: row.order_id,
    paymentNo: row.payment_no,
    appId: row.app_id,
    bookedAt: Number(row.booked_at),
    paidAmount: Number(row.paid_amount),
    isTold: row.status === 'delivered',
  }));
}
