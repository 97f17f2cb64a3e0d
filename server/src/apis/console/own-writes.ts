import type { FastifyReply } from 'fastify';
import type { Core } from '../../core.ts';
import type { WalPosition } from '../../db/wal-position.ts';
import type { SessionCookie } from './session-cookie.ts';

/** What a request writes, so that whoever sent it sees it in what he reads next. */
export interface OwnWrites {
  /** The same with a database whose transactions are noticed. */
  readonly core: Core;
  /** Answers, and tells the browser from where on it may read from a standby again. */
  leaving<T>(reply: FastifyReply, cookie: SessionCookie, answer: () => Promise<T>): Promise<T>;
}

/** No standby gets so far before the browser has forgotten it. */
const NEVER: WalPosition = { timeline: 0, lsn: '0/0' };

/**
 * Watches a request for what it commits. What fails may have been committed all the same, and so may a part of what is
 * refused. What an import of people goes on committing while its answer is sent comes later; people are read from the primary.
 * @param isLook whether nothing is written but in transactions, as an audit entry is
 */
export function ownWrites(core: Core, isLook: boolean): OwnWrites {
  const { db, standby } = core;
  if (!standby) return { core, leaving: (_reply, _cookie, answer) => answer() };
  let hasWritten = !isLook;
  const noticing: Core['db'] = {
    ...db,
    transaction(work, settings) {
      hasWritten = true;
      return db.transaction(work, settings);
    },
  };
  return {
    core: { ...core, db: noticing },
    async leaving(reply, cookie, answer) {
      try {
        return await answer();
      } finally {
        // the primary may have gone away since; that is no reason to answer otherwise
        if (hasWritten)
          cookie.keepWritten(reply, await standby.walEnd().catch(() => NEVER), standby.maxLagMs);
      }
    },
  };
}
