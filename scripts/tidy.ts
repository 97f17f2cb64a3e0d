import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { exit } from 'node:process';

/** The parts of the house style that a linter does not see. Prints each breach and fails on any. */
const ROOT = join(import.meta.dirname, '..');
/** What is installed, built, measured or given: none of it is written here. */
const SKIPPED_FOLDERS = ['node_modules', 'dist', 'coverage', 'results', 'fixtures', 'pictures'];
const MAX_LINES = 500;
const UNLIMITED = ['package-lock.json', 'schema.sql', 'openapi.json', 'board.json'];
/** Pages of the documentation site: their links lead within it, and its tests follow them. */
const SITE = 'site/content/';
const CODE = ['.ts', '.tsx', '.mjs', '.sql', '.css'];
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)+$/;
const MIGRATION = /^\d{4}_[a-z0-9_]+\.sql$/;
/** One rule of biome.jsonc about rooms of the server: which they are, and what they may not import. */
const RULE_OF_ROOMS =
  /"server\/src\/\{?([a-z,-]+)\}?\/\*\*",\s*"!\*\*\/\*\.test\.ts"[^[]*?\[\s*\{\s*"group": \[([^\]]*)\]/g;
const MAIN = /^server\/src\/main\.ts$/;

const files = filesIn(ROOT).map((file) => relative(ROOT, file).replaceAll('\\', '/'));
const violations = files.flatMap((path) =>
  violationsOf(path, readFileSync(join(ROOT, path), 'utf8')).map((violation) => `${path}: ${violation}`),
);
violations.push(...roomsWithoutDirection(), ...decisionsNotListedOnce());
for (const violation of violations) console.error(violation);
exit(violations.length === 0 ? 0 : 1);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || SKIPPED_FOLDERS.includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return [...CODE, '.md', '.json'].includes(extname(entry.name)) ? [path] : [];
  });
}

function violationsOf(path: string, text: string): string[] {
  const name = basename(path);
  const found: string[] = [];
  const lines = text.split('\n').length - 1;
  if (lines > MAX_LINES && !UNLIMITED.includes(name)) found.push(`${lines} lines, at most ${MAX_LINES}`);
  if (CODE.includes(extname(name)) && !KEBAB.test(name) && !MIGRATION.test(name)) {
    found.push('not a kebab-case name');
  }
  if (path.startsWith('server/src/') && !MAIN.test(path) && /\bconsole\.\w+\(/.test(text)) {
    found.push('writes to the console, which has no masking: use the logger');
  }
  if (name.endsWith('.test.ts') && /\btimeout: \d|^\}, [\d_]+\);$/m.test(text)) {
    found.push('a limit that knows no load: leave it to vitest.config.ts, or use patience()');
  }
  if (name === 'package.json') found.push(...looseVersions(text));
  if (name.endsWith('.md') && !path.startsWith(SITE))
    found.push(...deadLinks(path, text), ...deadPaths(text), ...movedBreakpoints(text));
  return found;
}

/**
 * Rooms of the server whose direction Biome does not hold: none of its rules is for them, or one for a room further down
 * does not name them.
 */
function roomsWithoutDirection(): string[] {
  const config = readFileSync(join(ROOT, 'biome.jsonc'), 'utf8');
  const rules = [...config.matchAll(RULE_OF_ROOMS)].map(([, rooms = '', denied = '']) => ({
    rooms: rooms.split(','),
    denied: denied.split(/[{},/"\s]+/),
  }));
  const folders = readdirSync(join(ROOT, 'server/src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  // those of APIs have rules of their own, further up
  const rooms = folders.map(({ name }) => name).filter((name) => name !== 'lib' && name !== 'apis');
  return rooms.flatMap((room) => {
    const own = rules.findIndex((rule) => rule.rooms.includes(room));
    if (own < 0) return [`server/src/${room}: no rule of biome.jsonc says what it may import`];
    const below = rules.slice(0, own).filter(({ denied }) => !denied.includes(room));
    return below.map(
      (rule) => `biome.jsonc: the rule for ${rule.rooms} lets it import ${room}, which lies above`,
    );
  });
}

/** The index of decisions has each of them, and each package, in one line: merges keep the lines of both sides. */
function decisionsNotListedOnce(): string[] {
  const folder = 'docs/decisions';
  const index = readFileSync(join(ROOT, folder, 'README.md'), 'utf8');
  const linked = [...index.matchAll(/^- .*\]\((\d{4}-[^)]+\.md)\)/gm)].map(([, file = '']) => file);
  const packages = [...index.matchAll(/^\| (`[^|]*`)/gm)].flatMap(([, names = '']) =>
    names.trim().split(', '),
  );
  const decisions = files
    .filter((path) => dirname(path) === folder && /^\d{4}-/.test(basename(path)))
    .map((path) => basename(path));
  const missing = decisions.filter((file) => !linked.includes(file));
  const twice = [...linked, ...packages].filter((name, place, all) => all.indexOf(name) !== place);
  return [
    ...missing.map((file) => `${folder}/README.md: does not list ${file}`),
    ...twice.map((name) => `${folder}/README.md: lists ${name} twice`),
  ];
}

/** Versions are exact, so that every clone runs what was tested. */
function looseVersions(text: string): string[] {
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((group) =>
    Object.entries(manifest[group] ?? {})
      .filter(([, version]) => !/^\d/.test(version))
      .map(([dependency, version]) => `${dependency} ${version} is not an exact version`),
  );
}

function deadLinks(path: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(ROOT, dirname(path), target)))
    .map((target) => `links to ${target}, which is not there`);
}

/** Files that a document names, by their path or the end of it. */
function deadPaths(text: string): string[] {
  return [...text.matchAll(/(?<![\w/.@{}<>*-])(?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|mjs|sql)\b/g)]
    .map(([named]) => named)
    .filter((named) => !files.some((file) => file === named || file.endsWith(`/${named}`)))
    .map((named) => `names ${named}, which is not there`);
}

/** A breakpoint in a document stands at the first statement of a function: the line before opens it, unindented. */
function movedBreakpoints(text: string): string[] {
  return [...text.matchAll(/setBreakpoint\('([^']+)', (\d+)\)/g)].flatMap(([call, name, line]) => {
    const file = files.find((path) => basename(path) === name);
    const before = file && readFileSync(join(ROOT, file), 'utf8').split('\n')[Number(line) - 2];
    return before !== undefined && /^\S.*\{$/.test(before)
      ? []
      : [`${call} is at no function's first statement`];
  });
}
