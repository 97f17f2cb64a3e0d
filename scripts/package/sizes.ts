import { statSync } from 'node:fs';
import type { Entry } from './entry.ts';

interface Part {
  readonly name: string;
  readonly bytes: number;
}

const SHOWN = 6;
/** A package from outside is one part, a folder of ours another. */
const PART = /^(node_modules\/(?:@[^/]+\/)?[^/]+|[^/]+)/;

/** The parts that take most room when unpacked, with the sum of all first. */
export function largestParts(entries: readonly Entry[]): Part[] {
  const sums = new Map<string, number>();
  for (const entry of entries) {
    const name = PART.exec(entry.path)?.[0] ?? entry.path;
    sums.set(name, (sums.get(name) ?? 0) + sizeOf(entry));
  }
  const parts = [...sums].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
  const all = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return [{ name: 'all', bytes: all }, ...parts.slice(0, SHOWN)];
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function sizeOf(entry: Entry): number {
  if ('target' in entry) return 0;
  return Buffer.isBuffer(entry.content) ? entry.content.length : statSync(entry.content.from).size;
}
