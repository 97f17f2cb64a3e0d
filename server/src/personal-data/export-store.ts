import type { NotificationStatus } from '@zhixiao/contract/codes/notifications';
import type { Channel } from '../channels/channel.ts';
import type { Queryable } from '../db/database.ts';
import type { Invoice } from '../invoices/invoice.ts';
import { fromRow, COLUMNS as INVOICE_COLUMNS, type InvoiceRow } from '../invoices/invoice-row.ts';
import type { Vault } from '../lib/vault.ts';
import type { OrderStatus } from '../orders/order.ts';
import { openPayer } from '../orders/order-store.ts';
import type { PaymentStatus } from '../payments/payment.ts';
import { callbackPlace } from '../processing/callback-store.ts';
import type { RefundCause, RefundStatus } from '../refunds/refund.ts';
import type { RefundRequestStatus } from '../refunds/refund-request.ts';
import { BILL_ROWS_OF } from './held-store.ts';
import { ORDERS, orderColumns } from './payer-uid-store.ts';
import type { OrderOf, Subject } from './subject.ts';

/** An order as its person is told of it; whom it is for only where that is the person. */
export interface OrderHeld {
  readonly appName: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly isOwn: boolean;
  readonly userNo: string | undefined;
  readonly userName: string | undefined;
  readonly body: string;
  readonly totalFee: number;
  readonly status: OrderStatus;
  readonly createdAt: Date;
  readonly paidAt: Date | undefined;
  readonly closedAt: Date | undefined;
}

export async function ordersHeld(
  q: Queryable,
  vault: Vault,
  orders: readonly OrderOf[],
): Promise<OrderHeld[]> {
  const rows = await q.query<{
    name: string;
    order_id: string;
    out_trade_no: string;
    is_own: boolean;
    payer_sealed: Buffer | null;
    body: string;
    total_fee: string;
    status: OrderStatus;
    created_at: Date;
    paid_at: Date | null;
    closed_at: Date | null;
  }>({
    name: 'orders-held',
    text: `select a.name, o.order_id, o.out_trade_no, k.is_own, o.payer_sealed, o.body, o.total_fee, o.status, o.created_at,
                  o.paid_at, o.closed_at
             from ${ORDERS} join orders o using (app_id, order_id) join apps a using (app_id) order by o.order_id`,
    values: orderColumns(orders),
  });
  return rows.map((row) => {
    const payer = row.is_own ? openPayer(vault, row) : {};
    return {
      appName: row.name,
      orderId: row.order_id,
      outTradeNo: row.out_trade_no,
      isOwn: row.is_own,
      userNo: payer.userNo,
      userName: payer.userName,
      body: row.body,
      totalFee: Number(row.total_fee),
      status: row.status,
      createdAt: row.created_at,
      paidAt: row.paid_at ?? undefined,
      closedAt: row.closed_at ?? undefined,
    };
  });
}

export interface PaymentHeld {
  readonly paymentNo: string;
  readonly orderId: string;
  readonly channel: Channel;
  readonly totalFee: number;
  readonly paidFee: number | undefined;
  readonly refundedFee: number;
  readonly transactionId: string | undefined;
  readonly status: PaymentStatus;
  readonly createdAt: Date;
  readonly paidAt: Date | undefined;
}

export async function paymentsHeld(q: Queryable, paymentNos: readonly string[]): Promise<PaymentHeld[]> {
  const rows = await q.query<{
    payment_no: string;
    order_id: string;
    channel: Channel;
    total_fee: string;
    paid_fee: string | null;
    refunded_fee: string;
    transaction_id: string | null;
    status: PaymentStatus;
    created_at: Date;
    paid_at: Date | null;
  }>({
    name: 'payments-held',
    text: `select payment_no, order_id, channel, total_fee, paid_fee, refunded_fee, transaction_id, status, created_at,
                  paid_at
             from payments where payment_no = any ($1::bigint[]) order by payment_no`,
    values: [paymentNos],
  });
  return rows.map((row) => ({
    paymentNo: row.payment_no,
    orderId: row.order_id,
    channel: row.channel,
    totalFee: Number(row.total_fee),
    paidFee: row.paid_fee === null ? undefined : Number(row.paid_fee),
    refundedFee: Number(row.refunded_fee),
    transactionId: row.transaction_id ?? undefined,
    status: row.status,
    createdAt: row.created_at,
    paidAt: row.paid_at ?? undefined,
  }));
}

export interface RefundHeld {
  readonly refundId: string;
  readonly orderId: string;
  readonly paymentNo: string;
  readonly refundFee: number;
  readonly cause: RefundCause;
  readonly status: RefundStatus;
  readonly createdAt: Date;
  readonly settledAt: Date | undefined;
}

export async function refundsHeld(q: Queryable, found: MoneyOf): Promise<RefundHeld[]> {
  const rows = await q.query<{
    refund_id: string;
    order_id: string;
    payment_no: string;
    refund_fee: string;
    cause: RefundCause;
    status: RefundStatus;
    created_at: Date;
    settled_at: Date | null;
  }>({
    name: 'refunds-held',
    text: `select r.refund_id, r.order_id, r.payment_no, r.refund_fee, r.cause, r.status, r.created_at, r.settled_at
             from ${ORDERS} join refunds r using (app_id, order_id)
            where r.payment_no = any ($4::bigint[]) order by r.refund_id`,
    values: [...orderColumns(found.orders), found.paymentNos],
  });
  return rows.map((row) => ({
    refundId: row.refund_id,
    orderId: row.order_id,
    paymentNo: row.payment_no,
    refundFee: Number(row.refund_fee),
    cause: row.cause,
    status: row.status,
    createdAt: row.created_at,
    settledAt: row.settled_at ?? undefined,
  }));
}

interface MoneyOf {
  readonly orders: readonly OrderOf[];
  readonly paymentNos: readonly string[];
}

export interface RefundRequestHeld {
  readonly refundRequestId: string;
  readonly orderId: string;
  readonly refundFee: number;
  readonly reason: string;
  readonly status: RefundRequestStatus;
  readonly requestedAt: Date;
}

export async function refundRequestsHeld(q: Queryable, found: MoneyOf): Promise<RefundRequestHeld[]> {
  const rows = await q.query<{
    refund_request_id: string;
    order_id: string;
    refund_fee: string;
    reason: string;
    status: RefundRequestStatus;
    requested_at: Date;
  }>({
    name: 'refund-requests-held',
    text: `select r.refund_request_id, r.order_id, r.refund_fee, r.reason, r.status, r.requested_at
             from ${ORDERS} join refund_requests r using (app_id, order_id)
            where k.is_own or r.payment_no = any ($4::bigint[]) order by r.refund_request_id`,
    values: [...orderColumns(found.orders), found.paymentNos],
  });
  return rows.map((row) => ({
    refundRequestId: row.refund_request_id,
    orderId: row.order_id,
    refundFee: Number(row.refund_fee),
    reason: row.reason,
    status: row.status,
    requestedAt: row.requested_at,
  }));
}

export interface NotificationHeld {
  readonly orderId: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly settledAt: Date | undefined;
}

export async function notificationsHeld(
  q: Queryable,
  orders: readonly OrderOf[],
): Promise<NotificationHeld[]> {
  const rows = await q.query<{
    order_id: string;
    status: NotificationStatus;
    attempts: number;
    created_at: Date;
    settled_at: Date | null;
  }>({
    name: 'notifications-held',
    text: `select n.order_id, n.status, n.attempts, n.created_at, n.settled_at
             from ${ORDERS} join notifications n using (app_id, order_id) order by n.order_id`,
    values: orderColumns(orders),
  });
  return rows.map((row) => ({
    orderId: row.order_id,
    status: row.status,
    attempts: row.attempts,
    createdAt: row.created_at,
    settledAt: row.settled_at ?? undefined,
  }));
}

/** Invoices of the person's orders, and of orders that the person paid. */
export async function invoicesHeld(
  q: Queryable,
  vault: Vault,
  orders: readonly OrderOf[],
): Promise<(Invoice & { readonly isOwn: boolean })[]> {
  const own = new Set(orders.filter(({ isOwn }) => isOwn).map(({ orderId }) => orderId));
  const rows = await q.query<InvoiceRow>({
    name: 'invoices-held',
    text: `select ${INVOICE_COLUMNS} from invoices
            where (app_id, order_id) in (select app_id, order_id from unnest($1::text[], $2::bigint[]) as k (app_id, order_id))
            order by invoice_no`,
    values: orderColumns(orders).slice(0, 2),
  });
  return rows.map((row) => ({ ...fromRow(vault, row), isOwn: own.has(row.order_id) }));
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
    content: String(vault.open(callbackPlace(row.channel_account_id, row.callback_id), row.content_sealed)),
  }));
}

export interface BillRowHeld {
  readonly billDate: string;
  readonly kind: 'payment' | 'refund';
  readonly transactionId: string;
  readonly amount: number;
  readonly happenedAt: Date;
}

export async function billRowsHeld(
  q: Queryable,
  subject: Pick<Subject, 'schoolId'>,
  paymentNos: readonly string[],
): Promise<BillRowHeld[]> {
  const rows = await q.query<{
    bill_date: string;
    kind: 'payment' | 'refund';
    transaction_id: string;
    amount: string;
    happened_at: Date;
  }>({
    name: 'bill-rows-held',
    text: `select bill_date::text, kind, transaction_id, amount, happened_at from (${BILL_ROWS_OF}) as line
            order by happened_at`,
    values: [subject.schoolId, paymentNos],
  });
  return rows.map((row) => ({
    billDate: row.bill_date,
    kind: row.kind,
    transactionId: row.transaction_id,
    amount: Number(row.amount),
    happenedAt: row.happened_at,
  }));
}
