import type { PayType } from '@zhixiao/contract/codes/channels';
import type { Queryable, Transaction } from '../db/database.ts';
import { claimDue } from '../jobs/claim-due.ts';
import type { Vault } from '../lib/vault.ts';
import { openPayerUid, sealPayerUid } from '../payers/payer-uid.ts';
import { appInScope, inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { Cancellation, CloseReason, Order, OrderStatus, OrderTerms, Payer } from './order.ts';
import { userNameMark, userNoMark } from './payer-marks.ts';

interface OrderRow {
  readonly app_id: string;
  readonly order_id: string;
  readonly out_trade_no: string;
  readonly body: string;
  readonly total_fee: string;
  readonly pay_type: PayType | null;
  readonly openid: string | null;
  readonly openid_sealed: Buffer | null;
  readonly notify_url: string;
  readonly return_url: string | null;
  readonly payer_sealed: Buffer | null;
  readonly status: OrderStatus;
  readonly close_reason: CloseReason | null;
  readonly close_by: string | null;
  readonly close_note: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly paid_at: Date | null;
  readonly payment_no: string | null;
  readonly closed_at: Date | null;
  readonly wants_invoice: boolean;
}

const COLUMNS = `app_id, order_id, out_trade_no, body, total_fee, pay_type, openid, openid_sealed, notify_url,
  return_url, payer_sealed, invoice_sealed is not null as wants_invoice, status, close_reason, close_by, close_note,
  created_at, expires_at, paid_at, payment_no, closed_at`;

/** A pending order about to be inserted. */
export interface NewOrder {
  readonly appId: string;
  readonly orderId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly terms: OrderTerms;
}

/** Inserts pending orders; for each, false when its order id or its out_trade_no is taken. */
export async function insertOrders(
  q: Queryable,
  vault: Vault,
  orders: readonly NewOrder[],
): Promise<boolean[]> {
  const column = <T>(read: (order: NewOrder) => T) => orders.map(read);
  const openids = column(({ appId, orderId: no, terms }) =>
    sealPayerUid(vault, 'orders.openid_sealed', { appId, no }, terms.openid),
  );
  const rows = await q.query<{ order_id: string }>({
    name: 'insert-orders',
    text: `insert into orders (app_id, order_id, out_trade_no, body, total_fee, pay_type, openid_sealed,
                               openid_index, notify_url, return_url, payer_sealed, user_no_mark, user_name_mark,
                               invoice_sealed, created_at, expires_at, due_at)
           select *, expires_at from unnest(
             $1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::smallint[], $7::bytea[], $8::bytea[],
             $9::text[], $10::text[], $11::bytea[], $12::bigint[], $13::bigint[], $14::bytea[], $15::timestamptz[],
             $16::timestamptz[])
             as o(app_id, order_id, out_trade_no, body, total_fee, pay_type, openid_sealed, openid_index, notify_url,
                  return_url, payer_sealed, user_no_mark, user_name_mark, invoice_sealed, created_at, expires_at)
           on conflict do nothing returning order_id`,
    values: [
      column(({ appId }) => appId),
      column(({ orderId }) => orderId),
      column(({ terms }) => terms.outTradeNo),
      column(({ terms }) => terms.body),
      column(({ terms }) => terms.totalFee),
      column(({ terms }) => terms.payType ?? null),
      openids.map(({ sealed }) => sealed),
      openids.map(({ index }) => index),
      column(({ terms }) => terms.notifyUrl),
      column(({ terms }) => terms.returnUrl ?? null),
      column((order) => sealedPayer(vault, order)),
      column(({ terms }) => userNoMark(vault, terms.payer.userNo)),
      column(({ terms }) => userNameMark(vault, terms.payer.userName)),
      column(({ orderId, terms }) =>
        terms.invoice ? vault.seal(invoiceTermsPlace(orderId), terms.invoice) : null,
      ),
      column(({ createdAt }) => createdAt),
      column(({ expiresAt }) => expiresAt),
    ],
  });
  const inserted = new Set(rows.map((row) => row.order_id));
  return orders.map(({ orderId }) => inserted.has(orderId));
}

function sealedPayer(vault: Vault, { orderId, terms: { payer } }: NewOrder): Buffer | null {
  const isNamed = payer.userNo !== undefined || payer.userName !== undefined;
  return isNamed ? vault.seal(payerPlace(orderId), payer) : null;
}

/** The number a partner knows an order by. */
export interface OrderNumber {
  readonly appId: string;
  readonly outTradeNo: string;
}

/** An order, and whether somebody may be paying it now. */
export interface FoundOrder extends Order {
  readonly hasOpenPayment: boolean;
}

/** Finds orders by their partners' numbers; for each, undefined when there is none. */
export async function findOrders(
  q: Queryable,
  vault: Vault,
  numbers: readonly OrderNumber[],
): Promise<(FoundOrder | undefined)[]> {
  const rows = await q.query<OrderRow & { readonly has_open_payment: boolean }>({
    name: 'find-orders',
    text: `select ${COLUMNS}, status = 'pending' and exists (
                    select 1 from payments p
                     where p.app_id = orders.app_id and p.order_id = orders.order_id
                       and p.status in ('created', 'pending', 'unknown')) as has_open_payment
             from unnest($1::text[], $2::text[]) as wanted(app_id, out_trade_no)
             join orders using (app_id, out_trade_no)`,
    values: [numbers.map(({ appId }) => appId), numbers.map(({ outTradeNo }) => outTradeNo)],
  });
  const found = new Map(rows.map((row) => [`${row.app_id} ${row.out_trade_no}`, row]));
  return numbers.map(({ appId, outTradeNo }) => {
    const row = found.get(`${appId} ${outTradeNo}`);
    return row && { ...fromRow(vault, row), hasOpenPayment: row.has_open_payment };
  });
}

/** By the number in the cashier's address alone. */
export async function findOrderById(q: Queryable, vault: Vault, orderId: string): Promise<Order | undefined> {
  const [row] = await q.query<OrderRow>({
    name: 'find-order-by-id',
    text: `select ${COLUMNS} from orders where order_id = $1`,
    values: [orderId],
  });
  return row && fromRow(vault, row);
}

/** By its number, if it is of one of these schools. */
export async function findOrderInScope(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  orderId: string,
): Promise<Order | undefined> {
  const [row] = await q.query<OrderRow>({
    name: 'find-order-in-scope',
    text: `select ${COLUMNS} from orders
            where order_id = $1 and ${appInScope('$2')}`,
    values: [orderId, schoolsIn(scope)],
  });
  return row && fromRow(vault, row);
}

export async function findSchoolOfOrder(
  q: Queryable,
  scope: SchoolScope,
  orderId: string,
): Promise<string | undefined> {
  const [row] = await q.query<{ school_id: string }>({
    name: 'find-school-of-order',
    text: `select school_id from orders join apps using (app_id)
            where order_id = $1 and ${inScope('school_id', '$2')}`,
    values: [orderId, schoolsIn(scope)],
  });
  return row?.school_id;
}

/**
 * Locks the order for the rest of the transaction. Always lock an order before its payments. All locks
 * are `for no key update`: the foreign keys of rows inserted meanwhile take a share of the key, and
 * would wait for `for update` in the wrong order.
 */
export async function lockOrder(
  tx: Transaction,
  vault: Vault,
  appId: string,
  orderId: string,
): Promise<Order> {
  const [row] = await tx.query<OrderRow>({
    name: 'lock-order',
    text: `select ${COLUMNS} from orders where app_id = $1 and order_id = $2 for no key update`,
    values: [appId, orderId],
  });
  if (!row) throw new Error(`order ${orderId} of app ${appId} does not exist`);
  return fromRow(vault, row);
}

export async function markOrderPaid(
  tx: Transaction,
  order: Order,
  payment: { paymentNo: string; paidAt: Date },
): Promise<void> {
  await tx.query({
    name: 'mark-order-paid',
    text: `update orders set status = 'paid', paid_at = $3, payment_no = $4, due_at = null, close_reason = null,
                   close_by = null, close_note = null
            where app_id = $1 and order_id = $2`,
    values: [order.appId, order.orderId, payment.paidAt, payment.paymentNo],
  });
}

/**
 * Records that a pending order is being closed, for the reason that was first; `dueAt` is when a worker finishes what
 * is left undone.
 */
export async function markOrderClosing(
  tx: Transaction,
  order: Order,
  {
    reason,
    cancellation,
    dueAt,
  }: { reason: CloseReason; cancellation: Cancellation | undefined; dueAt: Date },
): Promise<void> {
  await tx.query({
    name: 'mark-order-closing',
    text: `update orders set close_reason = coalesce(close_reason, $3), due_at = $4,
                  close_by = case when close_reason is null then $5 else close_by end,
                  close_note = case when close_reason is null then $6 else close_note end
            where app_id = $1 and order_id = $2`,
    values: [order.appId, order.orderId, reason, dueAt, cancellation?.by ?? null, cancellation?.note ?? null],
  });
}

/** Closes an order that is being closed and has no payment left that could succeed. */
export async function markOrderClosed(tx: Transaction, order: Order, now: Date): Promise<void> {
  await tx.query({
    name: 'mark-order-closed',
    text: `update orders set status = 'closed', closed_at = $3, due_at = null
            where app_id = $1 and order_id = $2`,
    values: [order.appId, order.orderId, now],
  });
}

/** Closes due orders that nobody ever started to pay, up to `limit` at once; answers how many. */
export async function closeUntouchedOrders(q: Queryable, now: Date, limit: number): Promise<number> {
  const rows = await q.query({
    name: 'close-untouched-orders',
    text: `update orders
              set status = 'closed', close_reason = coalesce(close_reason, 'expired'), closed_at = $1, due_at = null
            where (app_id, order_id) in (
              select app_id, order_id from orders o
               where due_at <= $1
                 and not exists (select 1 from payments p where p.app_id = o.app_id and p.order_id = o.order_id)
               order by due_at limit $2 for no key update skip locked)
           returning 1`,
    values: [now, limit],
  });
  return rows.length;
}

/** Takes due orders for this worker until `leaseUntil`; after that another worker finds them again. */
export async function claimDueOrders(
  q: Queryable,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<{ appId: string; orderId: string; closeReason: CloseReason | undefined }[]> {
  const rows = await claimDue<Pick<OrderRow, 'app_id' | 'order_id' | 'close_reason'>>(
    q,
    now,
    leaseUntil,
    limit,
    {
      name: 'claim-due-orders',
      table: 'orders',
      key: 'app_id, order_id',
      returning: 'app_id, order_id, close_reason',
    },
  );
  return rows.map((row) => ({
    appId: row.app_id,
    orderId: row.order_id,
    closeReason: row.close_reason ?? undefined,
  }));
}

function fromRow(vault: Vault, row: OrderRow): Order {
  return {
    appId: row.app_id,
    orderId: row.order_id,
    outTradeNo: row.out_trade_no,
    body: row.body,
    totalFee: Number(row.total_fee),
    payType: row.pay_type ?? undefined,
    openid: openPayerUid(vault, 'orders.openid_sealed', row.order_id, {
      sealed: row.openid_sealed,
      plain: row.openid,
    }),
    notifyUrl: row.notify_url,
    returnUrl: row.return_url ?? undefined,
    payer: openPayer(vault, row),
    wantsInvoice: row.wants_invoice,
    status: row.status,
    closeReason: row.close_reason ?? undefined,
    closeBy: row.close_by ?? undefined,
    closeNote: row.close_note ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    paidAt: row.paid_at ?? undefined,
    paymentNo: row.payment_no ?? undefined,
    closedAt: row.closed_at ?? undefined,
  };
}

/** Opens the personal data of an order's row. */
export function openPayer(
  vault: Vault,
  row: { readonly order_id: string; readonly payer_sealed: Buffer | null },
): Payer {
  return row.payer_sealed ? (vault.open(payerPlace(row.order_id), row.payer_sealed) as Payer) : {};
}

/** Where the requested invoice terms are sealed; an invoice copies the sealed value. */
export function invoiceTermsPlace(orderId: string): string {
  return `orders.invoice_sealed|${orderId}`;
}

function payerPlace(orderId: string): string {
  return `orders.payer_sealed|${orderId}`;
}
