import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../server/test/helpers/postgres/test-database.ts';
import { MUTANTS, mutated } from '../src/mutants/mutants.ts';

const ROOT = join(import.meta.dirname, '../..');

test('there are at least thirty seeded bugs, each with a name and a sentence of its own', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(30);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  expect(new Set(MUTANTS.map(({ breaks }) => breaks)).size).toBe(MUTANTS.length);
});

test('every edit of a seeded bug fits the source of today, and leaves a program', () => {
  for (const { name, edits = [] } of MUTANTS) {
    for (const { file, find, replace } of edits) {
      const source = readFileSync(join(ROOT, file), 'utf8');
      expect(source.split(find).length - 1, `${name}: times that its text stands in ${file}`).toBe(1);
      expect(replace, name).not.toBe(find);
      expect(
        () =>
          stripTypeScriptTypes(
            mutated(
              source,
              edits.filter((edit) => edit.file === file),
            ),
          ),
        name,
      ).not.toThrow();
    }
  }
});

test('every statement of a seeded bug runs on the schema of today', async () => {
  const { database, drop } = await createTestDatabase();
  const statements = MUTANTS.flatMap(({ name, sql = [] }) => sql.map((text) => ({ name, text })));
  // the server's own settings are every test's
  for (const { name, text } of statements.filter(
    (statement) => !/alter system|pg_reload/.test(statement.text),
  ))
    await expect(database.query({ text }), name).resolves.toBeDefined();
  await drop();
});
