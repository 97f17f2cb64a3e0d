import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALERTS } from '../server/src/metrics/alerts.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const unique = (names: Iterable<string>) => [...new Set(names)].sort();
const found = (text: string, pattern: RegExp) =>
  unique([...text.matchAll(pattern)].map(([, name = '']) => name));

/** Names in code that are written beside `alert`. */
const RAISED = /\balert(?::|\s*=)\s*'([a-z_]+)'/g;

test('the operating document explains each alert, and each is counted', () => {
  const [, section = ''] = read('docs/operating.md').split('\n## Alerts\n');
  const [table = ''] = section.split('\n## ');
  // its heading is a code too
  const described = found(table, /^\| `([a-z_]+)`/gm).filter((name) => name !== 'alert');
  expect(described).toEqual([...ALERTS]);
  const sources = globSync('server/src/**/*.ts', { cwd: ROOT }).map(read).join('\n');
  const raised = found(sources, RAISED);
  expect(raised.length).toBeGreaterThan(20);
  expect(ALERTS).toEqual(expect.arrayContaining(raised));
});

test('the example rules have every alert once, and name metrics that are served', () => {
  const rules = read('docs/operating/prometheus/alerts.yml');
  const listed = [...rules.matchAll(/alert=~"([^"]+)"/g)].flatMap(([, names = '']) => names.split('|'));
  expect(listed.toSorted()).toEqual([...ALERTS]);
  const sources = globSync('server/src/metrics/*.ts', { cwd: ROOT }).map(read).join('\n');
  const served = [
    ...found(sources, /name: '(zhixiao_[a-z_]+)'/g),
    ...found(sources, /gauge\(\s*'([a-z_]+)'/g).map((name) => `zhixiao_${name}`),
  ];
  const used = found(rules, /\b(zhixiao_[a-z_]+?)(?:_bucket|_count)?\b/g);
  expect(used.length).toBeGreaterThan(5);
  expect(served).toEqual(expect.arrayContaining(used));
  const documented = found(read('docs/operating/metrics.md'), /\b(zhixiao_[a-z_]+)/g);
  expect(documented).toEqual(unique(served));
});
