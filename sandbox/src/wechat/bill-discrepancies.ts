import type { TradeRow } from './bill-format.ts';

/**
 * A way for a bill to disagree with what happened. `number` is the merchant's number of a payment or of a
 * refund; amounts are fen.
 */
export type Discrepancy =
  | { readonly kind: 'missing_row' | 'duplicate_row'; readonly number: string }
  /** A payment that is unknown to the merchant. */
  | {
      readonly kind: 'extra_row';
      readonly number: string;
      readonly transaction_id: string;
      readonly total: number;
    }
  | { readonly kind: 'changed_amount'; readonly number: string; readonly by: number }
  /** The trade state of a payment, the status of a refund. */
  | { readonly kind: 'changed_state'; readonly number: string; readonly state: string }
  /** A part of the payment that a coupon paid, so that less is settled than was ordered. */
  | { readonly kind: 'coupon'; readonly number: string; readonly amount: number }
  /** A malformed value of a line, written as it is. */
  | { readonly kind: 'odd_value'; readonly number: string; readonly column: string; readonly text: string }
  /** The form that old merchant numbers still get. */
  | { readonly kind: 'historical_form' }
  /** The bill ends so many characters early. */
  | { readonly kind: 'cut_short'; readonly characters: number }
  /** The hash announced is of another file. */
  | { readonly kind: 'wrong_hash' }
  /** The bill is so many hours late. */
  | { readonly kind: 'creating'; readonly hours: number };

/** The rows of a bill with their discrepancies; `blank` is what an extra row is made of. */
export function disagreeing(
  rows: readonly TradeRow[],
  discrepancies: readonly Discrepancy[],
  blank: TradeRow,
): readonly TradeRow[] {
  let told = rows;
  for (const discrepancy of discrepancies) {
    told =
      discrepancy.kind === 'extra_row'
        ? [...told, extraRow(blank, discrepancy)]
        : told.flatMap((row) => changedRow(row, discrepancy));
  }
  return told;
}

type ExtraRow = Extract<Discrepancy, { kind: 'extra_row' }>;

function extraRow(blank: TradeRow, { number, transaction_id: transactionId, total }: ExtraRow): TradeRow {
  return { ...blank, outTradeNo: number, transactionId, total };
}

/** What becomes of a row: nothing, itself, or more than one. */
function changedRow(row: TradeRow, discrepancy: Exclude<Discrepancy, ExtraRow>): readonly TradeRow[] {
  if (!('number' in discrepancy) || discrepancy.number !== numberOf(row)) return [row];
  const { refund } = row;
  switch (discrepancy.kind) {
    case 'missing_row':
      return [];
    case 'duplicate_row':
      return [row, row];
    case 'changed_amount':
      return refund
        ? [{ ...row, refund: { ...refund, amount: refund.amount + discrepancy.by } }]
        : [{ ...row, total: row.total + discrepancy.by }];
    case 'changed_state':
      return refund
        ? [{ ...row, refund: { ...refund, status: discrepancy.state } }]
        : [{ ...row, tradeState: discrepancy.state }];
    case 'odd_value':
      return [{ ...row, odd: { ...row.odd, [discrepancy.column]: discrepancy.text } }];
    case 'coupon':
      return [{ ...row, coupon: discrepancy.amount, fee: feeOf(row, row.total - discrepancy.amount) }];
  }
}

/** The fee is on what is settled. */
function feeOf({ feeBasisPoints }: TradeRow, settled: number): number {
  return Math.round((settled * feeBasisPoints) / 10_000);
}

function numberOf({ refund, outTradeNo }: TradeRow): string {
  return refund?.outRefundNo ?? outTradeNo;
}
