import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '@zhixiao/postgres';
import type { Config, Secrets } from '../config.ts';
import { walIn } from '../installation/backup/backup-folder.ts';

/** Where the database is reached, as the server and as the owner of its tables; the same where there is one role. */
export interface DatabaseUrls {
  readonly url: string;
  readonly ownerUrl: string | undefined;
}

/** As the settings have it. An embedded database that is not running runs until `stack` is disposed. */
export async function databaseUrls(
  { config, secrets }: { readonly config: Pick<Config, 'dataDir' | 'backup'>; readonly secrets: Secrets },
  stack: AsyncDisposableStack,
): Promise<DatabaseUrls> {
  const { databaseUrl, migrationDatabaseUrl } = secrets;
  if (databaseUrl !== undefined) return { url: databaseUrl, ownerUrl: migrationDatabaseUrl };
  const { dir } = config.backup;
  const postgres = await startEmbeddedPostgres({
    dataDir: resolve(config.dataDir),
    archiveTo: dir === undefined ? undefined : walIn(resolve(dir)),
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
