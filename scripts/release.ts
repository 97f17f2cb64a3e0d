import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, cwd, exit } from 'node:process';
import { parseArgs } from 'node:util';
import { ChangelogError, changesOf, releaseChangelog } from './changelog.ts';

/**
 * `npm run release -- X.Y.Z [--dry-run]`: makes a version of what is committed. Refuses on changes that are not committed,
 * on a version that is not newer, on a changelog with nothing unreleased and on a check that fails; then sets the version
 * of all workspaces, moves the changes under it, commits and tags. It pushes nothing. A dry run writes nothing.
 */
const USAGE = 'usage: npm run release -- X.Y.Z [--dry-run]';
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

class ReleaseError extends Error {}

interface Manifest {
  version?: string;
  workspaces?: readonly string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

try {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false } },
  });
  const [version, ...more] = positionals;
  if (version === undefined || more.length > 0 || !VERSION.test(version)) throw new ReleaseError(USAGE);
  release(version, values['dry-run']);
} catch (error) {
  if (!(error instanceof ReleaseError || error instanceof ChangelogError || error instanceof TypeError))
    throw error;
  console.error(error.message);
  exit(1);
}

function release(version: string, isDry: boolean): void {
  const root = JSON.parse(read('package.json')) as Manifest;
  const tag = `v${version}`;
  if (!isNewer(version, root.version ?? '0.0.0'))
    throw new ReleaseError(`${version} is not newer than ${root.version}`);
  if (git('status', '--porcelain') !== '')
    throw new ReleaseError('there are changes that are not committed: commit them, or put them aside');
  if (git('tag', '--list', tag) !== '') throw new ReleaseError(`there is a tag ${tag} already`);
  const changelog = releaseChangelog(read('CHANGELOG.md'), version, today());
  console.log('npm run check …');
  const { status } = spawnSync('npm', ['run', '--silent', 'check'], { cwd: cwd(), stdio: 'inherit' });
  if (status !== 0) throw new ReleaseError('npm run check fails: nothing was changed');

  const files = new Map([['CHANGELOG.md', changelog]]);
  for (const folder of ['.', ...(root.workspaces ?? [])]) {
    const file = join(folder, 'package.json');
    files.set(file, withVersion(read(file), version));
  }
  files.set('package-lock.json', lockWithVersion(read('package-lock.json'), root.workspaces ?? [], version));
  console.log(`${tag}: ${[...files.keys()].join(', ')}\n\n${changesOf(changelog, version)}\n`);
  if (isDry) {
    console.log('dry run: nothing was written, committed or tagged');
    return;
  }
  for (const [file, text] of files) writeFileSync(join(cwd(), file), text);
  git('add', '--', ...files.keys());
  git('commit', '--quiet', '--message', `Release ${version}`);
  git(
    'tag',
    '--annotate',
    tag,
    '--cleanup=verbatim',
    '--message',
    `${tag}\n\n${changesOf(changelog, version)}`,
  );
  console.log(`committed and tagged ${tag}; to publish it: git push --follow-tags`);
}

/** In text, so that the rest of the file stays as the formatter left it. Our own packages need each other's version. */
function withVersion(manifest: string, version: string): string {
  return manifest
    .replace(/^( {2}"version": )"[^"]*"/m, `$1"${version}"`)
    .replace(/^( {4}"@zhixiao\/[\w-]+": )"[^"]*"/gm, `$1"${version}"`);
}

function lockWithVersion(lock: string, workspaces: readonly string[], version: string): string {
  const parsed = JSON.parse(lock) as { version?: string; packages: Record<string, Manifest | undefined> };
  parsed.version = version;
  for (const folder of ['', ...workspaces]) {
    const entry = parsed.packages[folder];
    if (entry === undefined)
      throw new ReleaseError(`package-lock.json does not know "${folder}": run npm install`);
    entry.version = version;
    for (const group of [entry.dependencies, entry.devDependencies]) {
      for (const name of Object.keys(group ?? {}))
        if (group && name.startsWith('@zhixiao/')) group[name] = version;
    }
  }
  return `${JSON.stringify(parsed, undefined, 2)}\n`;
}

function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const differing = [0, 1, 2].find((index) => a?.[index] !== b?.[index]);
  return differing !== undefined && (a?.[differing] ?? 0) > (b?.[differing] ?? 0);
}

/** The day in the country whose schools run this. */
function today(): string {
  return new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
}

function read(file: string): string {
  return readFileSync(join(cwd(), file), 'utf8');
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: cwd(), encoding: 'utf8' }).trim();
}
