import type { RetentionOutcome } from '@zhixiao/contract/codes/retention';
import type { RetentionKind } from '../consents/retention-periods.ts';
import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { count, id, instant, integer, optional, text } from '../db/fields.ts';

/** One day's erasing of one kind. */
export interface RetentionRun {
  readonly runId: string;
  readonly kind: RetentionKind;
  /** Of Beijing. */
  readonly date: string;
  readonly periodHours: number;
  readonly eraseBefore: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
  readonly leasedUntil: Date;
  readonly erased: number;
  readonly kept: number;
  /** How far this run has looked, of what is looked through by number. */
  readonly position: string;
  /** Up to here nothing is left, for any run to come. */
  readonly reached: string;
}

const RUN = columns<RetentionRun>()({
  runId: id('run_id'),
  kind: text('kind'),
  date: text(`to_char(run_date, 'YYYY-MM-DD') as date`),
  periodHours: integer('period_hours'),
  eraseBefore: instant('erase_before'),
  startedAt: instant('started_at'),
  finishedAt: optional(instant('finished_at')),
  leasedUntil: instant('leased_until'),
  erased: count('erased'),
  kept: count('kept'),
  position: id('position'),
  reached: id('reached'),
});

/** The runs of a day and those of days before that are not finished, those first that were worked on longest ago. */
export async function findOpenRuns(q: Queryable, date: string): Promise<RetentionRun[]> {
  return RUN.all(q, {
    name: 'find-open-retention-runs',
    text: `select ${RUN.selected} from retention_runs
            where run_date = $1 or finished_at is null and run_date < $1 order by leased_until`,
    values: [date],
  });
}

/** What a run is begun, or gone on, with. */
export interface RunClaim {
  readonly date: string;
  readonly kind: RetentionKind;
  readonly periodHours: number;
  readonly eraseBefore: Date;
  readonly now: Date;
  readonly leaseUntil: Date;
  /** One that was finished by then is begun anew on its day; undefined: not before the next day. */
  readonly againIfFinishedBy: Date | undefined;
}

/** Begins the day's run of a kind, or continues an interrupted one; undefined when there is nothing to do. */
export async function claimRun(q: Queryable, claim: RunClaim): Promise<RetentionRun | undefined> {
  return RUN.one(q, {
    name: 'claim-retention-run',
    text: `insert into retention_runs as r
             (run_date, kind, period_hours, erase_before, started_at, leased_until, position, reached)
           select $1, $2, $3, $4, $5, $6, last.reached, last.reached
             from (select coalesce(max(reached), 0) as reached from retention_runs where kind = $2) last
           on conflict (run_date, kind) do update
             set leased_until = excluded.leased_until, finished_at = null,
                 period_hours = case when r.finished_at is null then r.period_hours else excluded.period_hours end,
                 erase_before = case when r.finished_at is null then r.erase_before else excluded.erase_before end,
                 position = case when r.finished_at is null then r.position else r.reached end
           where r.finished_at is null and r.leased_until <= $5 or r.finished_at <= $7
           returning ${RUN.selected}`,
    values: [
      claim.date,
      claim.kind,
      claim.periodHours,
      claim.eraseBefore,
      claim.now,
      claim.leaseUntil,
      claim.againIfFinishedBy ?? null,
    ],
  });
}

/** The result of a batch, stored in its own commit. */
export interface RunProgress {
  readonly erased: number;
  readonly kept: number;
  readonly position: string;
  readonly reached: string;
  readonly leaseUntil: Date;
  readonly finishedAt: Date | undefined;
}

/** Answers the run as it stands then; undefined when its lease was over and somebody else works on it. */
export async function advanceRun(
  tx: Transaction,
  { runId, leasedUntil }: Pick<RetentionRun, 'runId' | 'leasedUntil'>,
  progress: RunProgress,
): Promise<RetentionRun | undefined> {
  return RUN.one(tx, {
    name: 'advance-retention-run',
    text: `update retention_runs
              set erased = erased + $3, kept = kept + $4, position = $5, reached = $6, leased_until = $7, finished_at = $8
            where run_id = $1 and leased_until = $2 and finished_at is null returning ${RUN.selected}`,
    values: [
      runId,
      leasedUntil,
      progress.erased,
      progress.kept,
      progress.position,
      progress.reached,
      progress.leaseUntil,
      progress.finishedAt ?? null,
    ],
  });
}

export interface RunFilter {
  readonly kind?: RetentionKind | undefined;
  readonly outcome?: RetentionOutcome | undefined;
  /** Days of Beijing, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Runs before a number, the latest first. */
export async function findRuns(
  q: Queryable,
  { kind, outcome, from, to }: RunFilter,
  before: string | undefined,
  limit: number,
): Promise<RetentionRun[]> {
  return RUN.all(q, {
    text: `select ${RUN.selected} from retention_runs
            where ($1::text is null or kind = $1)
              and case $2::text when 'erased' then erased > 0 when 'kept' then kept > 0
                                when 'unfinished' then finished_at is null else true end
              and ($3::date is null or run_date >= $3) and ($4::date is null or run_date <= $4)
              and ($5::bigint is null or run_id < $5)
            order by run_id desc limit $6`,
    values: [kind ?? null, outcome ?? null, from ?? null, to ?? null, before ?? null, limit],
  });
}
