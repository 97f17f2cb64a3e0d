import type { PaymentRecord } from '../product/payment-records.ts';
import type { Life } from './payers.ts';

/** A payment that took money, as an emulated channel has it. */
export interface ChannelMoney {
  readonly paymentNo: string;
  /** Fen. */
  readonly total: number;
}

/**
 * Compares what each payer's page said last with the channels' books and ours; answers everything that does not agree, one
 * line each.
 * @param orderOf the order of each of our payments, paid or not, by its number
 */
export function liesIn(
  lives: readonly Life[],
  books: {
    readonly channels: readonly ChannelMoney[];
    readonly ours: readonly PaymentRecord[];
    readonly orderOf: ReadonlyMap<string, string>;
  },
): string[] {
  const lies: string[] = [];
  const taken = new Map<string, ChannelMoney[]>();
  for (const money of books.channels) {
    const orderId = books.orderOf.get(money.paymentNo);
    if (orderId === undefined) lies.push(`a channel took payment ${money.paymentNo}, which we never made`);
    else taken.set(orderId, [...(taken.get(orderId) ?? []), money]);
  }
  const booked = new Map(books.ours.map((record) => [record.orderId, record]));
  for (const { orderId, word, confirmedAt } of lives) {
    const [money, second] = taken.get(orderId) ?? [];
    const record = booked.get(orderId);
    if (second) lies.push(`${orderId} was paid twice`);
    if (word === 'paid' && !money) lies.push(`${orderId}: the page says paid, no channel took money`);
    if (word !== 'paid' && money) lies.push(`${orderId}: a channel took money, the page says ${word}`);
    if (confirmedAt !== undefined && !money) lies.push(`${orderId}: the wallet said paid and has no money`);
    if (money && !record) lies.push(`${orderId}: a channel took money, we have not booked it`);
    if (!money && record) lies.push(`${orderId}: we have booked money that no channel took`);
    if (money && record && money.total !== record.paidAmount) lies.push(`${orderId}: booked another amount`);
  }
  const known = new Set(lives.map(({ orderId }) => orderId));
  for (const orderId of taken.keys()) {
    if (!known.has(orderId)) lies.push(`${orderId}: a channel took money of nobody`);
  }
  return lies;
}
