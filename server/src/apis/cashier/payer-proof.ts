import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChannelAccount } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { DAY_MS } from '../../lib/clock.ts';
import type { Payment } from '../../payments/payment.ts';
import { openUnexpired, sealExpiring } from './expiring-value.ts';
import { type PayerCookie, readCookie, setCookie } from './payer-cookie.ts';
import { payerOf } from './payer-identity.ts';

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
  const cookie = payingCookie({ orderId, paymentNo });
  const value = sealExpiring(core, `cookie|${cookie.name}`, paymentNo, PAYING_MS);
  setCookie(core, reply, { ...cookie, value, lifeMs: PAYING_MS });
}

/** Whether this browser was given the way by which the order was paid, or has signed in as the account that paid. */
export function isPayer(
  core: Core,
  request: FastifyRequest,
  payment: Payment,
  account: ChannelAccount | undefined,
): boolean {
  const cookie = payingCookie(payment);
  if (openUnexpired(core, `cookie|${cookie.name}`, readCookie(core, request, cookie))) return true;
  const { payerUid } = payment;
  return account !== undefined && Boolean(payerUid) && payerOf(core, request, account) === payerUid;
}

/** For the order's own page: with the whole host's, a browser that pays for many would send them all, everywhere. */
function payingCookie({ orderId, paymentNo }: Pick<Payment, 'orderId' | 'paymentNo'>): PayerCookie {
  return { name: `paid_${paymentNo}`, path: invoicePath(orderId) };
}
