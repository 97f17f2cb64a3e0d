import type { Database } from '../db/database.ts';
import { ttlCache } from '../lib/ttl-cache.ts';
import type { Vault } from '../lib/vault.ts';
import type { App } from './app.ts';
import { findApp } from './app-store.ts';

/** Finds apps by id; a change to an app is seen within a few seconds. */
export type AppDirectory = (appId: string) => Promise<App | undefined>;

const APP_TTL_MS = 2_000;
const APP_LIMIT = 10_000;
const NOBODY = Promise.resolve(undefined);

export function appDirectory(db: Database, vault: Vault): AppDirectory {
  const find = ttlCache({ ttlMs: APP_TTL_MS, limit: APP_LIMIT, load: (appId) => findApp(db, vault, appId) });
  // what cannot be an app id never reaches the database (a NUL would be an error there)
  return (appId) => (/^[0-9A-Za-z_-]{1,32}$/.test(appId) ? find(appId) : NOBODY);
}
