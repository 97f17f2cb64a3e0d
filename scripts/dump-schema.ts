import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureEffects } from '../server/src/db/migration-effects.ts';
import { dumpSchema } from '../server/src/db/schema-dump.ts';
import { startThrowawayPostgres } from '../server/test/helpers/postgres/throwaway-postgres.ts';

/** Writes server/migrations/schema.sql and effects.jsonl anew from the migrations. */
const server = await startThrowawayPostgres();
try {
  const folder = join(import.meta.dirname, '..', 'server', 'migrations');
  const effects = await measureEffects(server.url);
  writeFileSync(join(folder, 'effects.jsonl'), effects.map((one) => `${JSON.stringify(one)}\n`).join(''));
  writeFileSync(join(folder, 'schema.sql'), await dumpSchema(server.url));
} finally {
  await server.remove();
}
