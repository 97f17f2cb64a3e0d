import type { DifferenceKind } from '../../../src/reconciliation/difference.ts';
import type { BookRecord } from '../../../src/reconciliation/match.ts';
import type { WrittenLine } from './bill-line.ts';
import { beforeMidnight, type DayBooks } from './day-books.ts';

/** What is expected to be found of a break that was put in. */
export interface Expected {
  readonly kind: DifferenceKind;
  readonly subject: string;
}

/** Changes one record's side of things, or the line's; undefined when this business cannot break so. */
type Break = (record: BookRecord, line: WrittenLine) => Broken | undefined;

interface Broken {
  readonly record: BookRecord | undefined;
  readonly lines: readonly WrittenLine[];
  readonly kind: DifferenceKind;
  readonly subject?: string;
}

const ofPayment =
  (of: Break): Break =>
  (record, line) =>
    line.kind === 'payment' ? of(record, line) : undefined;
const ofRefund =
  (of: Break): Break =>
  (record, line) =>
    line.kind === 'refund' ? of(record, line) : undefined;

/** Every way in which books and bill come apart. */
export const BREAKS: Readonly<Record<string, Break>> = {
  'the bill lacks a payment': ofPayment((record) => ({ record, lines: [], kind: 'missing_in_bill' })),
  'the books lack a payment': ofPayment((_, line) => ({
    record: undefined,
    lines: [line],
    kind: 'missing_in_books',
  })),
  'another system uses the merchant': ofPayment((record, line) => ({
    record,
    lines: [line, { ...line, paymentNo: `POS-${line.paymentNo}`, transactionId: `${line.transactionId}9` }],
    kind: 'missing_in_books',
    subject: `POS-${line.paymentNo}`,
  })),
  'a payment was never booked': ofPayment((record, line) => ({
    record: {
      ...record,
      status: 'closed',
      transactionId: undefined,
      from: new Date(0),
      until: undefined,
    },
    lines: [line],
    kind: 'paid_not_booked',
  })),
  'the bill has a fen more': (record, line) => ({
    record,
    lines: [{ ...line, amount: line.amount + 1 }],
    kind: line.kind === 'payment' ? 'amount_differs' : 'refund_amount_differs',
  }),
  'the bill has a fen less': (record, line) =>
    line.amount < 2
      ? undefined
      : {
          record,
          lines: [{ ...line, amount: line.amount - 1 }],
          kind: line.kind === 'payment' ? 'amount_differs' : 'refund_amount_differs',
        },
  'another transaction paid': ofPayment((record, line) => ({
    record,
    lines: [{ ...line, transactionId: `${line.transactionId}1` }],
    kind: 'transaction_differs',
  })),
  'another currency': ofPayment((record, line) => ({
    record,
    lines: [{ ...line, currency: 'HKD' }],
    kind: 'currency_differs',
  })),
  'a fen of commission too much': ofPayment((record, line) => ({
    record,
    lines: [{ ...line, commission: (line.commission ?? 0) + 1_000 }],
    kind: 'commission_differs',
  })),
  'a state nobody knows': ofPayment((record, line) => ({
    record,
    lines: [{ ...line, state: 'FROZEN' }],
    kind: 'state_unclear',
  })),
  'the money went to another account': ofPayment((record, line) => ({
    record: { ...record, channelAccountId: 'another' },
    lines: [line],
    kind: 'other_account',
  })),
  "another merchant's line": ofPayment((record, line) => ({
    record,
    lines: [line, { ...line, merchantId: '1900000999', paymentNo: `F${line.paymentNo}` }],
    kind: 'other_merchant',
    subject: `F${line.paymentNo}`,
  })),
  'a line twice': (record, line) => ({ record, lines: [line, line], kind: 'duplicate_row' }),
  'ours today, theirs tomorrow': ofPayment((record, line) => {
    const at = beforeMidnight(line.at, 1);
    return { record: { ...record, from: at, until: at }, lines: [], kind: 'day_boundary' };
  }),
  'ours tomorrow, theirs today': ofPayment((record, line) => {
    const at = beforeMidnight(line.at, -1);
    return { record: { ...record, from: at, until: at }, lines: [line], kind: 'day_boundary' };
  }),
  'the bill lacks a refund': ofRefund((record) => ({ record, lines: [], kind: 'refund_missing_in_bill' })),
  'a refund made by hand': ofRefund((_, line) => ({
    record: undefined,
    lines: [line],
    kind: 'refund_missing_in_books',
  })),
  'a refund not settled here': ofRefund((record, line) => ({
    record: { ...record, status: 'open' },
    lines: [{ ...line, state: 'SUCCESS' }],
    kind: 'refund_not_settled',
  })),
  'a refund failed here and not there': ofRefund((record, line) => ({
    record: { ...record, status: 'failed', until: undefined },
    lines: [line],
    kind: 'refund_failed_in_books',
  })),
  'a refund failed there and not here': ofRefund((record, line) => ({
    record,
    lines: [{ ...line, state: 'FAIL' }],
    kind: 'refund_failed_in_bill',
  })),
  'a refund of another payment': ofRefund((record, line) => ({
    record: { ...record, paymentNo: `${BigInt(record.paymentNo) + 7n}` },
    lines: [line],
    kind: 'refund_of_other_payment',
  })),
};

/**
 * Breaks in one business of every so many, each kind in its turn, fit for tables with foreign keys: a payment with
 * a refund keeps its record, and a refund its payment.
 */
export function everyKind({ records, lines }: DayBooks, oneIn: number): ReadonlyMap<number, string> {
  const names = Object.keys(BREAKS).filter((name) => name !== 'a refund of another payment');
  const breakable = records.flatMap((record, index) =>
    record.kind === 'refund' || records[index + 1]?.kind !== 'refund' ? [index] : [],
  );
  const breakAt = new Map<number, string>();
  for (const index of breakable.filter((_, at) => at % oneIn === 0 || at % oneIn === oneIn - 1)) {
    const [record, line] = [records[index], lines[index]];
    const name = names.find((candidate) => record && line && BREAKS[candidate]?.(record, line));
    if (name === undefined) continue;
    breakAt.set(index, name);
    // to the end of the queue
    names.splice(names.indexOf(name), 1);
    names.push(name);
  }
  return breakAt;
}

/** Puts breaks into agreeing books, `breakAt` naming them by the position of the record; answers what must be found. */
export function broken(
  books: DayBooks,
  breakAt: ReadonlyMap<number, string>,
): DayBooks & { readonly expected: readonly Expected[] } {
  const records: BookRecord[] = [];
  const lines: WrittenLine[] = [];
  const expected: Expected[] = [];
  for (const [index, record] of books.records.entries()) {
    const line = books.lines[index];
    if (!line) throw new Error('books and lines go in pairs');
    const result = BREAKS[breakAt.get(index) ?? '']?.(record, line);
    if (result?.record ?? !result) records.push(result?.record ?? record);
    lines.push(...(result?.lines ?? [line]));
    if (result) {
      const { kind, subject = line.refundNo ?? line.paymentNo } = result;
      expected.push({ kind, subject });
    }
  }
  return { records, lines, expected };
}
