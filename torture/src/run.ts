import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { randomOf } from '../../server/test/fuzz/random.ts';
import { patience } from '../../test/helpers/patience.ts';
import { finalCheck, stillOpen } from './checker/final-check.ts';
import { runningCheck } from './checker/running-check.ts';
import { collectViolations } from './checker/violations.ts';
import { randomChannelFault } from './faults/channel-faults.ts';
import { mountSmallDisk, unmount } from './faults/disk.ts';
import { killOne } from './faults/kills.ts';
import { pressOn } from './faults/pressures.ts';
import { type Installation, SIDES, startInstallation } from './installation.ts';
import { type ClientLog, openClientLog } from './load/client-log.ts';
import { startLives } from './load/lives.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { withConnection } from './processes/postgres.ts';
import { randomToxic } from './proxy/toxics.ts';
import { killsOf, makeFolder, newState, readState, type State, writeState } from './state.ts';

/** What a sitting was asked for. */
interface RunOptions {
  readonly folder: string;
  readonly seed: number;
  readonly isResumed: boolean;
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

/** What came of a sitting. */
export interface RunResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly kills: Readonly<Record<string, number>>;
  readonly toxics: Readonly<Record<string, number>>;
  /** Operations by how they ended for the clients. */
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
const SMALL_DISK_MB = 1_024;

/** One sitting: kills and faults while clients work, then rest, then every record compared. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { folder, print } = options;
  const startedAt = performance.now();
  makeFolder(folder);
  const state = options.isResumed ? readState(folder) : newState(options.seed);
  state.sittings += 1;
  print(`seed ${state.seed}, sitting ${state.sittings}, in ${folder}`);
  const violations = collectViolations((what) => print(`VIOLATION: ${what}`));
  await using stack = new AsyncDisposableStack();
  const disk = makeFolder(join(folder, 'database'));
  const canFillDisk = mountSmallDisk(disk, join(folder, 'database.img'), SMALL_DISK_MB);
  if (canFillDisk) stack.defer(() => unmount(disk));
  else print('the disk will not be full: that needs root, mkfs.ext4 and loop devices');
  const log = openClientLog(join(folder, 'clients.ndjson'));
  stack.defer(() => log.close());
  const installation = stack.use(
    await startInstallation({
      folder,
      state,
      mutant: options.mutant,
      hasOwnDisk: canFillDisk,
      note: (line) => print(`  ${line}`),
      onDeath: violations.add,
    }),
  );
  await untilServing(installation);
  await breakDatabase(installation, options.mutant);
  writeState(folder, state);

  const check = runningCheck(installation.postgres.ownerUrl, log, violations);
  const clock = startClock(installation, state);
  const { url, notifyUrl, emulators } = installation;
  const parts = { url, notifyUrl, emulators, log, seed: state.seed, violated: violations.add };
  const lives = startLives(parts, options.clients, state.nextLife);
  const isOver = () => options.signal.aborted || (options.mutant !== undefined && violations.found.size > 0);
  const checks = await torture(installation, options, state, {
    check: async () => !isOver() && (await check.check()),
    isOver,
    done: () => doneIn(log),
  });
  state.nextLife = await lives.stop();
  writeState(folder, state);
  let sizes: Record<string, number> = {};
  if (!isOver()) {
    await rest(installation, state, violations.add);
    sizes = await finalCheck(
      { url: installation.postgres.ownerUrl, log, endpoint: installation.endpoint, emulators },
      violations,
    );
  }
  clock.stop();
  writeState(folder, state);
  for (const line of errorsIn(installation)) violations.add(line);
  return {
    seed: state.seed,
    violations: [...violations.found],
    kills: state.kills,
    toxics: state.toxics,
    operations: Object.fromEntries([...log.counts].filter(([name]) => !name.endsWith(' invoked')).sort()),
    sizes,
    checks,
    failedStarts: installation.servers.api.failedStarts + installation.servers.worker.failedStarts,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    isCutShort: options.signal.aborted,
  };
}

/** What a sitting looks at while it kills. */
interface Watch {
  readonly check: () => Promise<boolean>;
  readonly isOver: () => boolean;
  /** Operations that clients have had done so far. */
  readonly done: () => number;
}

/** A client has had nothing done for this long: the next fault comes all the same. */
const STALLED_MS = 15_000;
const POLL_MS = 50;

/** Kills and poisons until the sitting is over; answers how often the running check looked. */
async function torture(
  installation: Installation,
  options: RunOptions,
  state: State,
  { check, isOver, done }: Watch,
): Promise<number> {
  const { print, kills, minutes } = options;
  const endsAt = performance.now() + minutes * 60_000;
  // each sitting has kills of its own, made from the same seed
  const source = (index: number) => randomOf(state.seed, 3_000_000_019 + state.sittings * 10 + index);
  let checks = 0;
  const goesOn = () => !isOver() && performance.now() < endsAt && killsOf(state) < kills;
  // by what was done, not by the clock: on a busy machine nothing would ever be up between two kills
  const after = async (operations: number) => {
    const [enough, giveUpAt] = [done() + operations, performance.now() + patience(STALLED_MS)];
    while (goesOn() && done() < enough && performance.now() < giveUpAt) await delay(POLL_MS);
  };
  const repeat = async (pause: () => Promise<unknown>, work: () => Promise<void>) => {
    while (goesOn()) {
      await pause();
      if (goesOn()) await work();
    }
  };
  const [killer, network, pressure, channel] = [source(1), source(2), source(3), source(4)];
  const count = (named: string) => {
    state.toxics[named] = (state.toxics[named] ?? 0) + 1;
  };
  await Promise.all([
    repeat(
      () => after(2 + killer.int(40)),
      async () => {
        const killed = await killOne(installation, killer);
        if (killed === undefined) return;
        state.kills[killed] = (state.kills[killed] ?? 0) + 1;
        if (killsOf(state) % 10 === 0)
          print(`${killsOf(state)} kills, ${done()} operations, ${checks} checks`);
        writeState(options.folder, state);
      },
    ),
    repeat(
      () => after(1 + network.int(25)),
      async () => {
        const side = network.pick(SIDES);
        const toxic = randomToxic(network);
        installation.proxies[side].poison(toxic);
        count(`${side} ${toxic.kind}`);
        await delay(200 + network.int(1_500));
        installation.proxies[side].poison(undefined);
      },
    ),
    repeat(
      () => after(10 + pressure.int(60)),
      async () => {
        const { hasOwnDisk } = installation.postgres;
        count(await pressOn(installation, pressure, () => state.offsetMs, hasOwnDisk));
      },
    ),
    repeat(
      () => after(channel.int(8)),
      () => installation.emulators.fault(randomChannelFault(channel)).catch(() => undefined),
    ),
    repeat(
      () => delay(2_000),
      async () => {
        if (await check()) checks += 1;
      },
    ),
  ]);
  return checks;
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

const SERVING_LIMIT_MS = 120_000;

async function untilServing({ servers }: Installation): Promise<void> {
  const deadline = performance.now() + patience(SERVING_LIMIT_MS);
  while (!servers.api.isReady || !servers.worker.isReady) {
    if (performance.now() > deadline)
      throw new Error(`the servers did not start:\n${servers.api.output()}${servers.worker.output()}`);
    await delay(50);
  }
}

const STEP_MS = 120_000;
/** Workers look for what is due every second; between steps they have a moment. */
const STEP_TAKES_MS = 400;
const STEPS_MAX = 300;

/** Everything is well again and time passes, until nothing is open: every unknown must be resolved without help. */
async function rest(
  installation: Installation,
  state: State,
  violated: (what: string) => void,
): Promise<void> {
  for (const side of SIDES) installation.proxies[side].poison(undefined);
  installation.endpoint.isWell = true;
  await installation.emulators.start();
  await installation.emulators.clearFaults();
  await untilServing(installation);
  let open = 'everything';
  for (let step = 0; step < STEPS_MAX; step += 1) {
    open = await stillOpen(installation.postgres.ownerUrl).catch((error: unknown) => String(error));
    if (open === '') return;
    await installation.setOffset(state.offsetMs + STEP_MS);
    await delay(patience(STEP_TAKES_MS));
  }
  violated(`not final after ten hours of rest: ${open}`);
}

/** A seeded bug of the database's own. */
async function breakDatabase({ postgres }: Installation, mutant: string | undefined): Promise<void> {
  const statements = MUTANTS.find(({ name }) => name === mutant)?.sql ?? [];
  await withConnection(postgres.ownerUrl, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

/** A programmer's error in a log is one, whatever the books say. */
function errorsIn({ servers }: Installation): string[] {
  const printed = servers.api.output() + servers.worker.output();
  const lines = printed
    .split('\n')
    .filter((line) => /AssertionError|TypeError|RangeError|ReferenceError/.test(line));
  return [...new Set(lines.map((line) => `logged: ${line.slice(0, 1_000)}`))];
}
