/** A column of an exported list. `fen` is shown in yuan; `time` in Asia/Shanghai; `date` is `YYYY-MM-DD`. */
export type Column<Row> = {
  readonly header: string;
  /** In digits of a spreadsheet; by its kind and header where it is left out. */
  readonly width?: number;
} & (
  | { readonly kind: 'text' | 'date'; readonly value: (row: Row) => string | undefined }
  | {
      readonly kind: 'fen' | 'count';
      readonly value: (row: Row) => number | undefined;
      /** It is added up in the last row. */
      readonly sums?: true;
    }
  | { readonly kind: 'time'; readonly value: (row: Row) => Date | undefined }
);
