import { resolve } from 'node:path';
import { argv, exit } from 'node:process';
import pg from 'pg';
import { startEmbeddedPostgres } from '../postgres/src/embedded-postgres.ts';
import { parseConfig } from '../server/src/config/config.ts';
import { readEnv } from '../server/src/config/settings.ts';

/**
 * `npm run sql -- "select …"`: what a statement answers in the database of `npm start` and `npm run dev`, as the owner of
 * its tables, whether one of them runs or not. For looking: what changes rows leaves no entry in the audit log.
 */
const [statement, ...more] = argv.slice(2);
if (statement === undefined || more.length > 0) {
  console.error('usage: npm run sql -- "select order_id, status from orders limit 5"');
  exit(1);
}

const { config, secrets } = parseConfig(readEnv());
const given = secrets.migrationDatabaseUrl ?? secrets.databaseUrl;
const embedded =
  given === undefined ? await startEmbeddedPostgres({ dataDir: resolve(config.dataDir) }) : undefined;
const client = new pg.Client({ connectionString: given ?? embedded?.url });
try {
  await client.connect();
  const { rows, rowCount } = await client.query(statement);
  if (rows.length > 0) console.table(rows);
  console.log(`${rowCount ?? 0} rows`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await client.end();
  await embedded?.stop();
}
