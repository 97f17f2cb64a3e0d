import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { argv, env, execPath, exit, stderr, stdout } from 'node:process';
import { buffer } from 'node:stream/consumers';
import { readTestReport, type TestRun } from './test-report.ts';

/**
 * The whole of `npm test`, step by step: `static` (lint, types, tidiness, nothing unused), then the tests as `unit`,
 * `server` and `browser`. With arguments, only Vitest with these. Ends with how many tests passed and failed, and with
 * the name of each that failed: the end of a log is read first. What fails beside the others and passes alone
 * is named as unstable: decision 0143.
 */
const ROOT = join(import.meta.dirname, '..');
/** By default four checkers share a project, and each works out again what the others have: a third more in all. */
const TYPES = ['node_modules/typescript/bin/tsc', '--checkers', '1', '-p'];
const CHECKS: readonly (readonly string[])[] = [
  ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  [...TYPES, 'tsconfig.json'],
  [...TYPES, 'cashier/tsconfig.json'],
  [...TYPES, 'console/tsconfig.json'],
  [...TYPES, 'site/tsconfig.json'],
  ['scripts/tidy.ts'],
  // unused files, exports and packages
  ['node_modules/knip/bin/knip.js', '--no-progress'],
];
/** Projects of vitest.config.ts. */
const TEST_STEPS = ['unit', 'server', 'browser'];
const STEPS = ['static', ...TEST_STEPS];
/** More files than this that fail in a step are no accident. */
const RUN_AGAIN_MAX = 3;

interface Result extends TestRun {
  readonly status: number;
  /** What failed beside other files and passed alone. */
  readonly unstable?: readonly string[];
}

const args = argv.slice(2);
const {
  passed,
  failed,
  failures,
  status,
  unstable = [],
}: Result = args.length > 0 ? test(args) : await everything();
console.log(`${passed} passed, ${failed} failed`);
for (const failure of unstable) console.log(`unstable, passed when run again alone: ${failure}`);
for (const failure of failures) console.log(`failed: ${failure}`);
exit(status);

async function everything(): Promise<Result> {
  const checked = await step('static', check);
  if (checked.status !== 0) return checked;
  const results: Result[] = [];
  for (const name of TEST_STEPS) {
    const project = ['--project', name];
    results.push(await step(name, () => runAgain(test(project), project)));
  }
  return {
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failed: results.reduce((sum, result) => sum + result.failed, 0),
    failures: results.flatMap((result) => result.failures),
    failedFiles: results.flatMap((result) => result.failedFiles),
    unstable: results.flatMap((result) => result.unstable ?? []),
    status: results.find((result) => result.status !== 0)?.status ?? 0,
  };
}

/** Says which step runs, and how it ended. */
async function step(name: string, run: () => Result | Promise<Result>): Promise<Result> {
  console.log(`\nstep ${STEPS.indexOf(name) + 1} of ${STEPS.length}: ${name}`);
  const startedAt = performance.now();
  const result = await run();
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`step ${name}: ${result.status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return result;
}

/** Runs the files that failed once more, without the others beside them, if they are few. */
function runAgain(result: Result, project: readonly string[]): Result {
  const { failedFiles, failures, failed, passed } = result;
  if (failedFiles.length === 0 || failedFiles.length > RUN_AGAIN_MAX) return result;
  console.log(`\nonce more, alone: ${failedFiles.join(', ')}`);
  const again = test([...project, '--no-file-parallelism', ...failedFiles]);
  if (again.status !== 0) return result;
  return { ...again, passed: passed + failed, unstable: failures };
}

/** All at once, as some use one processor and some all; each prints what it has to say when it has ended. */
async function check(): Promise<Result> {
  const statuses = await Promise.all(CHECKS.map(nodeQuietly));
  const failures = CHECKS.filter((_, index) => statuses[index] !== 0).map((command) => command.join(' '));
  const status = statuses.find((each) => each !== 0) ?? 0;
  return { passed: 0, failed: failures.length, failures, failedFiles: [], status };
}

function test(more: readonly string[]): Result {
  const folder = mkdtempSync(join(tmpdir(), 'zhixiao-report-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = node(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...more]);
  const run = readTestReport(report, ROOT);
  rmSync(folder, { recursive: true });
  if (status === 0 || run.failed > 0) return { ...run, status };
  const failures = ['outside any test, for the reason that Vitest gave'];
  return { ...run, failed: 1, failures, status };
}

function node(command: readonly string[]): number {
  const { status, signal } = spawnSync(execPath, command, {
    cwd: ROOT,
    stdio: 'inherit',
    env: environment(),
  });
  if (signal !== null) console.error(`ended by ${signal}: ${command.join(' ')}`);
  return status ?? 1;
}

/** As `node`, but what it prints comes in one piece. */
async function nodeQuietly(command: readonly string[]): Promise<number> {
  const program = spawn(execPath, command, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(),
  });
  const [[status, signal], out, err] = await Promise.all([
    once(program, 'exit') as Promise<[number | null, string | null]>,
    buffer(program.stdout),
    buffer(program.stderr),
  ]);
  stdout.write(out);
  stderr.write(err);
  if (signal !== null) console.error(`ended by ${signal}: ${command.join(' ')}`);
  return status ?? 1;
}

function environment(): NodeJS.ProcessEnv {
  // programs that the tests start by name find this Node first, as under npm
  // biome-ignore lint/style/noProcessEnv: handed on to the programs started
  const path = [join(ROOT, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter);
  // the tests start dozens of servers, which need not compile the same files again
  return { ...env, PATH: path, NODE_COMPILE_CACHE: join(ROOT, '.cache', 'compiled') };
}
