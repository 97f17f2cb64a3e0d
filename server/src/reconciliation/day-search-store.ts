import type { Channel } from '../channels/channel.ts';
import type { Queryable } from '../db/database.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { StoredBill } from './bill-store.ts';
import type { DayStatus } from './day.ts';
import type { DayFilter, DayListed } from './day-list.ts';
import type { Run } from './run-store.ts';

type Counted = Record<'open_count' | 'proposed_count', string>;

interface DayListedRow extends Counted {
  readonly school_id: string;
  readonly school_name: string;
  readonly channel_account_id: string;
  readonly channel: Channel;
  readonly date: string;
  readonly status: DayStatus;
  readonly failure: string | null;
  readonly locked_at: Date | null;
  readonly locked_by: string | null;
  readonly fetched_at: Date | null;
  readonly is_proven: boolean;
  readonly row_count: number;
  readonly paid_fee: string;
  readonly refunded_fee: string;
  readonly channel_fee: string;
  readonly run_status: Run['status'] | null;
  readonly started_by: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly rows_total: number;
  readonly rows_done: number;
  readonly matched_rows: number;
  readonly matched_paid_fee: string;
  readonly matched_refunded_fee: string;
}

/** Where a page begins behind. */
export type DayPosition = readonly [date: string, schoolId: string, channelAccountId: string];

/** The days of these schools that meet the conditions, the newest first, each with its bill and latest run. */
export async function selectDays(
  q: Queryable,
  scope: SchoolScope,
  filter: DayFilter,
  after: DayPosition | undefined,
  limit: number,
): Promise<Omit<DayListed, 'merchant'>[]> {
  const rows = await q.query<DayListedRow>({
    text: `with page as (
             select d.*, a.channel
               from bill_days d join channel_accounts a on a.channel_account_id = d.channel_account_id
              where ${inScope('d.school_id', '$1')} and ($2::text is null or a.channel = $2)
                and ($3::text is null or d.status = $3) and ($4::date is null or d.bill_date >= $4)
                and ($5::date is null or d.bill_date <= $5)
                and ($6::text is null or d.channel_account_id = $6)
                and ($11::boolean is null or $11 = exists (
                      select 1 from bill_differences x
                       where x.school_id = d.school_id and x.channel_account_id = d.channel_account_id
                         and x.bill_date = d.bill_date and x.status in ('open', 'proposed')))
                and ($7::date is null or d.bill_date < $7
                     or d.bill_date = $7 and (d.school_id, d.channel_account_id) > ($8, $9))
              order by d.bill_date desc, d.school_id, d.channel_account_id limit $10)
           select d.school_id, s.name as school_name, d.channel_account_id, d.channel, d.bill_date::text as date, d.status,
                  d.failure, d.locked_at, d.locked_by, b.fetched_at, b.is_proven, b.row_count, b.paid_fee,
                  b.refunded_fee, b.channel_fee, r.status as run_status, r.started_by, r.started_at, r.finished_at,
                  r.rows_total, r.rows_done, r.matched_rows, r.matched_paid_fee, r.matched_refunded_fee,
                  x.open_count, x.proposed_count
             from page d join schools s on s.school_id = d.school_id
             left join bills b on b.school_id = d.school_id and b.channel_account_id = d.channel_account_id
              and b.bill_date = d.bill_date
             left join lateral (
               select * from reconciliation_runs r
                where r.school_id = d.school_id and r.channel_account_id = d.channel_account_id
                  and r.bill_date = d.bill_date order by r.run_id desc limit 1) r on true
             cross join lateral (
               select count(*) filter (where x.status = 'open') as open_count,
                      count(*) filter (where x.status = 'proposed') as proposed_count
                 from bill_differences x
                where x.school_id = d.school_id and x.channel_account_id = d.channel_account_id
                  and x.bill_date = d.bill_date) x
            order by d.bill_date desc, d.school_id, d.channel_account_id`,
    values: [
      schoolsIn(scope),
      filter.channel ?? null,
      filter.status ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.channelAccountId ?? null,
      ...(after ?? [null, null, null]),
      limit,
      filter.hasWork ?? null,
    ],
  });
  return rows.map((row) => ({
    schoolId: row.school_id,
    schoolName: row.school_name,
    channelAccountId: row.channel_account_id,
    channel: row.channel,
    date: row.date,
    status: row.status,
    failure: row.failure ?? undefined,
    lockedAt: row.locked_at ?? undefined,
    lockedBy: row.locked_by ?? undefined,
    bill: billOf(row),
    run: runOf(row),
    openCount: Number(row.open_count),
    proposedCount: Number(row.proposed_count),
  }));
}

function billOf(row: DayListedRow): StoredBill | undefined {
  if (!row.fetched_at) return undefined;
  return {
    fetchedAt: row.fetched_at,
    isProven: row.is_proven,
    rowCount: row.row_count,
    paidFee: Number(row.paid_fee),
    refundedFee: Number(row.refunded_fee),
    channelFee: Number(row.channel_fee),
  };
}

function runOf(row: DayListedRow): DayListed['run'] {
  if (!row.run_status) return undefined;
  return {
    status: row.run_status,
    startedBy: row.started_by,
    startedAt: row.started_at,
    finishedAt: row.finished_at ?? undefined,
    rowsTotal: row.rows_total,
    rowsDone: row.rows_done,
    matchedRows: row.matched_rows,
    matchedPaidFee: Number(row.matched_paid_fee),
    matchedRefundedFee: Number(row.matched_refunded_fee),
  };
}
