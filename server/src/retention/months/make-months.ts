import type { Core } from '../../core.ts';
import { isDatabaseAway } from '../../db/database.ts';
import { findMonthlyTables, openMonths } from './months-store.ts';

/**
 * Makes the partitions of the months to come, table by table. A table that is read for longer than its lock is waited for is left
 * to the next call: there are two months for it, and until then the last partition takes every row.
 */
export async function makeMonths({ db, clock, log }: Pick<Core, 'db' | 'clock' | 'log'>): Promise<void> {
  for (const { name } of await findMonthlyTables(db)) {
    try {
      const made = await openMonths(db, name, clock.now());
      if (made > 0) log.info({ table: name, made }, 'partitions of months to come were made');
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      log.warn(
        { err: error, table: name },
        'could not make the partitions of months to come; tried again in an hour',
      );
    }
  }
}
