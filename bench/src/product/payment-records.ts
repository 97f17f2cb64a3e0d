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

/** Those of these orders that are paid, read by their numbers, whatever else the database holds. */
export async function paymentRecords(
  databaseUrl: string,
  orderIds: readonly string[],
): Promise<PaymentRecord[]> {
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
       from unnest($1::bigint[]) as asked (order_id)
       join orders o using (order_id)
       join notifications n on n.app_id = o.app_id and n.order_id = o.order_id
       join payments p on p.payment_no = o.payment_no
      where o.status = 'paid'`,
    [orderIds],
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

/** Whether notifications wait to be sent, but to these apps; only those that wait are read. */
export async function areNotificationsPending(
  databaseUrl: string,
  exceptApps: readonly string[] = [],
): Promise<boolean> {
  const [row] = await runSql<{ pending: boolean }>(
    databaseUrl,
    `select exists (select from notifications where next_attempt_at is not null and app_id <> all ($1)) as pending`,
    [exceptApps],
  );
  return row?.pending ?? false;
}
