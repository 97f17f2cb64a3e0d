import { availableParallelism } from 'node:os';
import { cpuMsOf, cpuMsOfTree, machineTimes } from './proc.ts';

/** Whose CPU time is counted: each name with the process it starts from. */
export type Roots = Readonly<Record<string, number>>;

/** What the machine did while something was measured. */
export interface Usage {
  readonly seconds: number;
  /** CPU milliseconds by name, the load generator's under `load`. */
  readonly cpuMs: Readonly<Record<string, number>>;
  /** Parts of the machine, 0 to 1: taken by the host, and used by processes that are none of ours. */
  readonly stolen: number;
  readonly foreign: number;
}

/**
 * Runs `work` and answers its result with what it cost. This process is the load generator; children
 * that have ended since, such as pgbench, count as part of it.
 */
export async function metered<T>(roots: Roots, work: () => Promise<T>): Promise<[T, Usage]> {
  const before = sample(roots);
  const result = await work();
  const after = sample(roots);
  const seconds = (after.at - before.at) / 1000;
  const capacityMs = seconds * 1000 * availableParallelism();
  const cpuMs = Object.fromEntries(
    Object.keys(after.cpuMs).map((name) => [name, (after.cpuMs[name] ?? 0) - (before.cpuMs[name] ?? 0)]),
  );
  const oursMs = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
  const busyMs = after.machine.busyMs - before.machine.busyMs;
  return [
    result,
    {
      seconds,
      cpuMs,
      stolen: (after.machine.stolenMs - before.machine.stolenMs) / capacityMs,
      foreign: Math.max(0, busyMs - oursMs) / capacityMs,
    },
  ];
}

function sample(roots: Roots) {
  const machine = machineTimes();
  const cpuMs: Record<string, number> = { load: cpuMsOf(process.pid) };
  for (const [name, pid] of Object.entries(roots)) cpuMs[name] = cpuMsOfTree(pid);
  return { at: performance.now(), machine, cpuMs };
}
