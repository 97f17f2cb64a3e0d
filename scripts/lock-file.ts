import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package as the lock file has it. */
export interface LockedPackage {
  /** Where it is installed, which names one package of one version. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: unknown;
  /** `required` and `optional` are part of what runs, or are built into it; `excluded` builds and tests it. */
  readonly scope: 'required' | 'optional' | 'excluded';
  readonly hasInstallScript: boolean;
  /** Where what it needs is installed. */
  readonly needs: readonly string[];
}

/** As npm writes it; of a link, `resolved` is the folder that it leads to. */
export interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: unknown;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export const ROOT = join(import.meta.dirname, '..');
const FOLDER = 'node_modules/';

/** Every package from outside, in the order of the lock file. */
export function lockedPackages(): LockedPackage[] {
  const entries = readEntries();
  return Object.entries(entries).flatMap(([path, entry]) => {
    if (!path.includes(FOLDER) || entry.link) return [];
    const name = path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);
    return [
      {
        path,
        name,
        version: entry.version ?? '',
        ...(entry.integrity === undefined ? {} : { integrity: entry.integrity }),
        ...(entry.resolved === undefined ? {} : { resolved: entry.resolved }),
        ...(entry.license === undefined ? {} : { license: entry.license }),
        scope: entry.dev || entry.devOptional ? 'excluded' : entry.optional ? 'optional' : 'required',
        hasInstallScript: entry.hasInstallScript === true,
        needs: needsOf(entries, path, entry),
      },
    ];
  });
}

/** What our own workspaces need themselves. */
export function neededByUs(): string[] {
  const entries = readEntries();
  const own = Object.entries(entries).filter(([path]) => !path.includes(FOLDER));
  return [...new Set(own.flatMap(([path, entry]) => needsOf(entries, path, entry)))].filter(
    (path) => !entries[path]?.link,
  );
}

/** All entries by path: packages, our workspaces, and links to these. */
export function readEntries(): Readonly<Record<string, Entry>> {
  const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  return (JSON.parse(text) as { packages: Record<string, Entry> }).packages;
}

/** As Node looks for packages: in the nearest folder first. What is not there is optional and of another platform. */
export function needsOf(entries: Readonly<Record<string, Entry>>, path: string, entry: Entry): string[] {
  const names = Object.keys({
    ...entry.dependencies,
    ...entry.optionalDependencies,
    ...entry.peerDependencies,
  });
  return names.flatMap((name) => {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf(FOLDER) - 1))) {
      const found = folder === '' ? `${FOLDER}${name}` : `${folder}/${FOLDER}${name}`;
      if (entries[found]) return [found];
      if (folder === '') return [];
    }
  });
}
