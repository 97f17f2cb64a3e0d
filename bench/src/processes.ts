import { readdirSync, readFileSync } from 'node:fs';

/** CPU time a process has used, with that of children it has waited for, in microseconds. */
export function cpuMicros(pid: number): number {
  const [utime, stime, cutime, cstime] = statOf(pid).slice(11, 15).map(Number);
  return ((utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0)) * MICROS_PER_TICK;
}

/** The same for a process and everything below it that still runs. */
export function treeMicros(root: number): number {
  return [root, ...descendantsOf(root)].reduce((sum, pid) => sum + cpuMicros(pid), 0);
}

/** Memory of a process and everything below it, shared pages counted once (PSS), in bytes. */
export function treeMemory(root: number): number {
  return [root, ...descendantsOf(root)].reduce((sum, pid) => sum + memoryOf(pid), 0);
}

/** The share of all CPU time that the host took away since `before`, and what to compare with next. */
export function stealSince(before: readonly number[] | undefined): { share: number; now: readonly number[] } {
  const now = (/^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(' ').map(Number);
  if (!before) return { share: 0, now };
  const spent = now.map((ticks, index) => ticks - (before[index] ?? 0));
  const total = spent.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  return { share: total === 0 ? 0 : (spent[STEAL] ?? 0) / total, now };
}

const MICROS_PER_TICK = 10_000;
const STEAL = 7;

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function descendantsOf(root: number): number[] {
  const parents = new Map(pids().map((pid) => [pid, Number(statOf(pid)[1] ?? 0)]));
  const below = (pid: number): number[] =>
    [...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  return below(root);
}

/** The fields of /proc/PID/stat from the state on; empty once the process is gone. */
function statOf(pid: number): string[] {
  return read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
}

function memoryOf(pid: number): number {
  return Number(/^Pss: +(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
