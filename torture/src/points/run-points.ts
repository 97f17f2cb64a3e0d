import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomOf } from '../../../server/test/fuzz/random.ts';
import { finalCheck } from '../checker/final-check.ts';
import { loggedFaults } from '../checker/logged-faults.ts';
import { collectViolations } from '../checker/violations.ts';
import { startInstallation } from '../installation.ts';
import { openClientLog } from '../load/client-log.ts';
import { beginLife } from '../load/operations.ts';
import { passUntilFinal } from '../rest.ts';
import { makeFolder, newState } from '../state.ts';
import { STORIES, type Story } from './stories.ts';

const ROLES = ['api', 'worker'] as const;
type Role = (typeof ROLES)[number];

/** Where a server ends, and in which life. */
interface Point {
  readonly story: Story;
  readonly role: Role;
  readonly name: string;
}

/** What came of it: every point that was counted, those that no second life reached again, and what was wrong after which. */
interface PointsResult {
  readonly points: number;
  readonly crashed: number;
  readonly missed: readonly string[];
  readonly violations: readonly string[];
}

/** A tick of the machine's time while a life is lived, and what it is in the run: leases of a dead server end soon. */
const TICK_MS = 250;
const STEP_MS = 10_000;
/** A point can depend on what a server has cached, or on what its timers are about to do. */
const TRIES = 3;

/**
 * Counts the points of each life in both servers, then lives it once for each point, at which its server ends; what is
 * left is taken up by the one that is started in its place.
 */
export async function runPoints(options: {
  readonly folder: string;
  readonly seed: number;
  /** Numbers of points; empty: all. */
  readonly only: readonly string[];
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}): Promise<PointsResult> {
  const { folder, seed, print, signal, only } = options;
  makeFolder(folder);
  const state = newState(seed);
  let where = 'the first lives';
  const violations = collectViolations((what) => print(`VIOLATION at ${where}: ${what}`));
  await using stack = new AsyncDisposableStack();
  const log = openClientLog(join(folder, 'clients.ndjson'));
  stack.defer(() => log.close());
  const deaths = new Set<Role>();
  const onDeath = (what: string, by: string | null) => {
    if (by === 'SIGKILL') deaths.add(what.startsWith('api') ? 'api' : 'worker');
    else violations.add(what);
  };
  const installation = stack.use(
    await startInstallation({ folder, state, mutant: undefined, hasOwnDisk: false, note: print, onDeath }),
  );
  const { url, notifyUrl, emulators, endpoint, servers, proxies } = installation;
  const parts = { url, notifyUrl, emulators, log, violated: violations.add };
  endpoint.isWell = true;

  let lives = 0;
  /** Answers the points that the server reached. */
  const live = async (story: Story, role: Role, point: string | undefined) => {
    await installation.untilServing();
    lives += 1;
    const file = join(folder, `${role}.points`);
    await rm(file, { force: true });
    servers[role].tell({ point, log: file, partnerPort: proxies.partner.port });
    const pass = (ms: number) => installation.setOffset(state.offsetMs + ms);
    const timer = setInterval(() => void pass(STEP_MS), TICK_MS);
    const life = beginLife(parts, `P${seed}-${lives}`, randomOf(seed, lives));
    await STORIES[story](life, pass).finally(() => clearInterval(timer));
    const open = await passUntilFinal(installation, state);
    if (open !== undefined) violations.add(`not final after ten hours of rest: ${open}`);
    await finalCheck(installation, log, violations, NEWEST);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };

  const points = new Map<string, Point>();
  for (const story of Object.keys(STORIES) as Story[])
    for (const role of ROLES)
      for (const name of await live(story, role, undefined))
        if (!points.has(`${role}: ${name}`)) points.set(`${role}: ${name}`, { story, role, name });
  const wanted = [...points.values()]
    .map((point, number) => ({ ...point, number }))
    .filter(({ number }) => only.length === 0 || only.includes(String(number)));
  print(`${points.size} points, ${wanted.length} of them now`);
  const missed: string[] = [];
  let crashed = 0;
  for (const { story, role, name, number } of wanted) {
    where = `${number}, ${role}: ${name}`;
    deaths.clear();
    for (let tries = TRIES; tries > 0 && !deaths.has(role) && !signal.aborted; tries -= 1) {
      if (tries < TRIES) servers[role].kill(0);
      await live(story, role, name);
    }
    if (signal.aborted) break;
    if (deaths.has(role)) crashed += 1;
    else missed.push(where);
    print(`${deaths.has(role) ? 'ended at' : 'did not reach'} ${where}`);
  }
  for (const line of loggedFaults(installation)) violations.add(line);
  return { points: points.size, crashed, missed, violations: [...violations.found] };
}

/** Payments whose callbacks are looked at after each life; a life has two at most. */
const NEWEST = 4;
