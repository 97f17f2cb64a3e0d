import type { ReactNode } from 'react';
import type { Words } from '../language/language.tsx';

/** Where a phone's card has a column. */
export type Place = 'title' | 'amount' | 'status' | 'line' | 'foot';

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
  /** Where a phone's card has it; else by what it is. */
  readonly onPhone?: Place;
}
