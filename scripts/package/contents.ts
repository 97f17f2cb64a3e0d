import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { execPath } from 'node:process';
import { ROOT } from '../lock-file.ts';
import { type Entry, PackageError } from './entry.ts';
import { isNeededFile } from './needed-files.ts';
import { type NeededPackage, neededPackages, type Target } from './needed-packages.ts';

/** Of a workspace: what it is, what it runs, and what was built of it. */
const WORKSPACE_PARTS = ['package.json', 'src', 'migrations', 'dist'];
/** The front ends are their builds. */
const FRONT_ENDS = ['cashier', 'console', 'site'];
/** Tests, and types of others' code. */
const NOT_RUN = /\.(?:test\.tsx?|d\.ts)$/;
/** How set-up remembers what a front end was built of. */
const BUILD_STAMP = '.built-from';
const DOCUMENTS = [
  'LICENSE',
  'CHANGELOG.md',
  '.env.example',
  'docs/operating.md',
  'docs/operating',
  'docs/scaling.md',
  'docs/scaling.zh-CN.md',
];
const NODE_LINK = 'node_modules/.bin/node';

/**
 * Everything an installation on `target` is made of, sorted by path, from this clone: production packages as they are
 * in node_modules, our sources, the built front ends, documents, units and the launcher.
 * @throws PackageError when node_modules or a build lacks something
 */
export function packageContents(target: Target): Entry[] {
  const packages = neededPackages(target);
  const workspaces = ['server', ...packages.flatMap(({ workspace }) => workspace ?? [])];
  const entries = [
    ...packages.flatMap(({ workspace, ...found }) =>
      workspace === undefined
        ? filesOfPackage(found)
        : [{ path: found.path, target: posix.relative(posix.dirname(found.path), workspace) }],
    ),
    nodeLink(packages),
    ...workspaces.flatMap(filesOfWorkspace),
    ...DOCUMENTS.flatMap((path) => filesAt(path)),
    ...filesAt('packaging').map((entry) => ({ ...entry, path: entry.path.replace(/^packaging\//, '') })),
    { path: 'sbom.json', isExecutable: false, content: billOfMaterials() },
  ];
  return entries.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function filesOfPackage({ path, version }: NeededPackage): Entry[] {
  const manifest = join(ROOT, path, 'package.json');
  const installed = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')) as { name: string; version: string })
    : undefined;
  if (installed?.version !== version) {
    throw new PackageError(
      `${path} ${version} is not installed: run npm ci (--os, --cpu for another machine)`,
    );
  }
  const files = filesAt(path, (name) => name !== 'node_modules');
  const needed = files.filter((entry) => isNeededFile(installed.name, entry.path.slice(path.length + 1)));
  return [...needed, ...librariesOf(path, needed)];
}

/** Links of the PostgreSQL libraries, which npm packages cannot carry; set-up makes those of this machine alone. */
function librariesOf(path: string, present: readonly Entry[]): Entry[] {
  const list = join(ROOT, path, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  const made = links.map(({ source, target }) => ({
    path: `${path}/${target}`,
    target: posix.relative(posix.dirname(target), source),
  }));
  return made.filter((link) => !present.some((entry) => entry.path === link.path));
}

function nodeLink(packages: readonly NeededPackage[]): Entry {
  const node = packages.find(({ path }) => /^node_modules\/node-/.test(path));
  if (!node)
    throw new PackageError('there is no Node for this machine: see "optionalDependencies" in package.json');
  return { path: NODE_LINK, target: posix.relative(posix.dirname(NODE_LINK), `${node.path}/bin/node`) };
}

function filesOfWorkspace(workspace: string): Entry[] {
  const isFrontEnd = FRONT_ENDS.includes(workspace);
  if (isFrontEnd && !existsSync(join(ROOT, workspace, 'dist'))) {
    throw new PackageError(`the ${workspace} is not built: run node scripts/bootstrap.mjs`);
  }
  return WORKSPACE_PARTS.filter((part) => !(isFrontEnd && part === 'src'))
    .map((part) => `${workspace}/${part}`)
    .filter((path) => existsSync(join(ROOT, path)))
    .flatMap((path) => filesAt(path, (name) => !NOT_RUN.test(name) && name !== BUILD_STAMP));
}

/** A file, or all files and links below a folder. */
function filesAt(path: string, isWanted: (name: string) => boolean = () => true): Entry[] {
  const from = join(ROOT, path);
  const info = lstatSync(from);
  if (info.isDirectory()) {
    return readdirSync(from)
      .filter(isWanted)
      .flatMap((name) => filesAt(`${path}/${name}`, isWanted));
  }
  if (info.isSymbolicLink()) return [{ path, target: linkTarget(from) }];
  return [{ path, isExecutable: (info.mode & 0o100) !== 0, content: { from } }];
}

/** Links within this clone stay so wherever the package is unpacked. */
function linkTarget(from: string): string {
  const target = readlinkSync(from);
  return target.startsWith('/') ? relative(dirname(from), target) : target;
}

function billOfMaterials(): Buffer {
  return execFileSync(execPath, [join(ROOT, 'scripts', 'sbom.ts')], { maxBuffer: 64 * 2 ** 20 });
}
