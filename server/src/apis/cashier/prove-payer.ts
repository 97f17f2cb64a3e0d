import type { InvoiceView } from '@zhixiao/contract/cashier/invoice-view';
import type { FastifyRequest } from 'fastify';
import type { ChannelAccount } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { queryText } from '../../http/query-text.ts';
import type { Payment } from '../../payments/payment.ts';
import { walletNamed, walletOf } from './device.ts';
import { payerOf, signInUrl } from './payer-identity.ts';
import { invoicePath } from './payer-proof.ts';
import type { Exchange } from './plain-page.ts';

/** What the page shows to who has not proved that he paid, or where it sends him. */
export type Proving = { readonly view: InvoiceView } | { readonly redirect: string };

/** How far a visitor has come, as his address says. */
/**
 * Lets a visitor prove that he paid: in the wallet that paid by its sign-in; in any other browser the page asks him
 * to open it in that wallet.
 * @param account with which the payment was made
 */
export function provePayer(
  core: Core,
  { request, reply }: Exchange,
  { payment, account, school }: { payment: Payment; account: ChannelAccount | undefined; school: string },
  isSandbox: boolean,
): Proving {
  const { orderId, channel, payerUid } = payment;
  const path = invoicePath(orderId);
  const canSignIn = account !== undefined && Boolean(payerUid);
  if (!canSignIn || walletOf(request, isSandbox) !== channel) {
    const emulate = isSandbox && canSignIn ? { emulate: `${path}?claim=1&wallet=${channel}` } : {};
    return {
      view: { state: 'payerOnly', school, wallet: channel, address: core.publicUrl + path, ...emulate },
    };
  }
  const signedIn = queryText(request, 'sign_in');
  const again = `${path}?claim=1&sign_in=again${pretended(request, isSandbox)}`;
  if (signedIn === 'failed') return { view: { state: 'signInFailed', school, wallet: channel, again } };
  // who came by "again" may have another account in the same wallet
  if (signedIn !== 'again' && payerOf(core, request, account) !== undefined) {
    return { view: { state: 'otherPayer', school, wallet: channel, again } };
  }
  return { redirect: signInUrl(core, reply, account, invoiceSignInPath(orderId)) };
}

/** Where the channel's sign-in sends an order's payer back to. */
export function invoiceSignInPath(orderId: string): string {
  return `${invoicePath(orderId)}/sign-in`;
}

/** The sandbox's emulated wallet, as it stands in an address. */
function pretended(request: FastifyRequest, isSandbox: boolean): string {
  const wallet = queryText(request, 'wallet');
  return isSandbox && walletNamed(wallet) ? `&wallet=${wallet}` : '';
}
