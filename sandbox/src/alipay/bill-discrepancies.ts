import type { BillRow } from './bill-format.ts';

/**
 * A way for a bill to disagree with what happened. `number` is the merchant's number of a payment, or the
 * number of the request of a refund; amounts are fen.
 */
export type Discrepancy =
  | { readonly kind: 'missing_row' | 'duplicate_row'; readonly number: string }
  /** A payment that is unknown to the merchant. */
  | { readonly kind: 'extra_row'; readonly number: string; readonly trade_no: string; readonly total: number }
  | { readonly kind: 'changed_amount'; readonly number: string; readonly by: number }
  /** A malformed value of a line, written as it is. */
  | { readonly kind: 'odd_value'; readonly number: string; readonly column: string; readonly text: string }
  /** The columns have the names of 2016. */
  | { readonly kind: 'older_names' }
  /** The details end so many characters early. */
  | { readonly kind: 'cut_short'; readonly characters: number }
  /** The summary comes first in the archive. */
  | { readonly kind: 'summary_first' }
  /** The bill is so many hours late. */
  | { readonly kind: 'creating'; readonly hours: number };

/** The rows of a bill with their discrepancies; `blank` is what an extra row is made of. */
export function disagreeing(
  rows: readonly BillRow[],
  discrepancies: readonly Discrepancy[],
  blank: BillRow,
): readonly BillRow[] {
  let told = rows;
  for (const discrepancy of discrepancies) {
    if (discrepancy.kind === 'extra_row') {
      const { number: outTradeNo, trade_no: tradeNo, total } = discrepancy;
      told = [...told, { ...blank, outTradeNo, tradeNo, total }];
    } else told = told.flatMap((row) => changedRow(row, discrepancy));
  }
  return told;
}

/** What becomes of a row: nothing, itself, or more than one. */
function changedRow(row: BillRow, discrepancy: Discrepancy): readonly BillRow[] {
  const isAbout = 'number' in discrepancy && discrepancy.number === (row.outRequestNo ?? row.outTradeNo);
  if (!isAbout) return [row];
  if (discrepancy.kind === 'missing_row') return [];
  if (discrepancy.kind === 'duplicate_row') return [row, row];
  if (discrepancy.kind === 'odd_value') {
    return [{ ...row, odd: { ...row.odd, [discrepancy.column]: discrepancy.text } }];
  }
  return discrepancy.kind === 'changed_amount' ? [{ ...row, total: row.total + discrepancy.by }] : [row];
}
