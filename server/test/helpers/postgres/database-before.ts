import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../../src/db/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from './test-database.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'migrations');

/** A database as it stood before the migration whose file's name ends so, whatever its number. */
export async function createDatabaseBefore(name: string): Promise<TestDatabase> {
  const created = await createEmptyDatabase();
  await migrateTo(created.url, (await filesUntil(name)).slice(0, -1));
  return created;
}

/** Applies what a database lacks up to that migration. */
export async function migrateThrough(url: string, name: string): Promise<{ applied: string[] }> {
  return migrateTo(url, await filesUntil(name));
}

async function filesUntil(name: string): Promise<string[]> {
  const files = (await readdir(MIGRATIONS)).filter((file) => /^\d{4}_/.test(file)).sort();
  const last = files.findIndex((file) => file.slice('0000_'.length) === `${name}.sql`);
  if (last < 0) throw new Error(`there is no migration ${name}`);
  return files.slice(0, last + 1);
}

async function migrateTo(url: string, files: readonly string[]): Promise<{ applied: string[] }> {
  const dir = await mkdtemp(join(tmpdir(), 'zhixiao-before-'));
  try {
    for (const file of files) await copyFile(join(MIGRATIONS, file), join(dir, file));
    return await migrate(url, { dir });
  } finally {
    await rm(dir, { recursive: true });
  }
}
