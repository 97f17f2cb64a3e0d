import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { argv, env, execPath, exit } from 'node:process';

/**
 * The whole of `npm test`: lint, types, tidiness, then every test. With arguments, only Vitest with these.
 * Ends with a line saying how many tests passed and failed.
 */
const ROOT = join(import.meta.dirname, '..');
const CHECKS: readonly (readonly string[])[] = [
  ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['node_modules/typescript/bin/tsc', '-p', 'cashier/tsconfig.json'],
  ['node_modules/typescript/bin/tsc', '-p', 'console/tsconfig.json'],
  ['scripts/tidy.ts'],
];

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const args = argv.slice(2);
exit(args.length > 0 ? test(args) : checkAndTest());

function checkAndTest(): number {
  for (const check of CHECKS) {
    const status = node(check);
    if (status === 0) continue;
    console.error(`failed: ${check.join(' ')}`);
    console.log('0 passed, 1 failed');
    return status;
  }
  return test([]);
}

function test(more: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'zhixiao-report-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = node(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...more]);
  const { passed, failed } = count(report);
  rmSync(folder, { recursive: true });
  // an error outside any test fails the run too
  console.log(`${passed} passed, ${Math.max(failed, status === 0 ? 0 : 1)} failed`);
  return status;
}

function count(file: string): { passed: number; failed: number } {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
    const unread = report.testResults.filter((r) => r.status === 'failed' && r.assertionResults.length === 0);
    return { passed: report.numPassedTests, failed: report.numFailedTests + unread.length };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

function node(command: readonly string[]): number {
  // programs that the tests start by name find this Node first, as under npm
  // biome-ignore lint/style/noProcessEnv: handed on to the programs started
  const path = [join(ROOT, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter);
  const { status } = spawnSync(execPath, command, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...env, PATH: path },
  });
  return status ?? 1;
}
