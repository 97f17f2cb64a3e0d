import { randomBytes } from 'node:crypto';
import { env } from 'node:process';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../../src/db/migrate.ts';
import { startGivenPostgres } from './given-postgres.ts';
import { startThrowawayPostgres } from './throwaway-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this project, the prefix of the databases that belong to it, and how one is copied. */
    postgres: { readonly url: string; readonly prefix: string; readonly strategy: string };
  }
}

/**
 * One PostgreSQL for a project of the run, with one migrated template database: TEST_DATABASE_URL, one of the programs in
 * TEST_POSTGRES_BIN, or one of those that come with the install.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_DATABASE_URL: given, TEST_POSTGRES_BIN: bin } = env;
  const server =
    given !== undefined
      ? { url: given, remove: async () => undefined }
      : await (bin === undefined ? startThrowawayPostgres() : startGivenPostgres(bin));
  if (given === undefined && bin === undefined) await makeHasty(server.url);
  const prefix = `zhixiao_test_${randomBytes(4).toString('hex')}`;
  const template = `${prefix}_template`;

  await administer(server.url, (admin) => admin.query(`create database ${template}`));
  await migrate(withDatabase(server.url, template));
  // copying files waits for the disk, unless nobody does
  const strategy = given === undefined ? 'file_copy' : 'wal_log';
  project.provide('postgres', { url: server.url, prefix, strategy });

  return async () => {
    if (given !== undefined) await administer(server.url, (admin) => dropAll(admin, prefix));
    await server.remove();
  };
}

/** Runs `work` on a connection to the server's own database. */
export async function administer(url: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/**
 * What these tests hold does not hang on the machine losing its power, so their server never waits for the disk; what
 * one that is started as in production does is tested by `embedded-postgres.test.ts` on servers of its own.
 */
async function makeHasty(url: string): Promise<void> {
  await administer(url, async (admin) => {
    await admin.query('alter system set fsync = off');
    await admin.query('alter system set full_page_writes = off');
    // plans made while a table was empty go wrong as it fills; a minute, as usual, is longer than most tests
    await admin.query(`alter system set autovacuum_naptime = '5s'`);
    // the kernel copies a template's files, five times cheaper than PostgreSQL reading and writing them
    await admin.query(`alter system set file_copy_method = 'clone'`);
    // thousands of connections: each works its password through as many rounds as it was stored with
    await admin.query('alter system set scram_iterations = 1');
    await admin.query('select pg_reload_conf()');
    await admin.query('set scram_iterations = 1');
    await admin.query(`alter role current_user password ${pg.escapeLiteral(new URL(url).password)}`);
  });
}

async function dropAll(admin: pg.Client, prefix: string): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [prefix],
  );
  for (const { name } of rows) await admin.query(`drop database ${pg.escapeIdentifier(name)} with (force)`);
}
