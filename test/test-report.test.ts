import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTestReport, type TestRun } from '../scripts/test-report.ts';

const ROOT = join(import.meta.dirname, '..');
const FILES = {
  'values.test.ts': `
    test('holds', () => {});
    describe('sums', () => {
      test('differ', () => expect({ fen: 1 }).toEqual({ fen: 2 }));
      test('have a text of many lines', () => { throw new Error('\\nfirst\\nsecond'); });
    });`,
  'missing.test.ts': `import './nowhere.ts';`,
  'empty.test.ts': '',
  'before.test.ts': `beforeAll(() => { throw new Error('no database'); }); test('waits', () => {});`,
  'after.test.ts': `afterAll(() => { throw new Error('left open'); }); test('holds', () => {});`,
};

let folder: string;
let run: TestRun;

beforeAll(() => {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  // inside the clone, so that Vitest is found from there
  folder = mkdtempSync(join(cache, 'failing-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  const report = join(folder, 'report.json');
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const options = ['--globals', '--reporter=json', `--outputFile=${report}`];
  const ran = spawnSync(execPath, [program, 'run', '--root', folder, ...options], { encoding: 'utf8' });
  expect(existsSync(report), ran.stdout + ran.stderr).toBe(true);
  run = readTestReport(report, folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

test('what failed is named by file, full name and the first line of its error', () => {
  expect(run.failures.filter((failure) => failure.startsWith('values'))).toEqual([
    'values.test.ts: sums differ\n  AssertionError: expected { fen: 1 } to deeply equal { fen: 2 }',
    'values.test.ts: sums have a text of many lines\n  first',
  ]);
});

test('a file that cannot be loaded, and one whose hooks fail, is named', () => {
  const others = run.failures.filter((failure) => !failure.startsWith('values')).sort();
  expect(others).toEqual([
    'after.test.ts: failed outside its tests\n  left open',
    'before.test.ts: failed outside its tests\n  no database',
    expect.stringMatching(/^empty.test.ts: could not be loaded\n {2}No test suite found/),
    expect.stringMatching(/^missing.test.ts: could not be loaded\n {2}Cannot find module '.\/nowhere.ts'/),
  ]);
});

test('what is named is what is counted', () => {
  expect(run).toMatchObject({ passed: 2, failed: 6 });
  expect(run.failures).toHaveLength(6);
  expect([...run.failedFiles].sort()).toEqual(Object.keys(FILES).sort());
});

test('a run without a report has nothing to name', () => {
  expect(readTestReport(join(folder, 'nowhere.json'), folder)).toEqual({
    passed: 0,
    failed: 0,
    failures: [],
    failedFiles: [],
  });
});
