import type { Core } from '../core.ts';
import { DAY_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { addToDaySums, findNextFact, lockRolledUpTo, setRolledUpTo } from './day-sums-store.ts';

/**
 * What was posted this long ago is committed, whatever process posted it: no transaction lives a tenth as
 * long (`db/database.ts`), and no clock is off by as much, or its channel would refuse its signatures.
 */
const COMMITTED_AFTER_MS = 30 * MINUTE_MS;

/** The first run after an upgrade walks through years; each step must stay short. */
const STEP_MS = DAY_MS;

/**
 * Adds to the sums by day what has been posted since the last time, so that figures need not be added up
 * from single movements. Any number of processes may run it. Answers until when the sums now reach.
 */
export async function rollUpDaySums(core: Pick<Core, 'db' | 'clock'>): Promise<Date> {
  const target = plusMs(core.clock.now(), -COMMITTED_AFTER_MS);
  for (;;) {
    const reached = await core.db.transaction(async (tx) => {
      const from = await lockRolledUpTo(tx);
      if (from >= target) return from;
      const next = await findNextFact(tx, from);
      if (!next || next >= target) return setRolledUpTo(tx, target);
      const to = new Date(Math.min(next.getTime() + STEP_MS, target.getTime()));
      await addToDaySums(tx, from, to);
      return setRolledUpTo(tx, to);
    });
    if (reached >= target) return reached;
  }
}
