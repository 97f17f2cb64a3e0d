import { afterAll, beforeAll, expect, test } from 'vitest';
import * as SCRIPTS from '../bench/src/references/pgbench-scripts.ts';
import { createTestDatabase, type TestDatabase } from '../server/test/helpers/postgres/test-database.ts';

// pgbench is on few machines, and its scripts name columns and joins that the server changes.

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

const scripts = Object.entries(SCRIPTS).filter(
  (script): script is [string, string] => typeof script[1] === 'string',
);

test('there are scripts to read', () => {
  expect(scripts.length).toBeGreaterThan(3);
});

test.each(scripts)('each statement of pgbench’s %s is one of our schema', async (_name, script) => {
  const statements = script
    .replaceAll(/^\\.*$/gm, '')
    .replaceAll(/(?<!:):[a-z_]+/g, 'null')
    .split(';')
    .map((text) => text.trim())
    .filter((text) => !['', 'begin', 'commit'].includes(text));
  expect(statements).not.toEqual([]);
  for (const text of statements) await own.database.query({ text: `explain ${text}` });
});
