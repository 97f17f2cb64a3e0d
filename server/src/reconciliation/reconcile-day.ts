import type { Channel } from '../channels/channel.ts';
import type { AuditedCore, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import type { Posting } from '../ledger/ledger.ts';
import { postAll } from '../ledger/ledger-store.ts';
import { Refusal } from '../refusal.ts';
import { billAccountOf } from './bill-accounts.ts';
import { findBill } from './bill-store.ts';
import { findPairs } from './books-store.ts';
import { commissionPosting } from './commission.ts';
import type { DayKey } from './day.ts';
import { lockDayRow, markDayReconciled } from './day-store.ts';
import { repairOf } from './difference.ts';
import { clearGone, saveFindings } from './difference-store.ts';
import { findMissing } from './find-missing.ts';
import { findUnread } from './find-unread.ts';
import { type BilledPair, type Finding, isBooked, type MatchDay, matcher } from './match.ts';
import {
  findRun,
  finishRun,
  insertRun,
  progressRun,
  type Run,
  type RunKey,
  type RunProgress,
} from './run-store.ts';

const ROWS_AT_ONCE = 5_000;

/**
 * Compares the bill of a day with the books, in portions, each with its findings, the channel's commissions and the
 * progress in one commit. May be repeated at any time until the day is locked: what was found and decided
 * before stands, what is no longer there is cleared. A run that stood still for so long that another one began
 * ends there: it would take away what the other found.
 * @param onProgress called after each portion
 * @throws Refusal bill_not_there, bill_day_locked, reconciliation_running
 */
export async function reconcileDay(
  core: AuditedCore,
  key: DayKey,
  startedBy: string,
  onProgress: () => Promise<void> = async () => undefined,
): Promise<Run> {
  const run = await begin(core, key, startedBy);
  try {
    const day = await matchDayOf(core, key);
    const open =
      (await tellUnread(core, key, run)) +
      (await compareLines(core, key, run, day, onProgress)) +
      (await compareBooks(core, key, run, day));
    const now = core.clock.now();
    await core.db.transaction(async (tx) => {
      await clearGone(tx, key, run);
      await markDayReconciled(tx, key);
      if (!(await finishRun(tx, run, 'done', now))) throw new Refusal('reconciliation_running', {});
    });
    if (open > 0) core.log.warn({ ...key, open, alert: 'bill_differences' }, 'the books and the bill differ');
  } catch (error) {
    // the next run marks a run that could not be finished as failed
    await finishRun(core.db, run, 'failed', core.clock.now()).catch(() => undefined);
    throw error;
  }
  const finished = await findRun(core.db, run);
  return finished ?? run;
}

/** The day with every account that shares the bill's merchant. */
export async function matchDayOf(core: Core, key: DayKey): Promise<MatchDay> {
  const merchant = await billAccountOf(core, key.channelAccountId);
  return { date: key.date, channelAccountIds: merchant?.sharedBy ?? new Set([key.channelAccountId]) };
}

async function begin(core: AuditedCore, key: DayKey, startedBy: string): Promise<Run> {
  return core.db.transaction(async (tx) => {
    const day = await lockDayRow(tx, key);
    const bill = await findBill(tx, key);
    if (!day || !bill) throw new Refusal('bill_not_there', {});
    if (day.status === 'locked') throw new Refusal('bill_day_locked', {});
    const run = await insertRun(tx, key, { startedBy, rowsTotal: bill.rowCount }, core.clock.now());
    if (!run) throw new Refusal('reconciliation_running', {});
    await core.audit.record(tx);
    return run;
  });
}

/** What of the bill could not be read: answers how much of it needs somebody. */
async function tellUnread(core: Core, key: DayKey, run: RunKey): Promise<number> {
  const findings = await findUnread(core.db, key);
  if (findings.length === 0) return 0;
  const rows = findings.filter(({ kind }) => kind === 'unreadable_line').length;
  await core.db.transaction(async (tx) => {
    const now = core.clock.now();
    await saveFindings(tx, key, run, findings, now);
    await goOn(tx, run, { ...NO_LINES, rows }, now);
  });
  return findings.filter(needsSomebody).length;
}

/** Answers how many differences need somebody. */
async function compareLines(
  core: Core,
  key: DayKey,
  run: RunKey,
  day: MatchDay,
  onProgress: () => Promise<void>,
): Promise<number> {
  const { compare } = matcher(day);
  const channel = await channelNameOf(core, key);
  let open = 0;
  let last = 0;
  for (;;) {
    const pairs = await findPairs(core.db, key, last, ROWS_AT_ONCE);
    if (pairs.length === 0) return open;
    last = pairs.at(-1)?.rowNo ?? last;
    const compared = pairs.map((pair) => ({ pair, finding: compare(pair) }));
    const findings = compared.flatMap(({ finding }) => finding ?? []);
    const booked = compared.filter(({ finding }) => finding === undefined || isBooked(finding));
    open += findings.filter(needsSomebody).length;
    await core.db.transaction(async (tx) => {
      const now = core.clock.now();
      await saveFindings(tx, key, run, findings, now);
      await postAll(tx, commissionsOf(channel, booked), now);
      await goOn(tx, run, progressOf(pairs.length, compared), now);
    });
    await onProgress();
  }
}

async function channelNameOf(core: Core, { channelAccountId }: DayKey): Promise<Channel> {
  const account = await core.accounts.byId(channelAccountId);
  if (!account) throw new Error(`merchant account ${channelAccountId} is not available`);
  return account.channel;
}

function commissionsOf(channel: Channel, booked: readonly { readonly pair: BilledPair }[]): Posting[] {
  return booked.flatMap(
    ({ pair: { row, record } }) => (record && commissionPosting(channel, row, record)) ?? [],
  );
}

function progressOf(
  rows: number,
  compared: readonly { readonly pair: BilledPair; readonly finding: Finding | undefined }[],
): RunProgress {
  const matched = compared.filter(({ finding }) => finding === undefined).map(({ pair }) => pair.row);
  const sum = (kind: string) =>
    matched.filter((row) => row.kind === kind).reduce((total, { amount }) => total + amount, 0);
  return {
    rows,
    matchedRows: matched.length,
    matchedPaidAmount: sum('payment'),
    matchedRefundedAmount: sum('refund'),
  };
}

/** What the books have and no bill: answers how many of it need somebody. */
async function compareBooks(core: Core, key: DayKey, run: RunKey, day: MatchDay): Promise<number> {
  let open = 0;
  for await (const findings of findMissing(core.db, key, day)) {
    open += findings.filter(needsSomebody).length;
    await core.db.transaction(async (tx) => {
      const now = core.clock.now();
      await saveFindings(tx, key, run, findings, now);
      await goOn(tx, run, NO_LINES, now);
    });
  }
  return open;
}

const NO_LINES: RunProgress = { rows: 0, matchedRows: 0, matchedPaidAmount: 0, matchedRefundedAmount: 0 };

/**
 * Undoes the portion when its run was given up. Last in it: a run that begins locks the day before the runs too.
 * @throws Refusal reconciliation_running
 */
async function goOn(tx: Transaction, run: RunKey, progress: RunProgress, now: Date): Promise<void> {
  if (!(await progressRun(tx, run, progress, now))) throw new Refusal('reconciliation_running', {});
}

function needsSomebody({ kind, record }: Finding): boolean {
  return repairOf(kind, record !== undefined) !== 'none';
}
