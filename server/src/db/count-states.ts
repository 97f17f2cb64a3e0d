import type { ListTotals } from '@zhixiao/contract/console/list';
import type { CountedPage, Page, PageQuery } from '../lib/page.ts';
import { type Database, DatabaseBusy } from './database.ts';

/** More rows of a state than these are not counted. */
const COUNTED_AT_MOST = 10_000;
/** A list is not made to wait longer for its totals. */
const COUNTED_WITHIN = '1s';

/** What counting asks of a database. */
export type Reads = Pick<Database, 'readWithin'>;

/** To be counted, and by one to be more than that. */
export const COUNT_LIMIT = COUNTED_AT_MOST + 1;

/**
 * How many rows a list's filters find and what their amounts come to, state by state; undefined when PostgreSQL is not
 * done within a second.
 * @param list.found a statement of at most `COUNT_LIMIT` rows of one state, with a column `amount` (fen) where the
 *   list has amounts, that binds what it needs
 * @param list.state the one that is filtered by: the totals are of its rows
 */
export async function countStates<State extends string>(
  db: Reads,
  list: {
    readonly states: readonly State[];
    readonly state: State | undefined;
    readonly hasAmount: boolean;
    readonly found: (state: State, bind: (value: unknown) => `$${number}`) => string;
  },
): Promise<ListTotals | undefined> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}` as const;
  const sum = list.hasAmount ? 'coalesce(sum(amount), 0)' : '0';
  const counts = list.states.map(
    (state) =>
      `select '${state}' as state, count(*) as count, ${sum} as amount from (${list.found(state, bind)}) found`,
  );
  const statement = { text: counts.join(' union all '), values };
  const rows = await db.readWithin<CountRow>(statement, COUNTED_WITHIN);
  return rows && totalsOf(rows, list.state, list.hasAmount);
}

/**
 * A page and, where it is asked for, what the same conditions find on all pages. The rows are there although nothing was
 * free to count them with.
 */
export async function withTotals<Row>(
  { totals = false }: PageQuery,
  page: Promise<Page<Row>>,
  count: () => Promise<ListTotals | undefined>,
): Promise<CountedPage<Row>> {
  const [{ rows, next }, counted] = await Promise.all([page, totals ? unlessBusy(count()) : undefined]);
  return { rows, next, totals: counted };
}

async function unlessBusy(counting: Promise<ListTotals | undefined>): Promise<ListTotals | undefined> {
  try {
    return await counting;
  } catch (error) {
    if (error instanceof DatabaseBusy) return undefined;
    throw error;
  }
}

interface CountRow {
  readonly state: string;
  readonly count: string;
  readonly amount: string;
}

function totalsOf(rows: readonly CountRow[], state: string | undefined, hasAmount: boolean): ListTotals {
  const counted = rows.map((row) => ({
    state: row.state,
    count: Math.min(Number(row.count), COUNTED_AT_MOST),
    isMore: Number(row.count) > COUNTED_AT_MOST,
    amount: Number(row.amount),
  }));
  const sought = counted.filter((each) => state === undefined || each.state === state);
  const isMore = sought.some((each) => each.isMore);
  const sum = (of: (each: (typeof counted)[number]) => number) =>
    sought.reduce((total, each) => total + of(each), 0);
  return {
    count: sum(({ count }) => count),
    isMore,
    ...(hasAmount && !isMore ? { amount: sum(({ amount }) => amount) } : {}),
    states: counted.map(({ state: name, count, isMore: isLong }) => ({ state: name, count, isMore: isLong })),
  };
}
