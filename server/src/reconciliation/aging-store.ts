import { columns } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { count, instant, optional, text } from '../db/fields.ts';
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

const AGED = `
  select 'bill_missing' as kind, school_id, created_at as since from bill_days
   where due_at is not null and created_at < $1
  union all
  select 'difference_open', school_id, found_at from bill_differences
   where status in ('open', 'proposed') and found_at < $2`;

function agedBefore(now: Date): Date[] {
  return [plusMs(now, -BILL_MISSING_MS), plusMs(now, -DIFFERENCE_OPEN_MS)];
}

/** What has been missing or open for too long. */
export async function countBillAging(q: Queryable, now: Date): Promise<BillAging[]> {
  const rows = await q.query<{ kind: BillAging['kind']; count: string; oldest: Date }>({
    name: 'count-bill-aging',
    text: `select kind, count(*), min(since) as oldest from (${AGED}) aged group by kind order by kind`,
    values: agedBefore(now),
  });
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** The same of one school. */
export interface SchoolBillAging extends BillAging {
  readonly schoolId: string;
  readonly schoolName: string;
}

/** What has been missing or open for too long, by school. */
export function countBillAgingBySchool(q: Queryable, now: Date): Promise<SchoolBillAging[]> {
  return BY_SCHOOL.all(q, {
    name: 'count-bill-aging-by-school',
    text: `select ${BY_SCHOOL.selected} from (${AGED}) aged join schools s using (school_id)
            group by aged.kind, s.school_id, s.name order by s.school_id, aged.kind`,
    values: agedBefore(now),
  });
}

const BY_SCHOOL = columns<SchoolBillAging>()({
  kind: text('aged.kind'),
  schoolId: text('s.school_id'),
  schoolName: text('s.name as school_name'),
  count: count('count(*) as count'),
  oldest: instant('min(aged.since) as oldest'),
});

/** What is left to do about the bills of some schools. */
export interface BillWork {
  /** Differences to propose a repair for, or to approve one of. */
  readonly differences: number;
  /** Bills that are still waited for though they were due by the afternoon. */
  readonly missingBills: number;
  /** Since when the first of each waits. */
  readonly differencesSince: Date | undefined;
  readonly missingBillsSince: Date | undefined;
}

export async function countBillWork(q: Queryable, scope: SchoolScope, now: Date): Promise<BillWork> {
  const [work] = await WORK.all(q, {
    name: 'count-bill-work',
    text: `select ${WORK.selected}
             from (select count(*) as differences, min(found_at) as differences_since from bill_differences
                    where status in ('open', 'proposed') and ${inScope('school_id', '$1')}) d,
                  (select count(*) as missing_bills, min(created_at) as missing_bills_since from bill_days
                    where due_at is not null and created_at < $2
                      and ${inScope('school_id', '$1')}) b`,
    values: [schoolsIn(scope), plusMs(now, -BILL_MISSING_MS)],
  });
  return (
    work ?? { differences: 0, missingBills: 0, differencesSince: undefined, missingBillsSince: undefined }
  );
}

const WORK = columns<BillWork>()({
  differences: count('differences'),
  missingBills: count('missing_bills'),
  differencesSince: optional(instant('differences_since')),
  missingBillsSince: optional(instant('missing_bills_since')),
});
