import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

test('no built file of a front end has a schema in it: types and lists of the contract are enough there', () => {
  const files = globSync('{console,cashier,site}/dist/**/*.js', { cwd: ROOT });
  expect(files.length).toBeGreaterThan(10);
  // by which TypeBox marks what its schemas are
  const withSchemas = files.filter((file) => readFileSync(join(ROOT, file), 'utf8').includes('~kind'));
  expect(withSchemas).toEqual([]);
});
