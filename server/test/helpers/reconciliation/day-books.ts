import fc from 'fast-check';
import { shanghaiDate } from '../../../src/lib/shanghai-day.ts';
import type { BookRecord } from '../../../src/reconciliation/match.ts';
import type { WrittenLine } from './bill-line.ts';

/** A day's truth: what happened at the channel, told the same way by our books and by its bill. */
export interface DayBooks {
  readonly records: readonly BookRecord[];
  readonly lines: readonly WrittenLine[];
}

export interface BooksOptions {
  readonly date: string;
  readonly channelAccountId: string;
  readonly appId: string;
  /** The first number to use; the rest follow. */
  readonly firstNo?: bigint;
}

/** The rate the test's bills name: 0.60 %. */
const amountOf = (amount: number) => amount * 6;

interface Drawn {
  readonly amount: number;
  readonly second: number;
  readonly refundedPart: number;
  readonly refundState: 'SUCCESS' | 'PROCESSING';
}

/** Business of a day with refunds of some of it, in which books and bill agree. */
export function dayBooks(options: BooksOptions, size: { minLength: number; maxLength: number }) {
  const drawn = fc.record<Drawn>({
    amount: fc.integer({ min: 1, max: 1_000_000 }),
    // away from midnight, so that every record belongs to this day whichever clock tells
    second: fc.integer({ min: 3_600, max: 82_000 }),
    refundedPart: fc.constantFrom(0, 0, 0.5, 1),
    refundState: fc.constantFrom('SUCCESS', 'PROCESSING'),
  });
  return fc.array(drawn, size).map((all) => booksOf(options, all));
}

/** The same without chance, for a day of any size. */
export function manyBooks(options: BooksOptions, payments: number): DayBooks {
  return booksOf(
    options,
    Array.from({ length: payments }, (_, index) => ({
      amount: 100 + (index % 9_999),
      second: 3_600 + (index % 78_000),
      refundedPart: index % 10 === 0 ? 0.5 : 0,
      refundState: 'SUCCESS' as const,
    })),
  );
}

function booksOf(
  { date, channelAccountId, appId, firstNo = 1_788_000_000_000_000_000n }: BooksOptions,
  all: readonly Drawn[],
): DayBooks {
  const start = new Date(`${date}T00:00:00+08:00`).getTime();
  let no = firstNo;
  const next = () => {
    no += 1n;
    return `${no}`;
  };
  const records: BookRecord[] = [];
  const lines: WrittenLine[] = [];
  for (const { amount, second, refundedPart, refundState } of all) {
    const paymentNo = next();
    const transactionId = `42000${paymentNo}`;
    const at = new Date(start + second * 1000);
    const common = { appId, paymentNo, channelAccountId };
    records.push({
      ...common,
      kind: 'payment',
      refundNo: undefined,
      amount: amount,
      status: 'succeeded',
      transactionId,
      from: at,
      until: at,
    });
    lines.push({ kind: 'payment', paymentNo, transactionId, amount, commission: amountOf(amount), at });
    const refunded = Math.floor(amount * refundedPart);
    if (refunded === 0) continue;
    const refundNo = next();
    const sentAt = new Date(at.getTime() + 60_000);
    records.push({
      ...common,
      kind: 'refund',
      refundNo,
      amount: refunded,
      status: 'succeeded',
      transactionId: undefined,
      from: sentAt,
      until: new Date(sentAt.getTime() + 2_000),
    });
    lines.push({
      kind: 'refund',
      paymentNo,
      transactionId,
      refundNo,
      amount: refunded,
      commission: -amountOf(refunded),
      at: new Date(sentAt.getTime() + 1_000),
      state: refundState,
    });
  }
  return { records, lines };
}

/** Moves an instant of the day close to its end: `second` seconds before midnight. */
export function beforeMidnight(at: Date, second: number): Date {
  return new Date(new Date(`${shanghaiDate(at)}T00:00:00+08:00`).getTime() + (86_400 - second) * 1000);
}
