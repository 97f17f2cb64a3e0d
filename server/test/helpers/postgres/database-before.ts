import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../../src/db/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from './test-database.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'migrations');

/** A database as it stood before the migration whose file's name ends so, whatever its number. */
export async function createDatabaseBefore(name: string): Promise<TestDatabase> {
  const files = (await readdir(MIGRATIONS)).filter((file) => /^\d{4}_/.test(file)).sort();
  const end = files.findIndex((file) => file.slice('0000_'.length) === `${name}.sql`);
  if (end < 0) throw new Error(`there is no migration ${name}`);
  const dir = await mkdtemp(join(tmpdir(), 'zhixiao-before-'));
  try {
    for (const file of files.slice(0, end)) await copyFile(join(MIGRATIONS, file), join(dir, file));
    const created = await createEmptyDatabase();
    await migrate(created.url, { dir });
    return created;
  } finally {
    await rm(dir, { recursive: true });
  }
}
