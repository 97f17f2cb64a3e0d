import type { PaymentCredential } from '../channels/channel.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { Payment } from './payment.ts';
import { IS_OPEN, NEW_PAYMENT, type NewPayment, PAYMENT, requestBodyContext } from './payment-row.ts';

/** The key of a payment; the app is part of every money table's key. */
export interface PaymentKey {
  readonly appId: string;
  readonly paymentNo: string;
}

/** Stores the intent to pay, request bytes included, before the channel is called. */
export function insertPayment(tx: Transaction, vault: Vault, payment: NewPayment): void {
  tx.send({
    name: 'insert-payment',
    text: `insert into payments (${NEW_PAYMENT.written}, sent_at)
           values (${NEW_PAYMENT.places()}, $${NEW_PAYMENT.width + 1})`,
    values: [...NEW_PAYMENT.valuesOf(payment, vault), payment.createdAt],
  });
}

/** The request body of a payment that may be sent again, byte for byte. */
export async function findPaymentRequestBody(q: Queryable, vault: Vault, key: PaymentKey): Promise<string> {
  const [row] = await q.query<{ request_body: string | null; request_body_sealed: Buffer | null }>({
    name: 'find-payment-request-body',
    text: 'select request_body, request_body_sealed from payments where app_id = $1 and payment_no = $2',
    values: [key.appId, key.paymentNo],
  });
  if (row?.request_body_sealed)
    return String(vault.open(requestBodyContext(key.paymentNo), row.request_body_sealed));
  if (!row?.request_body) throw new Error(`payment ${key.paymentNo} of app ${key.appId} has no request`);
  return row.request_body;
}

export async function findPayment(q: Queryable, vault: Vault, key: PaymentKey): Promise<Payment | undefined> {
  return PAYMENT.one(q, vault, {
    name: 'find-payment',
    text: `select ${PAYMENT.selected} from payments where app_id = $1 and payment_no = $2`,
    values: [key.appId, key.paymentNo],
  });
}

/** By the number a channel knows it by. */
export async function findPaymentByNo(
  q: Queryable,
  vault: Vault,
  paymentNo: string,
): Promise<Payment | undefined> {
  return PAYMENT.one(q, vault, {
    name: 'find-payment-by-no',
    text: `select ${PAYMENT.selected} from payments where payment_no = $1`,
    values: [paymentNo],
  });
}

/** Locks the payment; lock its order first when both are needed. */
export async function lockPayment(tx: Transaction, vault: Vault, key: PaymentKey): Promise<Payment> {
  const found = await PAYMENT.one(tx, vault, {
    name: 'lock-payment',
    text: `select ${PAYMENT.selected} from payments where app_id = $1 and payment_no = $2 for no key update`,
    values: [key.appId, key.paymentNo],
  });
  if (!found) throw new Error(`payment ${key.paymentNo} of app ${key.appId} does not exist`);
  return found;
}

/** The payments of an order that could still succeed, newest first. */
export async function findOpenPayments(
  q: Queryable,
  vault: Vault,
  { appId, orderId }: Pick<Payment, 'appId' | 'orderId'>,
): Promise<Payment[]> {
  return PAYMENT.all(q, vault, {
    name: 'find-open-payments',
    text: `select ${PAYMENT.selected} from payments where app_id = $1 and order_id = $2 and ${IS_OPEN}
            order by payment_no desc`,
    values: [appId, orderId],
  });
}

/** When a channel was last asked to make a payment of an order in a scene, whatever came of it. */
export async function findLastSent(
  q: Queryable,
  { appId, orderId, channel, scene }: Pick<Payment, 'appId' | 'orderId' | 'channel' | 'scene'>,
): Promise<Date | undefined> {
  const [row] = await q.query<{ sent_at: Date | null }>({
    name: 'find-last-sent',
    text: `select max(sent_at) as sent_at from payments
            where app_id = $1 and order_id = $2 and channel = $3 and scene = $4`,
    values: [appId, orderId, channel, scene],
  });
  return row?.sent_at ?? undefined;
}

/** The same bytes go out again. */
export function markPaymentSent(tx: Transaction, key: PaymentKey, at: Date): void {
  tx.send({
    name: 'mark-payment-sent',
    text: 'update payments set sent_at = $3 where app_id = $1 and payment_no = $2',
    values: [key.appId, key.paymentNo, at],
  });
}

/** The channel took the payment, or may have: `credential` is what the payer's device needs. */
export async function markPaymentAnswered(
  q: Queryable,
  key: PaymentKey,
  answer: { credential: PaymentCredential } | 'unknown',
  dueAt: Date,
): Promise<void> {
  const credential = answer === 'unknown' ? undefined : answer.credential;
  const { expiresAt, ...stored } = credential ?? { expiresAt: undefined };
  await q.query({
    name: 'mark-payment-answered',
    text: `update payments set status = $3, credential = coalesce($4, credential),
                               credential_expires_at = coalesce($5, credential_expires_at), due_at = $6
            where app_id = $1 and payment_no = $2
              and (status in ('created', 'unknown') or status = 'pending' and $3 = 'pending')`,
    values: [
      key.appId,
      key.paymentNo,
      credential ? 'pending' : 'unknown',
      credential ? JSON.stringify(stored) : null,
      expiresAt ?? null,
      dueAt,
    ],
  });
}

/** No money can come of it any more: the channel closed it or never had it. */
export async function markPaymentClosed(q: Queryable, key: PaymentKey, now: Date): Promise<void> {
  await q.query({
    name: 'mark-payment-closed',
    text: `update payments set status = 'closed', closed_at = $3, due_at = null
            where app_id = $1 and payment_no = $2 and ${IS_OPEN}`,
    values: [key.appId, key.paymentNo, now],
  });
}
