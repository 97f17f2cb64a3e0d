import type { NotificationStatus } from '@zhixiao/contract/codes/notifications';
import { from, type Of, pick, projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { bytes, flag, id, instant, integer, made, optional, text } from '../db/fields.ts';
import type { Invoice } from '../invoices/invoice.ts';
import { INVOICE } from '../invoices/invoice-row.ts';
import type { Vault } from '../lib/vault.ts';
import type { Order, Payer } from '../orders/order.ts';
import { ORDER, openPayer } from '../orders/order-row.ts';
import { PAYMENT } from '../payments/payment-row.ts';
import { callbackContext } from '../processing/callback-store.ts';
import { BILLED_ROW } from '../reconciliation/bill-store.ts';
import { REFUND_APPLICATION } from '../refunds/refund-application-store.ts';
import { REFUND } from '../refunds/refund-row.ts';
import { BILL_ROWS_OF } from './held-store.ts';
import { ORDERS, orderColumns } from './payer-uid-store.ts';
import type { OrderOf, Subject } from './subject.ts';

const ORDER_HELD = projection<Vault>()({
  appName: text('a.name'),
  ...from('o', pick(ORDER.fields, 'orderId', 'outTradeNo', 'body', 'totalAmount', 'status', 'createdAt')),
  ...from('o', pick(ORDER.fields, 'paidAt', 'closedAt')),
  isOwn: flag('k.is_own'),
  payer: made(
    { isOwn: flag('k.is_own'), sealed: optional(bytes('o.payer_sealed')) },
    ({ isOwn, sealed }, { orderId }: Pick<Order, 'orderId'>, vault: Vault): Payer =>
      isOwn ? openPayer(vault, orderId, sealed) : {},
  ),
});

/** An order in the export of a person; its name and number only if it is for that person. */
export type OrderHeld = Of<typeof ORDER_HELD>;

export function ordersHeld(q: Queryable, vault: Vault, orders: readonly OrderOf[]): Promise<OrderHeld[]> {
  return ORDER_HELD.all(q, vault, {
    name: 'orders-held',
    text: `select ${ORDER_HELD.selected}
             from ${ORDERS} join orders o using (app_id, order_id) join apps a using (app_id) order by o.order_id`,
    values: orderColumns(orders),
  });
}

const PAYMENT_HELD = projection()({
  ...pick(PAYMENT.fields, 'paymentNo', 'orderId', 'channel', 'totalAmount', 'paidAmount', 'refundedAmount'),
  ...pick(PAYMENT.fields, 'transactionId', 'status', 'createdAt', 'paidAt'),
});

export type PaymentHeld = Of<typeof PAYMENT_HELD>;

export function paymentsHeld(q: Queryable, paymentNos: readonly string[]): Promise<PaymentHeld[]> {
  return PAYMENT_HELD.all(q, {
    name: 'payments-held',
    text: `select ${PAYMENT_HELD.selected}
             from payments where payment_no = any ($1::bigint[]) order by payment_no`,
    values: [paymentNos],
  });
}

const REFUND_HELD = projection()({
  ...from('r', pick(REFUND.fields, 'refundId', 'orderId', 'paymentNo', 'refundAmount', 'cause', 'status')),
  ...from('r', pick(REFUND.fields, 'createdAt', 'settledAt')),
});

export type RefundHeld = Of<typeof REFUND_HELD>;

export function refundsHeld(q: Queryable, found: MoneyOf): Promise<RefundHeld[]> {
  return REFUND_HELD.all(q, {
    name: 'refunds-held',
    text: `select ${REFUND_HELD.selected}
             from ${ORDERS} join refunds r using (app_id, order_id)
            where r.payment_no = any ($4::bigint[]) order by r.refund_id`,
    values: [...orderColumns(found.orders), found.paymentNos],
  });
}

interface MoneyOf {
  readonly orders: readonly OrderOf[];
  readonly paymentNos: readonly string[];
}

const REFUND_APPLICATION_HELD = projection()(
  from(
    'r',
    pick(
      REFUND_APPLICATION.fields,
      'refundApplicationId',
      'orderId',
      'refundAmount',
      'reason',
      'status',
      'requestedAt',
    ),
  ),
);

export type RefundApplicationHeld = Of<typeof REFUND_APPLICATION_HELD>;

export function refundApplicationsHeld(q: Queryable, found: MoneyOf): Promise<RefundApplicationHeld[]> {
  return REFUND_APPLICATION_HELD.all(q, {
    name: 'refund-applications-held',
    text: `select ${REFUND_APPLICATION_HELD.selected}
             from ${ORDERS} join refund_applications r using (app_id, order_id)
            where k.is_own or r.payment_no = any ($4::bigint[]) order by r.refund_application_id`,
    values: [...orderColumns(found.orders), found.paymentNos],
  });
}

const NOTIFICATION_HELD = projection()({
  orderId: id('n.order_id'),
  status: text<NotificationStatus>('n.status'),
  attempts: integer('n.attempts'),
  createdAt: instant('n.created_at'),
  settledAt: optional(instant('n.settled_at')),
});

export type NotificationHeld = Of<typeof NOTIFICATION_HELD>;

export function notificationsHeld(q: Queryable, orders: readonly OrderOf[]): Promise<NotificationHeld[]> {
  return NOTIFICATION_HELD.all(q, {
    name: 'notifications-held',
    text: `select ${NOTIFICATION_HELD.selected}
             from ${ORDERS} join notifications n using (app_id, order_id) order by n.order_id`,
    values: orderColumns(orders),
  });
}

/** Invoices of the person's orders, and of orders that the person paid. */
export async function invoicesHeld(
  q: Queryable,
  vault: Vault,
  orders: readonly OrderOf[],
): Promise<(Invoice & { readonly isOwn: boolean })[]> {
  const own = new Set(orders.filter(({ isOwn }) => isOwn).map(({ orderId }) => orderId));
  const invoices = await INVOICE.all(q, vault, {
    name: 'invoices-held',
    text: `select ${INVOICE.selected} from invoices
            where (app_id, order_id) in (select app_id, order_id from unnest($1::text[], $2::bigint[]) as k (app_id, order_id))
            order by invoice_no`,
    values: orderColumns(orders).slice(0, 2),
  });
  return invoices.map((invoice) => ({ ...invoice, isOwn: own.has(invoice.orderId) }));
}

export interface CallbackHeld {
  readonly kind: 'payment' | 'refund';
  readonly paymentNo: string;
  readonly receivedAt: Date;
  readonly content: string;
}

export async function callbacksHeld(
  q: Queryable,
  vault: Vault,
  paymentNos: readonly string[],
): Promise<CallbackHeld[]> {
  const rows = await q.query<{
    channel_account_id: string;
    callback_id: string;
    kind: 'payment' | 'refund';
    payment_no: string;
    received_at: Date;
    content_sealed: Buffer;
  }>({
    name: 'callbacks-held',
    text: `select channel_account_id, callback_id, kind, subject_no as payment_no, received_at, content_sealed
             from channel_callbacks where kind = 'payment' and subject_no = any ($1::bigint[])
           union all
           select c.channel_account_id, c.callback_id, c.kind, r.payment_no, c.received_at, c.content_sealed
             from refunds r join channel_callbacks c on c.kind = 'refund' and c.subject_no = r.refund_id
            where r.payment_no = any ($1::bigint[])
           order by received_at`,
    values: [paymentNos],
  });
  return rows.map((row) => ({
    kind: row.kind,
    paymentNo: row.payment_no,
    receivedAt: row.received_at,
    content: String(vault.open(callbackContext(row.channel_account_id, row.callback_id), row.content_sealed)),
  }));
}

const BILL_ROW_HELD = projection()({
  billDate: text('bill_date::text as bill_date'),
  ...pick(BILLED_ROW.fields, 'kind', 'transactionId', 'amount'),
  happenedAt: instant('happened_at'),
});

export type BillRowHeld = Of<typeof BILL_ROW_HELD>;

export function billRowsHeld(
  q: Queryable,
  subject: Pick<Subject, 'schoolId'>,
  paymentNos: readonly string[],
): Promise<BillRowHeld[]> {
  return BILL_ROW_HELD.all(q, {
    name: 'bill-rows-held',
    text: `select ${BILL_ROW_HELD.selected} from (${BILL_ROWS_OF}) as line
            order by happened_at`,
    values: [subject.schoolId, paymentNos],
  });
}
