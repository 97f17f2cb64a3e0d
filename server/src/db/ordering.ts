import type { Sort } from '@zhixiao/contract/console/list';
import type { Behind } from '../lib/page.ts';

/** How a list is ordered, as SQL. */
export interface Ordering {
  /** Of the rows of one app, to be read from an index that begins with the app. */
  ofApp(alias: string): string;
  /** Of all rows. */
  of(alias: string): string;
  /** The condition that a row comes after another. */
  behind(alias: string, row: Behind, bind: (value: unknown) => string): string;
}

/** @param id the column of the number that grows with time; `amount` that of fen, where the list can be ordered by it */
export function ordering(sort: Sort = 'newest', id: string, amount = id): Ordering {
  const isUp = sort === 'oldest' || sort === 'smallest';
  const names = sort === 'largest' || sort === 'smallest' ? [amount, id] : [id];
  const by = (alias: string, columns: readonly string[]) =>
    columns.map((name) => `${alias}.${name} ${isUp ? 'asc' : 'desc'}`).join(', ');
  return {
    ofApp: (alias) => by(alias, ['app_id', ...names]),
    of: (alias) => by(alias, names),
    behind(alias, row, bind) {
      const places = names.map((name) => bind(name === id ? row.id : (row.amount ?? 0)));
      const columns = names.map((name) => `${alias}.${name}`);
      return `(${columns.join(', ')}) ${isUp ? '>' : '<'} (${places.join(', ')})`;
    },
  };
}
