import { rm } from 'node:fs/promises';
import { MUTANTS } from './mutants/mutants.ts';
import { runMutants } from './mutants/run-mutants.ts';
import { CI_KILLS, type Options, readOptions, USAGE } from './options.ts';
import { runPoints } from './points/run-points.ts';
import { type RunResult, run } from './run.ts';

const print = (line: string) =>
  process.stdout.write(`${String(Math.round(performance.now() / 1_000)).padStart(5)} s  ${line}\n`);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  switch (options.what) {
    case 'help':
      print(USAGE);
      return 0;
    case 'list':
      for (const { name, breaks } of MUTANTS) print(`${name.padEnd(34)} ${breaks}`);
      return 0;
    case 'mutants':
      return tortureMutants(options);
    case 'points':
      return crashEverywhere(options);
    case 'run':
      return tortureOnce(options);
  }
}

async function tortureOnce(options: Options): Promise<number> {
  const result = await run({ ...options, print, signal: stopSignal() });
  report(result);
  const isWhole = result.violations.length === 0 && !result.isCutShort;
  if (isWhole && options.isTemporary) await rm(options.folder, { recursive: true, force: true });
  else print(`state kept in ${options.folder}`);
  return isWhole ? 0 : 1;
}

async function tortureMutants(options: Options): Promise<number> {
  const wanted = MUTANTS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const size = { ...options, kills: CI_KILLS };
  const results = await runMutants(wanted, size, stopSignal(), print);
  const missed = results.filter(({ caughtBy }) => caughtBy === undefined);
  print(`${results.length - missed.length} of ${results.length} seeded bugs caught, of ${MUTANTS.length}`);
  for (const { name } of missed) print(`  not caught: ${name}`);
  if (options.isTemporary) await rm(options.folder, { recursive: true, force: true });
  return missed.length === 0 && results.length === wanted.length ? 0 : 1;
}

async function crashEverywhere(options: Options): Promise<number> {
  const { points, crashed, missed, violations } = await runPoints({
    ...options,
    print,
    signal: stopSignal(),
  });
  print(`${points} points, ended at ${crashed} of them: ${violations.length} violations`);
  for (const named of missed) print(`  not reached again: ${named}`);
  for (const violation of violations) print(`  ${violation}`);
  if (options.isTemporary) await rm(options.folder, { recursive: true, force: true });
  return violations.length === 0 && missed.length < crashed / 20 ? 0 : 1;
}

/** Aborted with the first signal that asks the run to stop. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => stopping.abort());
  return stopping.signal;
}

function report({ violations, kills, ...result }: RunResult): void {
  const total = Object.values(kills).reduce((sum, count) => sum + count, 0);
  print(JSON.stringify({ ...result, kills }, null, 2));
  print(`${total} kills of seed ${result.seed} in ${result.seconds} s: ${violations.length} violations`);
  for (const violation of violations) print(`  ${violation}`);
}

// PostgreSQL and the emulators end with the installation, whatever happened
process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return 1;
  }),
);
