import { RETENTION_KINDS } from '@zhixiao/contract/codes/retention';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { recordEntry } from '../audit/record.ts';
import { RETENTION_PERIODS, type RetentionKind } from '../consents/retention-periods.ts';
import type { Core } from '../core.ts';
import { isDatabaseAway, type Transaction } from '../db/database.ts';
import { HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from '../lib/clock.ts';
import { shanghaiDate } from '../lib/shanghai-day.ts';
import { advanceRun, claimRun, findOpenRuns, type RetentionRun } from './run-store.ts';
import { STEPS } from './steps.ts';

type Parts = Pick<Core, 'db' | 'vault' | 'clock' | 'log' | 'retention'>;

/** Rows of one commit: a few milliseconds, so that their locks delay no request. */
const BATCH = 500;
/** For how long one call works; the rest is the next one's. Stopping waits for it. */
const CALL_MS = 3 * SECOND_MS;
const LEASE_MS = 2 * MINUTE_MS;
/** Periods of years are carried out once a day, when few people pay. */
const DAILY_FROM_HOUR = 3;
/** Rows that strangers can cause are erased every hour; nonces, one for each request, as soon as they expire. */
const AGAIN_AFTER_MS: Readonly<Partial<Record<RetentionKind, number>>> = { nonces: MINUTE_MS };

/**
 * Erases data older than its period, kind by kind in small commits, and stores the counts for each kind and day; kinds
 * with a configurable period get an audit entry too. Several processes may call it at any time: one process works on a
 * kind at a time, and an interrupted run is continued.
 * @param callMs for how long it works at most; what is left is the next call's
 */
export async function carryOutRetention(parts: Parts, callMs = CALL_MS): Promise<void> {
  const endsAt = performance.now() + callMs;
  for (const { kind, date } of await turnsOf(parts)) {
    try {
      const run = await claim(parts, kind, date);
      if (run) await carryOut(parts, run, endsAt);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      parts.log.error(
        { err: error, alert: 'retention_failed', kind },
        'could not erase what is past its period',
      );
    }
    if (performance.now() >= endsAt) return;
  }
}

/** A kind, and the day whose run it is. */
interface Turn {
  readonly kind: RetentionKind;
  readonly date: string;
}

/** Those first that have no run today, then those that waited longest, so that a long one holds up no other. */
async function turnsOf({ db, clock }: Parts): Promise<readonly Turn[]> {
  const now = clock.now();
  const today = shanghaiDate(now);
  const isNight = Number(formatShanghaiTime(now).slice(11, 13)) < DAILY_FROM_HOUR;
  const runs = await findOpenRuns(db, today);
  // one that a day did not end is ended before the next is begun
  const known = new Set(runs.map(({ kind }) => kind));
  const isDue = (kind: RetentionKind) => !known.has(kind) && !(isNight && RETENTION_PERIODS[kind].isSetting);
  const isToDo = ({ kind, finishedAt }: RetentionRun) =>
    RETENTION_KINDS.includes(kind) && (!finishedAt || againIfFinishedBy(kind, now) !== undefined);
  return [
    ...RETENTION_KINDS.filter(isDue).map((kind) => ({ kind, date: today })),
    ...runs.filter(isToDo).map(({ kind, date }) => ({ kind, date })),
  ];
}

function againIfFinishedBy(kind: RetentionKind, now: Date): Date | undefined {
  if (RETENTION_PERIODS[kind].isSetting) return undefined;
  return plusMs(now, -(AGAIN_AFTER_MS[kind] ?? HOUR_MS));
}

function claim(
  { db, clock, retention }: Parts,
  kind: RetentionKind,
  date: string,
): Promise<RetentionRun | undefined> {
  const now = clock.now();
  const periodHours = retention[kind];
  return claimRun(db, {
    date,
    kind,
    periodHours,
    eraseBefore: plusMs(now, -periodHours * HOUR_MS),
    now,
    leaseUntil: plusMs(now, LEASE_MS),
    againIfFinishedBy: againIfFinishedBy(kind, now),
  });
}

async function carryOut(parts: Parts, claimed: RetentionRun, endsAt: number): Promise<void> {
  let run: RetentionRun | undefined = claimed;
  do {
    const current: RetentionRun = run;
    run = await parts.db.transaction((tx) => oneBatch(parts, tx, current, performance.now() >= endsAt));
  } while (run && !run.finishedAt && run.leasedUntil > parts.clock.now());
}

/** Answers how the run stands; undefined when another process has it. */
async function oneBatch(
  { vault, clock }: Parts,
  tx: Transaction,
  run: RetentionRun,
  isOutOfTime: boolean,
): Promise<RetentionRun | undefined> {
  const batch = await STEPS[run.kind](tx, { vault }, run, BATCH);
  const now = clock.now();
  const after = await advanceRun(tx, run, {
    ...batch,
    leaseUntil: isOutOfTime ? now : plusMs(now, LEASE_MS),
    finishedAt: batch.isLast ? now : undefined,
  });
  // what was erased is another's to tell, and is rolled back
  if (!after) throw new LostLease(run.kind);
  if (batch.isLast && RETENTION_PERIODS[run.kind].isSetting && after.erased > 0) {
    await recordEntry(tx, vault, entryOf(after, now));
  }
  return after;
}

/** Another process took the run over, since this one was held up for longer than its lease. */
class LostLease extends Error {
  constructor(kind: RetentionKind) {
    super(`erasing ${kind} took longer than its lease`);
  }
}

function entryOf(run: RetentionRun, at: Date): Parameters<typeof recordEntry>[2] {
  const { kind, erased, kept, periodHours, eraseBefore } = run;
  return {
    at,
    operator: undefined,
    address: undefined,
    action: 'retention.erase',
    subject: kind,
    schoolId: undefined,
    outcome: 'done',
    details: { erased, kept, periodDays: periodHours / 24, before: eraseBefore.toISOString() },
  };
}
