import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrationError } from './migration-error.ts';
import { type Breaks, breaksOf } from './migration-marks.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
  /** Undefined: servers of the release before go on with it. */
  readonly breaks: Breaks | undefined;
}

export const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations');

/** The numbered files, in order. @throws MigrationError when a number is missing */
export async function readMigrations(dir = MIGRATIONS): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(name.slice(0, 4));
      if (number !== index + 1) {
        throw new MigrationError('misnumbered', `migration ${name} should be number ${index + 1}`);
      }
      // a checkout on Windows may have turned the line ends
      const sql = (await readFile(join(dir, name), 'utf8')).replaceAll('\r\n', '\n');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      return { number, name, sql, sha256, breaks: breaksOf(name, sql) };
    }),
  );
}
