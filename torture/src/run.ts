import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { finalCheck } from './checker/final-check.ts';
import { loggedFaults } from './checker/logged-faults.ts';
import { runningCheck } from './checker/running-check.ts';
import { collectViolations } from './checker/violations.ts';
import { mountSmallDisk, unmount } from './faults/disk.ts';
import { inflict } from './faults/inflict.ts';
import { type Installation, SIDES, startInstallation } from './installation.ts';
import { type ClientLog, openClientLog } from './load/client-log.ts';
import { startLives } from './load/lives.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { withConnection } from './processes/postgres.ts';
import { passUntilFinal } from './rest.ts';
import { killsOf, makeFolder, newState, readState, type State, writeState } from './state.ts';

/** What a sitting was asked for. */
interface RunOptions {
  /** An earlier sitting's is gone on with. */
  readonly folder: string;
  readonly seed: number;
  /** The sitting ends after so many kills in all sittings, or so many minutes. */
  readonly kills: number;
  readonly minutes: number;
  readonly clients: number;
  /** A seeded bug; the sitting ends at the first violation. */
  readonly mutant?: string | undefined;
  /** Ends the sitting early; it can be resumed. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** What came of a sitting. Kills, faults and operations are those of all sittings. */
export interface RunResult {
  readonly seed: number;
  readonly sittings: number;
  readonly violations: readonly string[];
  readonly kills: Readonly<Record<string, number>>;
  readonly toxics: Readonly<Record<string, number>>;
  readonly pressures: Readonly<Record<string, number>>;
  /** By how they ended for the clients. */
  readonly operations: Readonly<Record<string, number>>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly checks: number;
  readonly failedStarts: number;
  readonly seconds: number;
  /** Whether a signal ended it before everything was compared. */
  readonly isCutShort: boolean;
}

/** The machine's second is so many of the run: leases end and questions come due while everything is killed. */
const WARP = 10;
const TICK_MS = 500;
const CHECK_EVERY_MS = 2_000;
const SMALL_DISK_MB = 1_024;

/** One sitting: kills and faults while clients work, then rest, then every record compared. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { folder, print, mutant, signal } = options;
  const startedAt = performance.now();
  makeFolder(folder);
  const state = readState(folder) ?? newState(options.seed);
  state.sittings += 1;
  print(`seed ${state.seed}, sitting ${state.sittings}, in ${folder}`);
  const violations = collectViolations((what) => print(`VIOLATION: ${what}`));
  await using stack = new AsyncDisposableStack();
  const disk = makeFolder(join(folder, 'database'));
  const hasOwnDisk = mountSmallDisk(disk, join(folder, 'database.img'), SMALL_DISK_MB);
  if (hasOwnDisk) stack.defer(() => unmount(disk));
  else print('the disk will not be full: that needs root, mkfs.ext4 and loop devices');
  const log = openClientLog(join(folder, 'clients.ndjson'));
  stack.defer(() => log.close());
  const note = (line: string) => print(`  ${line}`);
  const installation = stack.use(
    await startInstallation({
      folder,
      state,
      mutant,
      hasOwnDisk,
      note,
      onDeath: (what) => violations.add(what),
    }),
  );
  await installation.untilServing();
  if (state.sittings === 1) await breakDatabase(installation, mutant);
  writeState(folder, state);

  const isOver = () => signal.aborted || (mutant !== undefined && violations.found.size > 0);
  const clock = startClock(installation, state);
  const { url, notifyUrl, emulators } = installation;
  const lives = startLives(
    { url, notifyUrl, emulators, log, violated: violations.add },
    { seed: state.seed, clients: options.clients, firstLife: log.facts.size },
  );
  const endsAt = performance.now() + options.minutes * 60_000;
  const goesOn = () => !isOver() && performance.now() < endsAt && killsOf(state) < options.kills;
  const done = () => doneIn(log);
  let checks = 0;
  const onKill = () => {
    const kills = killsOf(state);
    if (kills % 10 === 0) print(`${kills} kills, ${done()} operations, ${checks} checks`);
    writeState(folder, state);
  };
  const check = runningCheck(installation, log, violations);
  const checkOnAndOn = async () => {
    while (goesOn()) {
      await delay(CHECK_EVERY_MS);
      if (goesOn() && (await check.check())) checks += 1;
    }
  };
  await Promise.all([inflict(installation, state, { goesOn, done, onKill }), checkOnAndOn()]);
  await lives.stop();
  let sizes: Record<string, number> = {};
  if (!isOver()) {
    print(`${killsOf(state)} kills, ${done()} operations, ${checks} checks: all is well again`);
    await heal(installation);
    const open = await passUntilFinal(installation, state);
    if (open !== undefined) violations.add(`not final after ten hours of rest: ${open}`);
    print('everything is final');
    sizes = await finalCheck(installation, log, violations);
  }
  clock.stop();
  writeState(folder, state);
  for (const line of loggedFaults(installation)) violations.add(line);
  const { seed, sittings, kills, toxics, pressures } = state;
  const { api, worker } = installation.servers;
  return {
    ...{ seed, sittings, kills, toxics, pressures, sizes, checks },
    violations: [...violations.found],
    operations: Object.fromEntries([...log.counts].filter(([name]) => !name.endsWith(' invoked')).sort()),
    failedStarts: api.failedStarts + worker.failedStarts,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    isCutShort: signal.aborted,
  };
}

function doneIn({ counts }: ClientLog): number {
  let done = 0;
  for (const [name, count] of counts) if (name.endsWith(' ok')) done += count;
  return done;
}

/** The time of everything in the run, faster than the machine's. */
function startClock(installation: Installation, state: State): { stop: () => void } {
  const timer = setInterval(() => {
    void installation.setOffset(state.offsetMs + TICK_MS * (WARP - 1));
  }, TICK_MS);
  return { stop: () => clearInterval(timer) };
}

/** Network, partner and channels are well again, and everything runs: every unknown must be resolved without help. */
async function heal({ proxies, endpoint, emulators, untilServing }: Installation): Promise<void> {
  for (const side of SIDES) proxies[side].poison(undefined);
  endpoint.isWell = true;
  await emulators.start();
  await emulators.clearFaults();
  await untilServing();
}

/** A seeded bug of the database's own. */
async function breakDatabase({ postgres }: Installation, mutant: string | undefined): Promise<void> {
  const statements = MUTANTS.find(({ name }) => name === mutant)?.sql ?? [];
  await withConnection(postgres.ownerUrl, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}
