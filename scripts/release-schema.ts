import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readMigrations } from '../server/src/db/migration-files.ts';
import { dumpSchema } from '../server/src/db/schema-dump.ts';
import { startThrowawayPostgres } from '../server/test/helpers/postgres/throwaway-postgres.ts';
import { startCheckout } from './release/checkout-server.ts';
import { dumpEmulators, dumpRows } from './release/dump-rows.ts';
import { fill } from './release/fill.ts';

/**
 * `npm run release-schema -- X.Y.Z [--from FOLDER] [--commit HASH] [--statements FILE]`: keeps what later versions are tried
 * against, in `releases/vX.Y.Z`: the schema, migrations and statements of this release, or of the checkout in FOLDER, and the
 * rows that its running server wrote. FILE has statements recorded elsewhere (docs/development.md).
 */
const { values, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: { from: { type: 'string' }, commit: { type: 'string' }, statements: { type: 'string' } },
});
const [version = ''] = positionals;
if (!/^\d+\.\d+\.\d+$/.test(version))
  throw new Error('usage: npm run release-schema -- X.Y.Z [--from FOLDER]');
const root = join(import.meta.dirname, '..');
const from = resolve(values.from ?? root);
const recorder = pathToFileURL(join(import.meta.dirname, 'release', 'record-statements.mjs')).href;
const masterKey = randomBytes(32).toString('base64');
const work = await mkdtemp(join(tmpdir(), 'zhixiao-release-'));
const statements = join(work, 'statements');
const postgres = await startThrowawayPostgres();
try {
  const server = await startCheckout(from, {
    DATABASE_URL: postgres.url,
    DATA_DIR: work,
    MASTER_KEY: masterKey,
    NODE_OPTIONS: `--import ${recorder}`,
    RECORDED_STATEMENTS: statements,
  });
  const orders = await fill(server).finally(() => server.stop());
  const migrations = await readMigrations(join(from, 'server', 'migrations'));
  const release = {
    version,
    commit:
      values.commit ?? execFileSync('git', ['rev-parse', 'HEAD'], { cwd: from, encoding: 'utf8' }).trim(),
    filledAt: new Date().toISOString(),
    // of a test: it seals invented rows only
    masterKey,
    orders,
    migrations: migrations.map(({ name, sha256 }) => ({ name, sha256 })),
  };
  const recorded = [statements, ...(values.statements === undefined ? [] : [values.statements])];
  const files = {
    'release.json': json(release),
    'schema.sql': await dumpSchema(postgres.url),
    'rows.sql': await dumpRows(postgres.url),
    'emulators.sql': dumpEmulators(join(work, 'sandbox', 'sandbox.sqlite')),
    'statements.jsonl': await statementsIn(recorded),
  };
  const folder = join(root, 'releases', `v${version}`);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
} finally {
  await postgres.remove();
  await rm(work, { recursive: true, force: true });
}

/** Each once, by name; a name with several texts has a row for each. */
async function statementsIn(files: readonly string[]): Promise<string> {
  const lines = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('').split('\n');
  return `${[...new Set(lines)]
    .filter((line) => line !== '')
    .sort()
    .join('\n')}\n`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
