import type { RunStatus } from '@zhixiao/contract/codes/reconciliation';
import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { fen, id, instant, integer, optional, text } from '../db/fields.ts';
import { MINUTE_MS, plusMs } from '../lib/clock.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';

/** One comparison of a day, and how far it is. Amounts are fen. */
export interface Run {
  readonly schoolId: string;
  readonly runId: string;
  readonly channelAccountId: string;
  readonly date: string;
  readonly status: RunStatus;
  /** `schedule`, or the account of the operator who requested it. */
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
  readonly rowsTotal: number;
  readonly rowsDone: number;
  readonly matchedRows: number;
  readonly matchedPaidAmount: number;
  readonly matchedRefundedAmount: number;
}

export type RunKey = Pick<Run, 'schoolId' | 'runId'>;

/** What a portion of a run adds to it. */
export interface RunProgress {
  readonly rows: number;
  readonly matchedRows: number;
  readonly matchedPaidAmount: number;
  readonly matchedRefundedAmount: number;
}

export const RUN = columns<Run>()({
  schoolId: text('school_id'),
  runId: id('run_id'),
  channelAccountId: text('channel_account_id'),
  date: text('bill_date::text as date'),
  status: text('status'),
  startedBy: text('started_by'),
  startedAt: instant('started_at'),
  finishedAt: optional(instant('finished_at')),
  rowsTotal: integer('rows_total'),
  rowsDone: integer('rows_done'),
  matchedRows: integer('matched_rows'),
  matchedPaidAmount: fen('matched_paid_amount'),
  matchedRefundedAmount: fen('matched_refunded_amount'),
});

/** A run that has not moved for this long died with its process. */
const DEAD_AFTER_MS = 2 * MINUTE_MS;

/** Begins a run; undefined while another one of the same day is alive. */
export async function insertRun(
  tx: Transaction,
  key: DayKey,
  run: { readonly startedBy: string; readonly rowsTotal: number },
  now: Date,
): Promise<Run | undefined> {
  await tx.query({
    name: 'fail-stale-runs',
    text: `update reconciliation_runs set status = 'failed', finished_at = $4
            where school_id = $1 and channel_account_id = $2 and bill_date = $3 and status = 'running'
              and progressed_at <= $5`,
    values: [...keyValues(key), now, plusMs(now, -DEAD_AFTER_MS)],
  });
  return RUN.one(tx, {
    name: 'insert-run',
    text: `insert into reconciliation_runs
             (school_id, channel_account_id, bill_date, started_by, started_at, progressed_at, rows_total)
           values ($1, $2, $3, $4, $5, $5, $6)
           on conflict (school_id, channel_account_id, bill_date) where status = 'running' do nothing
           returning ${RUN.selected}`,
    values: [...keyValues(key), run.startedBy, now, run.rowsTotal],
  });
}

/** Adds to a run and holds on to it until the commit; false when it was given up for dead. */
export async function progressRun(
  tx: Transaction,
  key: RunKey,
  progress: RunProgress,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'progress-run',
    text: `update reconciliation_runs
              set rows_done = rows_done + $3, matched_rows = matched_rows + $4,
                  matched_paid_amount = matched_paid_amount + $5, matched_refunded_amount = matched_refunded_amount + $6,
                  progressed_at = $7
            where school_id = $1 and run_id = $2 and status = 'running' returning 1`,
    values: [
      key.schoolId,
      key.runId,
      progress.rows,
      progress.matchedRows,
      progress.matchedPaidAmount,
      progress.matchedRefundedAmount,
      now,
    ],
  });
  return rows.length === 1;
}

/** False when it had ended before. */
export async function finishRun(
  q: Queryable,
  key: RunKey,
  status: 'done' | 'failed',
  now: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'finish-run',
    text: `update reconciliation_runs set status = $3, finished_at = $4
            where school_id = $1 and run_id = $2 and status = 'running' returning 1`,
    values: [key.schoolId, key.runId, status, now],
  });
  return rows.length === 1;
}

export async function findRun(q: Queryable, key: RunKey): Promise<Run | undefined> {
  return RUN.one(q, {
    name: 'find-run',
    text: `select ${RUN.selected} from reconciliation_runs where school_id = $1 and run_id = $2`,
    values: [key.schoolId, key.runId],
  });
}

/** The latest run of a day. */
export async function findLastRun(q: Queryable, key: DayKey): Promise<Run | undefined> {
  return RUN.one(q, {
    name: 'find-last-run',
    text: `select ${RUN.selected} from reconciliation_runs
            where school_id = $1 and channel_account_id = $2 and bill_date = $3 order by run_id desc limit 1`,
    values: keyValues(key),
  });
}
