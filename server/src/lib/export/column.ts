/** A column of an exported list. `fen` is shown in yuan; `time` in Asia/Shanghai. */
export type Column<Row> = { readonly header: string } & (
  | { readonly kind: 'text'; readonly value: (row: Row) => string | undefined }
  | { readonly kind: 'fen' | 'count'; readonly value: (row: Row) => number | undefined }
  | { readonly kind: 'time'; readonly value: (row: Row) => Date | undefined }
);

/** An amount in fen as exact yuan: `-1205` is `-12.05`. */
export function yuanOf(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
