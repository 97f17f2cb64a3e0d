import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../server/src/db/migrate.ts';
import { dumpSchema } from '../server/src/db/schema-dump.ts';
import { startThrowawayPostgres } from '../server/test/helpers/postgres/throwaway-postgres.ts';

/** Writes server/migrations/schema.sql anew from the migrations. */
const server = await startThrowawayPostgres();
try {
  await migrate(server.url);
  const file = join(import.meta.dirname, '..', 'server', 'migrations', 'schema.sql');
  writeFileSync(file, await dumpSchema(server.url));
} finally {
  await server.remove();
}
