import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { DAY_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import {
  addLedgerDays,
  addPaymentDays,
  findFirstStart,
  lockState,
  lookAhead,
  setStartsReach,
} from './day-sums-store.ts';

/** What ran this long ago has ended: no transaction lives a tenth as long (`db/database.ts`). */
const ENDED_AFTER_MS = 30 * MINUTE_MS;

/** The first runs after an upgrade walk through years; each step must stay short. */
const STEP_TRANSACTIONS = 100_000;
const STEP_MS = DAY_MS;

/**
 * Adds to the sums by day what has happened since, half an hour to an hour behind, so that figures need not
 * be added up from single movements. Any number of processes may run it, each as often as it likes.
 */
export async function rollUpDaySums(core: Pick<Core, 'db' | 'clock'>): Promise<void> {
  const now = core.clock.now();
  for (const step of [stepLedger, stepStarts]) {
    while (await core.db.transaction((tx) => step(tx, now)));
  }
}

/**
 * Ledger transactions are summed in the order of their numbers and not of their times, which may be those of
 * a bill, or of a clock that was wrong. A number that was given out before the last look belongs to a
 * transaction that has ended by now. False: nothing is left to do until later.
 */
async function stepLedger(tx: Transaction, now: Date): Promise<boolean> {
  const { ledgerReach, nextReach, nextSeenAt } = await lockState(tx);
  if (nextReach === ledgerReach || nextSeenAt > now) {
    await lookAhead(tx, now);
    return false;
  }
  if (nextSeenAt > plusMs(now, -ENDED_AFTER_MS)) return false;
  await addLedgerDays(tx, ledgerReach, Math.min(ledgerReach + STEP_TRANSACTIONS, nextReach));
  return true;
}

async function stepStarts(tx: Transaction, now: Date): Promise<boolean> {
  const target = plusMs(now, -ENDED_AFTER_MS);
  const { startsReach: from } = await lockState(tx);
  if (from >= target) return false;
  const first = await findFirstStart(tx, from);
  if (!first || first >= target) {
    await setStartsReach(tx, target);
    return false;
  }
  const to = new Date(Math.min(first.getTime() + STEP_MS, target.getTime()));
  await addPaymentDays(tx, from, to);
  await setStartsReach(tx, to);
  return true;
}
