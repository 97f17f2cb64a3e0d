import { measured } from '../lib/measures.ts';
import { errorCode } from '../lib/property-of.ts';
import { READ_ONLY, STATEMENT_CANCELLED } from './away.ts';
import { type Database, DatabaseBusy, isDatabaseAway, isDatabaseError } from './database.ts';
import type { Standby, StandbyReader } from './standby.ts';
import type { WalPosition } from './wal-position.ts';

const CHANGES_NOTHING = 'what reads from a standby changes nothing';

/** What one request that changes nothing reads, from a standby or from the primary. */
export interface LaggingReads {
  readonly db: Database;
  /** Whether anything of what was read came from a standby, so that it may be old. */
  mayBeOld(): boolean;
  /** Has everything from now on read from the primary. */
  leaveStandby(why: 'refused'): void;
}

/**
 * A database that only reads. Its statements go to one standby, from the first on; where that may not be read from, or not
 * any more, they go to the primary and stay there, so that a later statement never sees less than one before. A statement
 * that the standby does not carry out is done by the primary.
 */
export function laggingReads(
  primary: Database,
  standby: Standby | undefined,
  written: WalPosition | undefined,
): LaggingReads {
  let reader: StandbyReader | undefined;
  let hasBegun = false;
  let isOld = false;

  const leaveStandby = (why: 'unusable' | 'failed' | 'refused') => {
    if (reader) measured('standby_left', { why });
    reader = undefined;
  };
  const begin = () => {
    hasBegun = true;
    if (!standby) return;
    reader = standby.reader(written);
    measured('lagging_read', { from: reader ? 'standby' : 'primary' });
  };
  const read = async <T>(run: (db: Database) => Promise<T>): Promise<T> => {
    if (!hasBegun) begin();
    if (reader && !reader.isUsable()) leaveStandby('unusable');
    if (!reader) return run(primary);
    const mine = reader;
    try {
      const done = await run(mine.db);
      isOld = true;
      return done;
    } catch (error) {
      if (errorCode(error) === READ_ONLY) throw new Error(CHANGES_NOTHING, { cause: error });
      if (!isDoneByPrimary(error)) throw error;
      if (isDatabaseAway(error) && !(error instanceof DatabaseBusy)) mine.leave();
      leaveStandby('failed');
      return run(primary);
    }
  };
  const db: Database = {
    ...primary,
    query: (statement) => read((from) => from.query(statement)),
    readWithin: (statement, limit) => read((from) => from.readWithin(statement, limit)),
    transaction: () => Promise.reject(new Error(CHANGES_NOTHING)),
    usedFor: () => db,
  };
  return { db, mayBeOld: () => isOld, leaveStandby };
}

/**
 * Whatever the standby has against a statement, such as a conflict with what it replays: its limit of time apart, which
 * would pass at the primary as well.
 */
function isDoneByPrimary(error: unknown): boolean {
  return isDatabaseError(error) && errorCode(error) !== STATEMENT_CANCELLED;
}
