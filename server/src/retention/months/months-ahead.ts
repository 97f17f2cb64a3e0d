import type { Queryable } from '../../db/database.ts';
import { shanghaiDate } from '../../lib/shanghai-day.ts';
import { findMonthlyTables } from './months-store.ts';

/** How many months after this one a table has partitions for; negative: its last partition has the rows of several months. */
export interface MonthsAhead {
  readonly table: string;
  readonly months: number;
}

export async function readMonthsAhead(q: Queryable, now: Date): Promise<MonthsAhead[]> {
  const tables = await findMonthlyTables(q);
  return tables.map(({ name, lastMonth }) => ({
    table: name,
    months: monthOf(lastMonth) - monthOf(shanghaiDate(now)),
  }));
}

/** Of `2026-12` or `2026-12-31`, counted from the year 0. */
function monthOf(date: string): number {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return year * 12 + month;
}
