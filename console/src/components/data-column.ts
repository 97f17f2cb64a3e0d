import type { Sort } from '@zhixiao/contract/console/list';
import type { ReactNode } from 'react';
import type { Words } from '../language/language.tsx';

/** Where a phone's card has a column. */
export type Place = 'title' | 'amount' | 'status' | 'line' | 'foot';

/** What columns of a list come to, by their keys: counts, or amounts in fen. */
export type ColumnSums = ReadonlyMap<string, number | { readonly fen: number }>;

/** A column of a list. */
export interface DataColumn<Row> {
  readonly key: string;
  readonly title: Words<string>;
  readonly show: (row: Row) => ReactNode;
  /** Amounts and counts stand at the right. */
  readonly isFigure?: boolean;
  /** Stays in sight at the right while the rest scrolls: what can be done with a row. */
  readonly isPinned?: boolean;
  /** Shown only when the operator chooses it. */
  readonly isExtra?: boolean;
  /** The orders of the list that this column's figures stand in, the smaller or earlier first, and last. */
  readonly sort?: readonly [up: Sort, down: Sort];
  /** Left out where a table has less than 1,200 px of window. */
  readonly isWide?: boolean;
  /** Where a phone's card has it; else by what it is. */
  readonly onPhone?: Place;
}
