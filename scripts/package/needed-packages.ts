import { type Entry, needsOf, readEntries } from '../lock-file.ts';

/** A machine that a package is for, in Node's words. */
export interface Target {
  readonly platform: string;
  readonly arch: string;
}

export interface NeededPackage {
  /** Where it is installed, such as `node_modules/pg`; of a workspace, the link. */
  readonly path: string;
  /** Our workspace that the link leads to; undefined for a package from outside. */
  readonly workspace?: string;
  readonly version: string;
}

/** Their pages are built whole: what they are built of is not needed any more. */
const BUILT_WHOLE = ['console', 'site'];

/**
 * What the server needs to run on `target`, from the lock file alone: its dependencies and theirs, no development
 * dependencies, and of the packages by platform (Node, PostgreSQL) those of `target`. Sorted by path.
 */
export function neededPackages(target: Target): NeededPackage[] {
  const entries = readEntries();
  const needs = (path: string) => needsOf(entries, path, entries[path] ?? {});
  const found = new Map<string, NeededPackage>();
  // the packages of Node are the root's
  const waiting = [...needs('server'), ...nodePackages(entries)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const entry = entries[path];
    if (found.has(path) || entry === undefined || !isFor(entry, target)) continue;
    const workspace = entry.link ? entry.resolved : undefined;
    const version = entries[workspace ?? path]?.version ?? '';
    found.set(path, { path, version, ...(workspace === undefined ? {} : { workspace }) });
    if (workspace === undefined || !BUILT_WHOLE.includes(workspace))
      waiting.push(...needs(workspace ?? path));
  }
  return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function nodePackages(entries: Readonly<Record<string, Entry>>): string[] {
  return Object.keys(entries['']?.optionalDependencies ?? {}).map((name) => `node_modules/${name}`);
}

function isFor({ os, cpu }: Entry, { platform, arch }: Target): boolean {
  const fits = (wanted: Entry['os'], own: string) => wanted === undefined || [wanted].flat().includes(own);
  return fits(os, platform) && fits(cpu, arch);
}
