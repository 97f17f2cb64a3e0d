import type { Channel, PaidEvidence, PaymentHandle, Scene } from '../channels/channel.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { claimDue } from '../jobs/claim-due.ts';
import { plusMs } from '../lib/clock.ts';
import type { Vault } from '../lib/vault.ts';
import { openPayerUid, sealPayerUid } from '../payers/payer-uid.ts';
import { type Disposition, type Payment, type PaymentStatus, QUESTION_GAP_MS } from './payment.ts';

/** The key of a payment; the app is part of every money table's key. */
export interface PaymentKey {
  readonly appId: string;
  readonly paymentNo: string;
}

interface PaymentRow {
  readonly app_id: string;
  readonly payment_no: string;
  readonly order_id: string;
  readonly channel: Channel;
  readonly scene: Scene;
  readonly channel_account_id: string;
  readonly openid: string | null;
  readonly openid_sealed: Buffer | null;
  readonly total_fee: string;
  readonly status: PaymentStatus;
  readonly handle: Record<string, string> | null;
  readonly handle_expires_at: Date | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly transaction_id: string | null;
  readonly paid_fee: string | null;
  readonly paid_at: Date | null;
  readonly payer_uid: string | null;
  readonly payer_uid_sealed: Buffer | null;
  readonly disposition: Disposition | null;
  readonly refunding_fee: string;
  readonly refunded_fee: string;
  readonly checks: number;
  readonly in_doubt: boolean;
}

const COLUMNS = `app_id, payment_no, order_id, channel, scene, channel_account_id, openid, openid_sealed, total_fee,
  status, handle, handle_expires_at, created_at, expires_at, transaction_id, paid_fee, paid_at, payer_uid,
  payer_uid_sealed, disposition, refunding_fee, refunded_fee, checks, in_doubt`;

const OPEN = `status in ('created', 'pending', 'unknown')`;

/** Stores the intent to pay, request bytes included, before the channel is called. */
export async function insertPayment(
  tx: Transaction,
  vault: Vault,
  payment: Pick<
    Payment,
    | 'appId'
    | 'paymentNo'
    | 'orderId'
    | 'channel'
    | 'scene'
    | 'channelAccountId'
    | 'openid'
    | 'totalFee'
    | 'createdAt'
    | 'expiresAt'
  > & { readonly request: string; readonly dueAt: Date },
): Promise<void> {
  const { appId, paymentNo } = payment;
  const openid = sealPayerUid(vault, 'payments.openid_sealed', { appId, no: paymentNo }, payment.openid);
  await tx.query({
    name: 'insert-payment',
    text: `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, openid_sealed,
                                 openid_index, total_fee, request_sealed, created_at, sent_at, expires_at, due_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13)`,
    values: [
      appId,
      paymentNo,
      payment.orderId,
      payment.channel,
      payment.scene,
      payment.channelAccountId,
      openid.sealed,
      openid.index,
      payment.totalFee,
      vault.seal(requestPlace(paymentNo), payment.request),
      payment.createdAt,
      payment.expiresAt,
      payment.dueAt,
    ],
  });
}

/** The request of a payment that may be sent again, byte for byte. */
export async function findPaymentRequest(q: Queryable, vault: Vault, key: PaymentKey): Promise<string> {
  const [row] = await q.query<{ request: string | null; request_sealed: Buffer | null }>({
    name: 'find-payment-request',
    text: 'select request, request_sealed from payments where app_id = $1 and payment_no = $2',
    values: [key.appId, key.paymentNo],
  });
  if (row?.request_sealed) return String(vault.open(requestPlace(key.paymentNo), row.request_sealed));
  if (!row?.request) throw new Error(`payment ${key.paymentNo} of app ${key.appId} has no request`);
  return row.request;
}

/** Where a payment's request is sealed. */
export function requestPlace(paymentNo: string): string {
  return `payments.request_sealed|${paymentNo}`;
}

export async function findPayment(q: Queryable, vault: Vault, key: PaymentKey): Promise<Payment | undefined> {
  const [row] = await q.query<PaymentRow>({
    name: 'find-payment',
    text: `select ${COLUMNS} from payments where app_id = $1 and payment_no = $2`,
    values: [key.appId, key.paymentNo],
  });
  return row && fromRow(vault, row);
}

/** By the number a channel knows it by. */
export async function findPaymentByNo(
  q: Queryable,
  vault: Vault,
  paymentNo: string,
): Promise<Payment | undefined> {
  const [row] = await q.query<PaymentRow>({
    name: 'find-payment-by-no',
    text: `select ${COLUMNS} from payments where payment_no = $1`,
    values: [paymentNo],
  });
  return row && fromRow(vault, row);
}

/** Locks the payment; lock its order first when both are needed. */
export async function lockPayment(tx: Transaction, vault: Vault, key: PaymentKey): Promise<Payment> {
  const [row] = await tx.query<PaymentRow>({
    name: 'lock-payment',
    text: `select ${COLUMNS} from payments where app_id = $1 and payment_no = $2 for no key update`,
    values: [key.appId, key.paymentNo],
  });
  if (!row) throw new Error(`payment ${key.paymentNo} of app ${key.appId} does not exist`);
  return fromRow(vault, row);
}

/** The payments of an order that could still succeed, newest first. */
export async function findOpenPayments(
  q: Queryable,
  vault: Vault,
  { appId, orderId }: Pick<Payment, 'appId' | 'orderId'>,
): Promise<Payment[]> {
  const rows = await q.query<PaymentRow>({
    name: 'find-open-payments',
    text: `select ${COLUMNS} from payments where app_id = $1 and order_id = $2 and ${OPEN}
            order by payment_no desc`,
    values: [appId, orderId],
  });
  return rows.map((row) => fromRow(vault, row));
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
export async function markPaymentSent(q: Queryable, key: PaymentKey, at: Date): Promise<void> {
  await q.query({
    name: 'mark-payment-sent',
    text: 'update payments set sent_at = $3 where app_id = $1 and payment_no = $2',
    values: [key.appId, key.paymentNo, at],
  });
}

/** The channel took the payment, or may have: `handle` is what the payer's device needs. */
export async function markPaymentAnswered(
  q: Queryable,
  key: PaymentKey,
  answer: { handle: PaymentHandle } | 'unknown',
  dueAt: Date,
): Promise<void> {
  const handle = answer === 'unknown' ? undefined : answer.handle;
  const { expiresAt, ...stored } = handle ?? { expiresAt: undefined };
  await q.query({
    name: 'mark-payment-answered',
    text: `update payments set status = $3, handle = coalesce($4, handle),
                               handle_expires_at = coalesce($5, handle_expires_at), due_at = $6
            where app_id = $1 and payment_no = $2
              and (status in ('created', 'unknown') or status = 'pending' and $3 = 'pending')`,
    values: [
      key.appId,
      key.paymentNo,
      handle ? 'pending' : 'unknown',
      handle ? JSON.stringify(stored) : null,
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
            where app_id = $1 and payment_no = $2 and ${OPEN}`,
    values: [key.appId, key.paymentNo, now],
  });
}

/** @param evidenceAccountId the merchant account whose word it is: the payment's own, or the database refuses */
export async function markPaymentSucceeded(
  tx: Transaction,
  vault: Vault,
  key: PaymentKey,
  evidence: PaidEvidence,
  evidenceAccountId: string,
  disposition: Disposition,
): Promise<void> {
  const { appId, paymentNo: no } = key;
  const payer = sealPayerUid(vault, 'payments.payer_uid_sealed', { appId, no }, evidence.payerUid);
  await tx.query({
    name: 'mark-payment-succeeded',
    text: `update payments set status = 'succeeded', transaction_id = $3, paid_fee = $4, paid_at = $5,
                               payer_uid_sealed = $6, payer_uid_index = $7, disposition = $8,
                               evidence_account_id = $9, due_at = null
            where app_id = $1 and payment_no = $2`,
    values: [
      key.appId,
      key.paymentNo,
      evidence.transactionId,
      evidence.paidFee,
      evidence.paidAt,
      payer.sealed,
      payer.index,
      disposition,
      evidenceAccountId,
    ],
  });
}

/** Has a worker look at every open payment of the order now. */
export async function expediteOpenPayments(
  tx: Transaction,
  appId: string,
  orderId: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'expedite-open-payments',
    text: `update payments set due_at = $3 where app_id = $1 and order_id = $2 and ${OPEN}`,
    values: [appId, orderId, now],
  });
}

/** When a worker asks the channel again; counts the question just asked, and whether it was left unanswered. */
export async function rescheduleCheck(
  q: Queryable,
  key: PaymentKey,
  dueAt: Date,
  inDoubt: boolean,
): Promise<void> {
  await q.query({
    name: 'reschedule-check',
    text: `update payments set due_at = $3, checks = checks + 1, in_doubt = $4
            where app_id = $1 and payment_no = $2 and ${OPEN}`,
    values: [key.appId, key.paymentNo, dueAt, inDoubt],
  });
}

/** Whether an order has a payment that a payer could have made and the channel could not say anything about. */
export async function hasDoubtfulPayment(q: Queryable, appId: string, orderId: string): Promise<boolean> {
  const rows = await q.query({
    name: 'has-doubtful-payment',
    text: `select 1 from payments
            where app_id = $1 and order_id = $2 and ${OPEN} and in_doubt and handle is not null limit 1`,
    values: [appId, orderId],
  });
  return rows.length > 0;
}

/** Takes due payments for this worker until `leaseUntil`. */
export async function claimDuePayments(
  q: Queryable,
  vault: Vault,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<Payment[]> {
  const rows = await claimDue<PaymentRow>(q, now, leaseUntil, limit, {
    name: 'claim-due-payments',
    table: 'payments',
    key: 'app_id, payment_no',
    returning: COLUMNS,
  });
  return rows.map((row) => fromRow(vault, row));
}

/** The channels are asked about one order at most this often, however many ask us, and in however many processes. */
/**
 * Takes the right to ask the channels about an order's open payments, or about those `among` them, unless some payment
 * of the order was asked about just now: many callers, few questions.
 */
export async function claimQuestions(
  q: Queryable,
  vault: Vault,
  { appId, orderId }: { readonly appId: string; readonly orderId: string },
  now: Date,
  among?: readonly PaymentKey[],
): Promise<Payment[]> {
  const rows = await q.query<PaymentRow>({
    name: 'claim-questions',
    // locked rows are skipped: whoever holds one is asking or booking already; asked in the future, by more than two
    // callers' clocks can be apart, means that the clock was wrong then
    text: `update payments set asked_at = $3
            where (app_id, payment_no) in (
              select app_id, payment_no from payments
               where app_id = $1 and order_id = $2 and ${OPEN} and (asked_at is null or asked_at <= $4 or asked_at > $5)
                 and ($6::bigint[] is null or payment_no = any ($6::bigint[]))
                 and not exists (select from payments asked where asked.app_id = $1 and asked.order_id = $2
                                    and asked.asked_at > $4 and asked.asked_at <= $5)
                 for no key update skip locked)
           returning ${COLUMNS}`,
    values: [
      appId,
      orderId,
      now,
      plusMs(now, -QUESTION_GAP_MS),
      plusMs(now, QUESTION_GAP_MS),
      among?.map(({ paymentNo }) => paymentNo) ?? null,
    ],
  });
  return rows.map((row) => fromRow(vault, row));
}

function fromRow(vault: Vault, row: PaymentRow): Payment {
  const handle =
    row.handle && row.handle_expires_at
      ? ({ ...row.handle, expiresAt: row.handle_expires_at } as PaymentHandle)
      : undefined;
  return {
    appId: row.app_id,
    paymentNo: row.payment_no,
    orderId: row.order_id,
    channel: row.channel,
    scene: row.scene,
    channelAccountId: row.channel_account_id,
    openid: openPayerUid(vault, 'payments.openid_sealed', row.payment_no, {
      sealed: row.openid_sealed,
      plain: row.openid,
    }),
    totalFee: Number(row.total_fee),
    status: row.status,
    handle,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    transactionId: row.transaction_id ?? undefined,
    paidFee: row.paid_fee === null ? undefined : Number(row.paid_fee),
    paidAt: row.paid_at ?? undefined,
    payerUid: openPayerUid(vault, 'payments.payer_uid_sealed', row.payment_no, {
      sealed: row.payer_uid_sealed,
      plain: row.payer_uid,
    }),
    disposition: row.disposition ?? undefined,
    refundingFee: Number(row.refunding_fee),
    refundedFee: Number(row.refunded_fee),
    checks: row.checks,
    inDoubt: row.in_doubt,
  };
}
