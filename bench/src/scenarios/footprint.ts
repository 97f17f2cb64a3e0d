import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, memoryOf, pidsOfTree } from '../machine/proc.ts';
import { newFolder } from '../product/postgres.ts';
import { type BenchServer, startServer } from '../product/server.ts';
import type { ScenarioResult } from '../rounds/findings.ts';
import { spreadOf } from '../rounds/statistics.ts';
import type { Bench, Scenario } from '../scenario.ts';

const MB = 1024 * 1024;
const MEMORY_GOAL_MB = 400;
const START_GOAL_S = 3;
/** What starting allocated has been given back by then. */
const IDLE_MS = 10_000;

export const footprint: Scenario = {
  about: 'memory of the default installation when idle, and how long it takes to start on its data',
  async run(bench): Promise<ScenarioResult> {
    const dataDir = await newFolder('bench-footprint-');
    try {
      const firstStart = await startOnce(dataDir);
      const starts: number[] = [];
      while (starts.length < bench.rounds) starts.push(await startOnce(dataDir));
      const { processes, pss, rss } = await idleMemory(bench, dataDir);
      return {
        scenario: 'footprint',
        legs: [],
        findings: [
          { name: 'memory when idle (PSS)', unit: 'MB', value: spreadOf([pss]), goal: below(MEMORY_GOAL_MB) },
          { name: 'the same, shared pages counted once a process (RSS)', unit: 'MB', value: spreadOf([rss]) },
          { name: 'warm start until ready', unit: 's', value: spreadOf(starts), goal: below(START_GOAL_S) },
          { name: 'first start, database made', unit: 's', value: spreadOf([firstStart]) },
        ],
        rounds: { kept: starts.length, discarded: 0, noisy: 0 },
        notes: [`PSS by process, MB: ${processes.join(', ')}`],
      };
    } finally {
      const home = await realpath(join(dataDir, 'postgres')).catch(() => dataDir);
      for (const folder of [home, dataDir]) await rm(folder, { recursive: true, force: true });
    }
  },
};

function below(at: number) {
  return { at, better: 'lower' as const };
}

/** Seconds. */
async function startOnce(dataDir: string): Promise<number> {
  await using server = await startServer({ dataDir });
  return server.startedInMs / 1000;
}

async function idleMemory(bench: Bench, dataDir: string) {
  await using server = await startServer({ dataDir });
  bench.print(`idle for ${IDLE_MS / 1000} seconds`);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const all = (await processesOf(server, dataDir)).map((pid) => ({ ...memoryOf(pid), name: nameOf(pid) }));
  const sum = (read: (one: (typeof all)[number]) => number) =>
    all.reduce((total, one) => total + read(one), 0) / MB;
  const names = [...new Set(all.map(({ name }) => name))];
  return {
    processes: names.map((name) => `${name} ${Math.round(sum((one) => (one.name === name ? one.pss : 0)))}`),
    pss: sum(({ pss }) => pss),
    rss: sum(({ rss }) => rss),
  };
}

/** The server with its sandbox, and PostgreSQL, which is not below it. */
async function processesOf(server: BenchServer, dataDir: string): Promise<number[]> {
  const lock = await readFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
  return [...pidsOfTree(server.pid), ...pidsOfTree(Number.parseInt(lock, 10))];
}

function nameOf(pid: number): string {
  const command = commandOf(pid);
  if (command.includes('sandbox/')) return 'sandbox';
  return command.includes('postgres') ? 'postgres' : 'server';
}
