import { globSync, readFileSync, statSync } from 'node:fs';
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

/** What the console's page loads before anybody signs in, as sent (Brotli). KB. */
const SIGN_IN_KB = 80;

test('the console’s first page is small: nothing of the component kit comes before sign-in', () => {
  const dist = join(ROOT, 'console', 'dist');
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+\.js)"/g)].map(
    ([, name = '']) => name,
  );
  const first = new Set<string>();
  const follow = (name: string) => {
    if (first.has(name)) return;
    first.add(name);
    const script = readFileSync(join(dist, name), 'utf8');
    // what a module imports at once, and not when it is needed
    for (const [, other = ''] of script.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
      follow(`assets/${other}`);
  };
  named.forEach(follow);
  const sent = [...first].reduce((sum, name) => sum + statSync(join(dist, `${name}.br`)).size, 0);
  expect(first.size).toBeGreaterThan(0);
  expect(sent / 1024).toBeLessThan(SIGN_IN_KB);
  expect(sent / 1024).toBeGreaterThan(20);
});
