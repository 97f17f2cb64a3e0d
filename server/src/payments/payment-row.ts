import type { PaymentCredential } from '../channels/channel.ts';
import { columns, type Of, pick, projection } from '../db/columns.ts';
import { fen, flag, id, instant, integer, json, made, optional, sealed, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import { payerUid } from '../payers/payer-uid.ts';
import type { Payment } from './payment.ts';

type Numbered = Pick<Payment, 'paymentNo'>;
const noOf = ({ paymentNo }: Numbered): string => paymentNo;

/** What the payer's device needs, with the time after which it is of no use. */
const HANDLE = {
  stored: optional(json<Record<string, string>>('credential')),
  expiresAt: optional(instant('credential_expires_at')),
};

export const PAYMENT = columns<Payment, Vault>()({
  appId: text('app_id'),
  paymentNo: id('payment_no'),
  orderId: id('order_id'),
  channel: text('channel'),
  scene: text('scene'),
  channelAccountId: text('channel_account_id'),
  openid: payerUid('payments.openid_sealed', noOf),
  totalAmount: fen('total_amount'),
  status: text('status'),
  credential: made(HANDLE, ({ stored, expiresAt }) =>
    stored && expiresAt ? ({ ...stored, expiresAt } as PaymentCredential) : undefined,
  ),
  createdAt: instant('created_at'),
  expiresAt: instant('expires_at'),
  transactionId: optional(text('transaction_id')),
  paidAmount: optional(fen('paid_amount')),
  paidAt: optional(instant('paid_at')),
  payerUid: payerUid('payments.payer_uid_sealed', noOf),
  disposition: optional(text('disposition')),
  refundingAmount: fen('refunding_amount'),
  refundedAmount: fen('refunded_amount'),
  checks: integer('checks'),
  inDoubt: flag('in_doubt'),
});

export const NEW_PAYMENT = projection<Vault>()({
  ...pick(PAYMENT.fields, 'appId', 'paymentNo', 'orderId', 'channel', 'scene', 'channelAccountId', 'openid'),
  ...pick(PAYMENT.fields, 'totalAmount', 'createdAt', 'expiresAt'),
  requestBody: sealed<string, Numbered>('request_body_sealed', ({ paymentNo }) =>
    requestBodyContext(paymentNo),
  ),
  dueAt: instant('due_at'),
});

/** What is known of a payment before the channel is called; `request` is the bytes that it is sent. */
export type NewPayment = Of<typeof NEW_PAYMENT>;

/** What a payment's request body is sealed with, besides the key. */
export function requestBodyContext(paymentNo: string): string {
  return `payments.request_sealed|${paymentNo}`;
}

/** It could still succeed. */
export const IS_OPEN = `status in ('created', 'pending', 'unknown')`;
