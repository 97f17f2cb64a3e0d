/** A column of an exported list. `fen` is shown in yuan; `time` in Asia/Shanghai. */
export type Column<Row> = { readonly header: string } & (
  | { readonly kind: 'text'; readonly value: (row: Row) => string | undefined }
  | { readonly kind: 'fen' | 'count'; readonly value: (row: Row) => number | undefined }
  | { readonly kind: 'time'; readonly value: (row: Row) => Date | undefined }
);
