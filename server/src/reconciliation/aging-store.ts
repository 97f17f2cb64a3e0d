import type { Queryable } from '../db/database.ts';
import { DAY_MS, HOUR_MS, plusMs } from '../lib/clock.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';

/** Bills and differences that need attention, and since when the oldest of them does. */
export interface BillAging {
  readonly kind: 'bill_missing' | 'difference_open';
  readonly count: number;
  readonly oldest: Date;
}

/** Asked for from ten on, due by then, and a quiet day is given up on after six hours. */
const BILL_MISSING_MS = 7 * HOUR_MS;
const DIFFERENCE_OPEN_MS = 2 * DAY_MS;

/** What has been missing or open for too long. */
export async function countBillAging(q: Queryable, now: Date): Promise<BillAging[]> {
  const rows = await q.query<{ kind: BillAging['kind']; count: string; oldest: Date }>({
    name: 'count-bill-aging',
    text: `select kind, count(*), min(since) as oldest from (
             select 'bill_missing' as kind, created_at as since from bill_days
              where due_at is not null and created_at < $1
             union all
             select 'difference_open', found_at from bill_differences
              where status in ('open', 'proposed') and found_at < $2) aged
           group by kind order by kind`,
    values: [plusMs(now, -BILL_MISSING_MS), plusMs(now, -DIFFERENCE_OPEN_MS)],
  });
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** What is left to do about the bills of some schools. */
export interface BillWork {
  /** Differences to propose a repair for, or to approve one of. */
  readonly differences: number;
  /** Bills that are still waited for though they were due by the afternoon. */
  readonly missingBills: number;
}

export async function countBillWork(q: Queryable, scope: SchoolScope, now: Date): Promise<BillWork> {
  const [row] = await q.query<{ differences: number; missing_bills: number }>({
    name: 'count-bill-work',
    text: `select (select count(*)::int from bill_differences
                    where status in ('open', 'proposed') and ${inScope('school_id', '$1')}) as differences,
                  (select count(*)::int from bill_days
                    where due_at is not null and created_at < $2
                      and ${inScope('school_id', '$1')}) as missing_bills`,
    values: [schoolsIn(scope), plusMs(now, -BILL_MISSING_MS)],
  });
  return { differences: row?.differences ?? 0, missingBills: row?.missing_bills ?? 0 };
}
