import { setTimeout as pause } from 'node:timers/promises';
import type { Transaction } from '../../db/database.ts';
import { LOCK_NOT_AVAILABLE } from '../../db/held-up.ts';
import { errorCode } from '../../lib/property-of.ts';
import { ArchiveError } from './archive-error.ts';
import type { ArchiveSession } from './archive-session.ts';

const TRIES = 30;
const PAUSE_MS = 1_000;
/** Statements of the servers that come behind one of ours wait no longer than it does. */
const LOCK_TIMEOUT = '500ms';

/**
 * Does in a transaction what needs a lock that others hold for moments, again and again: what it did before stays.
 * @throws ArchiveError when they hold it all the time
 */
export async function withPatience(tx: Transaction, work: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    await tx.query({ text: 'savepoint patience' });
    try {
      await tx.query({ text: `set local lock_timeout = '${LOCK_TIMEOUT}'` });
      await work();
      await tx.query({ text: 'release savepoint patience' });
      return;
    } catch (error) {
      if (errorCode(error) !== LOCK_NOT_AVAILABLE) throw error;
      if (tried === TRIES) throw held(error);
      await tx.query({ text: 'rollback to savepoint patience' });
      await pause(PAUSE_MS);
    }
  }
}

/** The same in a transaction of its own. */
export function patiently(db: ArchiveSession, work: (tx: Transaction) => Promise<void>): Promise<void> {
  return db.transaction((tx) => withPatience(tx, () => work(tx)));
}

function held(cause: unknown): ArchiveError {
  return new ArchiveError(
    {
      zh: '表一直被其他会话占用（例如长时间的查询或备份），这个月没有改变：请在其结束后再运行一次。',
      en: 'Other sessions (a long query, a dump) hold the table all the time, and this month was not changed: call again when they have ended.',
    },
    { cause },
  );
}
