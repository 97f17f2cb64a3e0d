import { ask } from '../ask.ts';

/** A call to the emulators' control side; the answer is what its JSON says. */
export type CallAdmin = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** @param url where the emulators are */
export function emulatorAdmin(url: string): CallAdmin {
  return async <T>(method: string, path: string, body?: unknown) => {
    const { status, text } = await ask(`${url}/__admin${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
}

/** A payment that took money, as a channel's own books have it. Amounts are fen. */
export interface ChannelPayment {
  readonly paymentNo: string;
  readonly transactionId: string;
  readonly total: number;
  readonly refunds: readonly { readonly number: string; readonly amount: number; readonly status: string }[];
}

/** How much of a payment has gone back. Fen. */
export function returnedAmount({ refunds }: Pick<ChannelPayment, 'refunds'>): number {
  return refunds.filter(({ status }) => status === 'SUCCESS').reduce((sum, { amount }) => sum + amount, 0);
}
