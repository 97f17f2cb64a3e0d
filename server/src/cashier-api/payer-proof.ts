import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { DAY_MS } from '../lib/clock.ts';
import type { Payment } from '../payments/payment.ts';
import { openUnexpired, sealExpiring } from './expiring-value.ts';
import { payerOf } from './payer-identity.ts';
import { sealedCookie } from './sealed-cookie.ts';

/** Documents may take some working days; after that the payer proves himself by his wallet. */
const PAYING_MS = 30 * DAY_MS;

/** Where an order's payer asks for its invoice. */
export function invoicePath(orderId: string): string {
  return `/pay/invoice/${encodeURIComponent(orderId)}`;
}

/** Remembers, in the browser that was given a way to pay, which payment that was. */
export function rememberPaying(
  core: Core,
  reply: FastifyReply,
  { orderId, paymentNo }: Pick<Payment, 'orderId' | 'paymentNo'>,
): void {
  const name = payingCookie(paymentNo);
  const value = sealExpiring(core, `cookie|${name}`, paymentNo, PAYING_MS);
  sealedCookie(core, reply, { name, value, path: invoicePath(orderId), lifeMs: PAYING_MS });
}

/** Whether this browser was given the way by which the order was paid, or has signed in as the account that paid. */
export function isPayer(
  core: Core,
  request: FastifyRequest,
  { paymentNo, payerUid }: Payment,
  account: ChannelAccount | undefined,
): boolean {
  const name = payingCookie(paymentNo);
  if (openUnexpired(core, `cookie|${name}`, request.cookies[name])) return true;
  return account !== undefined && Boolean(payerUid) && payerOf(core, request, account) === payerUid;
}

function payingCookie(paymentNo: string): string {
  return `paid_${paymentNo}`;
}
