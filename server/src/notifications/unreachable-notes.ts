import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { type Clock, MINUTE_MS } from '../lib/clock.ts';
import { ttlCache } from '../lib/ttl-cache.ts';
import { storeUnreachable, type UnreachableEndpoint } from './unreachable-store.ts';

/** Writes down, for the console, an endpoint that cannot be reached. Nobody waits for it, and nothing hangs on it. */
export type NoteUnreachable = (unreachable: UnreachableEndpoint) => void;

/** However many orders name it, an endpoint is written down once in this time. */
const NOTE_EVERY_MS = MINUTE_MS;
const REMEMBERED_MAX = 2_000;

export function unreachableNotes(db: Database, clock: Clock, log: Logger): NoteUnreachable {
  const once = ttlCache({
    ttlMs: NOTE_EVERY_MS,
    limit: REMEMBERED_MAX,
    async load(key) {
      await storeUnreachable(db, JSON.parse(key) as UnreachableEndpoint, clock.now());
      return true;
    },
  });
  return ({ appId, endpoint, reason }) => {
    once(JSON.stringify({ appId, endpoint, reason })).catch((error: unknown) =>
      log.warn({ err: error, appId }, 'an unreachable endpoint could not be written down'),
    );
  };
}
