import type { Queryable } from '../../db/database.ts';

/** A table that is divided by month. */
export interface MonthlyTable {
  readonly name: string;
  /** The month that its last partition begins with, `2026-12`; that partition has no end. */
  readonly lastMonth: string;
}

export function findMonthlyTables(q: Queryable): Promise<MonthlyTable[]> {
  return q.query<MonthlyTable>({
    name: 'find-monthly-tables',
    text: `select table_name as name, to_char(first_month, 'YYYY-MM') as "lastMonth"
             from monthly_partitions where number_behind is null order by table_name`,
  });
}

/**
 * Makes what a table lacks of the partitions of this month and the next two; answers how many were made. A call that does not
 * get the lock of the table within half a second is refused by the database.
 */
export async function openMonths(q: Queryable, table: string, now: Date): Promise<number> {
  const [row] = await q.query<{ made: number }>({
    name: 'open-months',
    text: 'select open_months($1, $2) as made',
    values: [table, now],
  });
  return row?.made ?? 0;
}
