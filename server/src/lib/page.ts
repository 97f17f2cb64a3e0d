import { setImmediate } from 'node:timers/promises';
import type { ListTotals, Sort } from '@zhixiao/contract/console/list';
import { isId } from './ids.ts';

/** One page of a list; `next` begins the following page, undefined on the last. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

export interface PageQuery {
  /** The `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Whether what the filters find on all pages is counted too, in lists that can be. */
  readonly totals?: boolean | undefined;
}

/** A page of a list that can be counted. */
export interface CountedPage<Row> extends Page<Row> {
  /** What the filters find on all pages; undefined where that was not asked for, or takes too long. */
  readonly totals: ListTotals | undefined;
}

/**
 * The page that `found` makes, which asked for one row more than the page holds.
 * @param keyOf what the page after this row begins behind
 */
export function pageOf<Row>(found: readonly Row[], limit: number, keyOf: (row: Row) => string): Page<Row> {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last !== undefined ? keyOf(last) : undefined };
}

/**
 * The page of rows behind the number that `page.after` names, from the first when it names none.
 * @param read reads at most `limit` rows behind the number `before`, the next first
 */
export async function pageById<Key extends string, Row extends { readonly [K in Key]: string }>(
  { after, limit }: PageQuery,
  key: Key,
  read: (before: string | undefined, limit: number) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const before = after !== undefined && isId(after) ? after : undefined;
  return pageOf(await read(before, limit + 1), limit, (row) => row[key]);
}

/** What a page begins behind: a row's number, and its amount in a list that is ordered by amounts. */
export interface Behind {
  readonly id: string;
  readonly amount?: number;
}

/** The same of a list that can be ordered by time or amount; `after` of another order begins at the first page. */
export async function pageSorted<Key extends string, Row extends { readonly [K in Key]: string }>(
  { after = '', limit }: PageQuery,
  key: Key,
  sort: Sort | undefined,
  read: (behind: Behind | undefined, limit: number) => Promise<readonly Row[]>,
  amountOf: (row: Row) => number = () => 0,
): Promise<Page<Row>> {
  const byAmount = sort === 'largest' || sort === 'smallest';
  const [, amount, id] = /^(?:(\d{1,15})\.)?(\d{1,19})$/.exec(after) ?? [];
  const isOfOrder = id !== undefined && isId(id) && (amount !== undefined) === byAmount;
  const behind = isOfOrder ? { id, ...(amount === undefined ? {} : { amount: Number(amount) }) } : undefined;
  return pageOf(await read(behind, limit + 1), limit, (row) =>
    byAmount ? `${amountOf(row)}.${row[key]}` : row[key],
  );
}

/** The rows of a list that is one page, read when they are wanted. */
export async function* rowsOf<Row>(read: () => Promise<readonly Row[]>): AsyncGenerator<Row> {
  yield* await read();
}

/** A page is read in one go, which takes 25 us a row; a larger one would hold up the requests of others for that long. */
const EACH_PAGE = 500;
/** What is made of so many rows may be done at once. */
const ROWS_AT_ONCE = 100;

/** Every row of a list of any length, read page by page; requests that come meanwhile are served between its rows. */
export async function* eachRow<Row>(read: (query: PageQuery) => Promise<Page<Row>>): AsyncGenerator<Row> {
  let after: string | undefined;
  do {
    const page = await read({ after, limit: EACH_PAGE });
    for (const [index, row] of page.rows.entries()) {
      if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate();
      yield row;
    }
    after = page.next;
  } while (after !== undefined);
}
