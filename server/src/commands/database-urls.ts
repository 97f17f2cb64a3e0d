import { startEmbeddedPostgres } from '@zhixiao/postgres';
import type { Secrets } from '../config.ts';

/** Where the database is reached, as the server and as the owner of its tables; the same where there is one role. */
export interface DatabaseUrls {
  readonly url: string;
  readonly ownerUrl: string | undefined;
}

/** As the settings have it. An embedded database that is not running runs until `stack` is disposed. */
export async function databaseUrls(
  secrets: Secrets,
  dataDir: string,
  stack: AsyncDisposableStack,
): Promise<DatabaseUrls> {
  const { databaseUrl, migrationDatabaseUrl } = secrets;
  if (databaseUrl !== undefined) return { url: databaseUrl, ownerUrl: migrationDatabaseUrl };
  const postgres = await startEmbeddedPostgres({ dataDir });
  stack.defer(() => postgres.stop());
  return { url: postgres.serverUrl, ownerUrl: postgres.url };
}
