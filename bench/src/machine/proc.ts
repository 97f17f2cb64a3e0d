import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second, whatever its own tick. */
const TICK_MS = 10;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** CPU time of the process itself, and of its children that have ended and were waited for. */
  readonly ownMs: number;
  readonly endedChildrenMs: number;
}

/** CPU milliseconds used so far by a process and everything below it, the ended ones included. */
export function cpuMsOfTree(root: number): number {
  return treeOf(root).reduce((sum, { ownMs, endedChildrenMs }) => sum + ownMs + endedChildrenMs, 0);
}

/** The same for one process with those of its children that have ended, without the living ones. */
export function cpuMsOf(pid: number): number {
  const times = readTimes(pid);
  return times ? times.ownMs + times.endedChildrenMs : 0;
}

/** The ids of a process and everything below it. */
export function pidsOfTree(root: number): number[] {
  return treeOf(root).map(({ pid }) => pid);
}

function treeOf(root: number): ProcessTimes[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readTimes(Number(name)) ?? []);
  const members = all.filter(({ pid }) => pid === root);
  for (const member of members) members.push(...all.filter(({ parent }) => parent === member.pid));
  return members;
}

function readTimes(pid: number): ProcessTimes | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // the name in parentheses may hold anything, so the fields are counted from its end
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, user = 0, system = 0, childUser = 0, childSystem = 0] = [1, 11, 12, 13, 14].map(
    (index) => fields[index],
  );
  return {
    pid,
    parent,
    ownMs: (user + system) * TICK_MS,
    endedChildrenMs: (childUser + childSystem) * TICK_MS,
  };
}

/** Memory of one process in bytes; shared pages are divided among their users in `pss`. */
export interface Memory {
  readonly rss: number;
  readonly pss: number;
}

export function memoryOf(pid: number): Memory {
  const text = read(`/proc/${pid}/smaps_rollup`) ?? '';
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { rss: bytes('Rss'), pss: bytes('Pss') };
}

/** The command line of a process, its arguments separated by spaces. */
export function commandOf(pid: number): string {
  return (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/** The whole machine's clock so far, in CPU milliseconds over all its CPUs. */
export interface MachineTimes {
  /** Work of processes, whoever's. */
  readonly busyMs: number;
  /** What the host gave to others. */
  readonly stolenMs: number;
}

export function machineTimes(): MachineTimes {
  const [total = ''] = (read('/proc/stat') ?? '').split('\n', 1);
  const fields = total.trim().split(/\s+/).slice(1).map(Number);
  const [user = 0, nice = 0, system = 0, stolen = 0] = [0, 1, 2, 7].map((index) => fields[index]);
  return { busyMs: (user + nice + system) * TICK_MS, stolenMs: stolen * TICK_MS };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
