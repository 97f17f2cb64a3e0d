import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const { workspaces } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly workspaces: readonly string[];
};
const MANIFESTS = ['package.json', ...workspaces.map((folder) => join(folder, 'package.json'))];
const CHANGELOG =
  '# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- A code that has ended is shown as ended.\n';

/** A repository with this one's manifests and lock file, and a check that passes unless told otherwise. */
let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'zhixiao-release-'));
  for (const file of [...MANIFESTS, 'package-lock.json']) {
    mkdirSync(join(clone, file, '..'), { recursive: true });
    cpSync(join(ROOT, file), join(clone, file));
  }
  write('package.json', read('package.json').replace(/"check": "[^"]*"/, '"check": "node check.mjs"'));
  write('CHANGELOG.md', `${CHANGELOG}\n## [0.0.1] - 2026-01-01\n\n- Older.\n`);
  write('check.mjs', '');
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.com');
  commit('Begin');
});

afterEach(() => rmSync(clone, { recursive: true }));

const read = (file: string) => readFileSync(join(clone, file), 'utf8');
const write = (file: string, text: string) => writeFileSync(join(clone, file), text);
const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, encoding: 'utf8' }).trim();
const release = (...args: string[]) =>
  spawnSync(execPath, [join(ROOT, 'scripts', 'release.ts'), ...args], { cwd: clone, encoding: 'utf8' });
function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

test('a release sets every version, moves what is unreleased, commits and tags', () => {
  const { status, stderr } = release('1.2.3');
  expect(status, stderr).toBe(0);
  for (const file of MANIFESTS) {
    const manifest = JSON.parse(read(file)) as { version: string; dependencies?: Record<string, string> };
    expect(manifest.version, file).toBe('1.2.3');
    for (const [name, version] of Object.entries(manifest.dependencies ?? {}))
      if (name.startsWith('@zhixiao/')) expect(version, `${name} of ${file}`).toBe('1.2.3');
  }
  expect(read('package-lock.json')).not.toMatch(/"@zhixiao\/[\w-]+": "0\.1\.0"/);
  expect(read('CHANGELOG.md')).toMatch(
    /## \[Unreleased\]\n\n## \[1\.2\.3\] - \d{4}-\d\d-\d\d\n\n### Fixed\n\n- A code/,
  );
  expect(git('status', '--porcelain')).toBe('');
  expect(git('log', '-1', '--format=%s')).toBe('Release 1.2.3');
  expect(git('rev-parse', 'v1.2.3^{commit}')).toBe(git('rev-parse', 'HEAD'));
  expect(git('tag', '--list', '--format=%(contents)', 'v1.2.3')).toBe(
    'v1.2.3\n\n### Fixed\n\n- A code that has ended is shown as ended.',
  );
  // npm finds the lock file whole
  const dryInstall = ['install', '--dry-run', '--offline', '--package-lock-only', '--ignore-scripts'];
  expect(spawnSync('npm', dryInstall, { cwd: clone }).status).toBe(0);
  expect(git('status', '--porcelain')).toBe('');
});

test('a dry run says what it would do and leaves everything as it was', () => {
  const before = git('rev-parse', 'HEAD');
  const { status, stdout } = release('0.2.0', '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain('- A code that has ended is shown as ended.');
  expect(git('status', '--porcelain')).toBe('');
  expect(git('rev-parse', 'HEAD')).toBe(before);
  expect(git('tag')).toBe('');
});

test.each([
  ['no version', [], 'usage'],
  ['what is no version', ['1.2'], 'usage'],
  ['a version with a v', ['v1.2.3'], 'usage'],
  ['an unknown option', ['1.2.3', '--force'], '--force'],
  ['the version there is', ['0.1.0'], 'not newer'],
  ['an older version', ['0.0.9'], 'not newer'],
])('%s is refused', (_what, args, reason) => {
  const { status, stderr } = release(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(reason);
  expect(git('status', '--porcelain')).toBe('');
});

test('what is not committed, not green, not written down or tagged already is not released', () => {
  const before = git('rev-parse', 'HEAD');
  const reasons: string[] = [];
  const refuse = () => reasons.push(release('0.2.0').stderr.trim());

  write('notes.txt', 'not committed');
  refuse();
  rmSync(join(clone, 'notes.txt'));

  git('tag', 'v0.2.0');
  refuse();
  git('tag', '--delete', 'v0.2.0');

  write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n\n- All of it.\n');
  commit('Say nothing');
  refuse();
  git('reset', '--quiet', '--hard', before);

  write('check.mjs', 'process.exit(1);');
  commit('Break the check');
  const broken = git('rev-parse', 'HEAD');
  refuse();

  expect(reasons).toEqual([
    expect.stringContaining('not committed'),
    expect.stringContaining('a tag v0.2.0 already'),
    expect.stringContaining('nothing unreleased'),
    expect.stringContaining('check fails'),
  ]);
  expect(git('rev-parse', 'HEAD')).toBe(broken);
  expect(git('status', '--porcelain')).toBe('');
});
