import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';
import { openUnlimited } from '../../db/unlimited.ts';
import { ArchiveError } from './archive-error.ts';

/** A session of the role that owns the tables, without limits of time: a month may be millions of rows. */
export interface ArchiveSession extends Pick<Database, 'query' | 'transaction'>, AsyncDisposable {}

/** Held by the session, so that nobody else is at it while the database still works for a command that was killed. */
const LOCK = 'select pg_try_advisory_lock(7215003) as got';
const TRIES = 15;
const PAUSE_MS = 1_000;
/** Has the database end what it does for a command that was killed. */
const NOTICE_KILL = `set client_connection_check_interval = '2s'`;

/**
 * Opens the one session that may archive and bring back until it is closed.
 * @throws ArchiveError when another one is still there after some seconds
 */
export async function openArchiveSession(url: string, tries = TRIES): Promise<ArchiveSession> {
  const session = await openUnlimited(url, 'zhixiao-pay-archive');
  try {
    // PostgreSQL on Windows has no such check; there a statement is carried out to its end
    await session.query({ text: NOTICE_KILL }).catch(() => undefined);
    for (let tried = 1; ; tried += 1) {
      const [lock] = await session.query<{ got: boolean }>({ text: LOCK });
      if (lock?.got) return session;
      if (tried >= tries) throw busy();
      await pause(PAUSE_MS);
    }
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

function busy(): ArchiveError {
  return new ArchiveError({
    zh: '另一个归档或取回正在进行（刚被强行结束的也可能还没有退出数据库）：请稍后再试。',
    en: 'Another archiving or bringing back is under way, or one that was killed has not left the database yet: try again later.',
  });
}
