import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '@zhixiao/postgres';
import type { Config, Secrets } from '../config/config.ts';
import { migrate } from '../db/migrate.ts';
import { roleOf } from '../db/server-role.ts';
import { walIn } from './backup/backup-folder.ts';

/** Where the database is reached, as the server and as the owner of its tables; the same where there is one role. */
export interface DatabaseUrls {
  readonly url: string;
  readonly ownerUrl: string | undefined;
}

/**
 * As the settings have it. An embedded database that is not running runs until `stack` is disposed.
 * @param log one line at a time, of what an embedded database does at its start
 */
export async function databaseUrls(
  { config, secrets }: { readonly config: Pick<Config, 'dataDir' | 'backup'>; readonly secrets: Secrets },
  stack: AsyncDisposableStack,
  log?: (line: string) => void,
): Promise<DatabaseUrls> {
  const { databaseUrl, migrationDatabaseUrl } = secrets;
  if (databaseUrl !== undefined) return { url: databaseUrl, ownerUrl: migrationDatabaseUrl };
  const { dir } = config.backup;
  const postgres = await startEmbeddedPostgres({
    dataDir: resolve(config.dataDir),
    archiveTo: dir === undefined ? undefined : walIn(resolve(dir)),
    ...(log && { log }),
  });
  stack.defer(() => postgres.stop());
  return { url: postgres.serverUrl, ownerUrl: postgres.url };
}

/** @throws when there is no database yet, which a command that only looks would otherwise make */
export async function requireDatabase({ databaseUrl }: Secrets, dataDir: string): Promise<void> {
  if (databaseUrl !== undefined) return;
  await lstat(join(dataDir, 'postgres')).catch(() => {
    throw new Error(
      `There is no embedded database in ${dataDir}: set DATABASE_URL, or DATA_DIR to its folder`,
    );
  });
}

/** A service that stops its old server while it starts the new one is waited for. */
const SERVERS_GONE_WITHIN_MS = 20_000;

/**
 * Brings the schema up to date as the owner of the tables, who gives the server's role what it needs.
 * @throws as `migrate`
 */
export async function upgradeDatabase(
  { url, ownerUrl }: DatabaseUrls,
  log?: (line: string) => void,
): ReturnType<typeof migrate> {
  return migrate(ownerUrl ?? url, {
    ...(ownerUrl !== undefined && { serverRole: await roleOf(url) }),
    ...(log && { log }),
    serversGoneWithinMs: SERVERS_GONE_WITHIN_MS,
  });
}
