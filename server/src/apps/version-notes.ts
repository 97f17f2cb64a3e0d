import type { Logger } from 'pino';
import { isDatabaseAway, type Queryable } from '../db/database.ts';
import { type Clock, HOUR_MS } from '../lib/clock.ts';
import { ttlCache } from '../lib/ttl-cache.ts';
import { storeVersionSeen } from './version-store.ts';

/** Writes down, for the console, which version an app just spoke. Nobody waits for it, and nothing hangs on it. */
export type NoteVersion = (appId: string, version: 1 | 2) => void;

/** However much an app asks, it is written down so often. */
const NOTE_EVERY_MS = HOUR_MS;
const REMEMBERED_MAX = 20_000;

export function versionNotes(db: Queryable, clock: Clock, log: Logger): NoteVersion {
  const once = ttlCache({
    ttlMs: NOTE_EVERY_MS,
    limit: REMEMBERED_MAX,
    async load(key) {
      const [version, appId = ''] = key.split(' ');
      await storeVersionSeen(db, appId, version === '2' ? 2 : 1, clock.now());
      return true;
    },
  });
  return (appId, version) => {
    once(`${version} ${appId}`).catch((error: unknown) => {
      // logged once, when the database was lost
      if (isDatabaseAway(error)) return;
      log.warn({ err: error, appId }, 'the version an app spoke could not be written down');
    });
  };
}
