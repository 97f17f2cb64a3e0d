import type { RunStatus } from '@zhixiao/contract/codes/reconciliation';
import type { Queryable, Transaction } from '../db/database.ts';
import { MINUTE_MS, plusMs } from '../lib/clock.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';

/** One comparison of a day, and how far it is. Fees are fen. */
export interface Run {
  readonly schoolId: string;
  readonly runId: string;
  readonly channelAccountId: string;
  readonly date: string;
  readonly status: RunStatus;
  /** `schedule`, or whoever asked for it. */
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
  readonly rowsTotal: number;
  readonly rowsDone: number;
  readonly matchedRows: number;
  readonly matchedPaidFee: number;
  readonly matchedRefundedFee: number;
}

export type RunKey = Pick<Run, 'schoolId' | 'runId'>;

/** What a portion of a run adds to it. */
export interface RunProgress {
  readonly rows: number;
  readonly matchedRows: number;
  readonly matchedPaidFee: number;
  readonly matchedRefundedFee: number;
}

interface RunRow {
  readonly school_id: string;
  readonly run_id: string;
  readonly channel_account_id: string;
  readonly date: string;
  readonly status: Run['status'];
  readonly started_by: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly rows_total: number;
  readonly rows_done: number;
  readonly matched_rows: number;
  readonly matched_paid_fee: string;
  readonly matched_refunded_fee: string;
}

const COLUMNS = `school_id, run_id, channel_account_id, bill_date::text as date, status, started_by, started_at,
  finished_at, rows_total, rows_done, matched_rows, matched_paid_fee, matched_refunded_fee`;

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
  const [row] = await tx.query<RunRow>({
    name: 'insert-run',
    text: `insert into reconciliation_runs
             (school_id, channel_account_id, bill_date, started_by, started_at, progressed_at, rows_total)
           values ($1, $2, $3, $4, $5, $5, $6)
           on conflict (school_id, channel_account_id, bill_date) where status = 'running' do nothing
           returning ${COLUMNS}`,
    values: [...keyValues(key), run.startedBy, now, run.rowsTotal],
  });
  return row && fromRow(row);
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
                  matched_paid_fee = matched_paid_fee + $5, matched_refunded_fee = matched_refunded_fee + $6,
                  progressed_at = $7
            where school_id = $1 and run_id = $2 and status = 'running' returning 1`,
    values: [
      key.schoolId,
      key.runId,
      progress.rows,
      progress.matchedRows,
      progress.matchedPaidFee,
      progress.matchedRefundedFee,
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
  const [row] = await q.query<RunRow>({
    name: 'find-run',
    text: `select ${COLUMNS} from reconciliation_runs where school_id = $1 and run_id = $2`,
    values: [key.schoolId, key.runId],
  });
  return row && fromRow(row);
}

/** The latest run of a day. */
export async function findLastRun(q: Queryable, key: DayKey): Promise<Run | undefined> {
  const [row] = await q.query<RunRow>({
    name: 'find-last-run',
    text: `select ${COLUMNS} from reconciliation_runs
            where school_id = $1 and channel_account_id = $2 and bill_date = $3 order by run_id desc limit 1`,
    values: keyValues(key),
  });
  return row && fromRow(row);
}

function fromRow(row: RunRow): Run {
  return {
    schoolId: row.school_id,
    runId: row.run_id,
    channelAccountId: row.channel_account_id,
    date: row.date,
    status: row.status,
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
