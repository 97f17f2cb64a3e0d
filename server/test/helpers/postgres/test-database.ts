import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/database.ts';
import { administer, withDatabase } from './postgres-setup.ts';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

const POOL_SIZE = 10;

/** A database of its own for a test file, copied from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { prefix, strategy } = inject('postgres');
  return createFrom(`template ${prefix}_template strategy ${strategy}`);
}

/** A database without any schema. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createFrom('');
}

async function createFrom(template: string): Promise<TestDatabase> {
  const { url, prefix } = inject('postgres');
  const name = `${prefix}_${randomBytes(4).toString('hex')}`;
  await administer(url, (admin) => admin.query(`create database ${name} ${template}`));
  const own = withDatabase(url, name);
  const database = openDatabase({ url: own, poolSize: POOL_SIZE });
  return {
    url: own,
    database,
    drop: async () => {
      await database.close();
      await administer(url, (admin) => admin.query(`drop database ${name} with (force)`));
    },
  };
}
