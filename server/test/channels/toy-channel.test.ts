import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { EDITS } from './toy-channel/edits.ts';

/**
 * A third channel put into a copy of the tree, as docs/adding-a-channel.md says it: counted, type-checked, started and
 * paid with. When a change makes it touch more files, this is where it shows.
 */
const ROOT = join(import.meta.dirname, '..', '..', '..');
const TOY = join(import.meta.dirname, 'toy-channel');
const ADDED = join(TOY, 'added');
const WORKSPACES = [
  'protocol',
  'contract',
  'postgres',
  'server',
  'sandbox',
  'sdk',
  'cashier',
  'console',
  'site',
];
/** The channel's own: its adapter and its emulator. */
const OWN = ['server/src/channels/toy/', 'sandbox/src/toy/'];
const MOST_FILES = 15;
/** As in `scripts/test.ts`: several work out the same again. */
const ONE_CHECKER = ['--checkers', '1'];

let copy: string;
let touched: string[];

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'zhixiao-toy-'));
  await copyTree(copy);
  touched = [...(await addFiles(copy)), ...(await editFiles(copy))];
});
afterAll(() => rm(copy, { recursive: true }));

test(`a channel changes or adds fewer than ${MOST_FILES} files outside its folder and its emulator`, () => {
  const outside = touched.filter((file) => !OWN.some((folder) => file.startsWith(folder)));
  expect(outside.length, outside.join('\n')).toBeLessThan(MOST_FILES);
  expect(touched.length).toBeGreaterThan(outside.length);
});

test('the guide names each of them', async () => {
  const guide = await readFile(join(ROOT, 'docs', 'adding-a-channel.md'), 'utf8');
  const named = touched.map((file) =>
    file
      .replace(/(server\/src\/channels|sandbox\/src)\/toy\/.*/, '$1/<name>/')
      .replace(/\d{4}_/, '<number>_')
      .replace('toy', '<name>'),
  );
  expect(named.filter((file) => !guide.includes(`\`${file}\``))).toEqual([]);
});

test('with them server, sandbox, SDK and cashier type-check', async () => {
  const include = ['protocol', 'contract', 'server', 'sandbox', 'sdk'].map((name) => `${name}/src`);
  await writeFile(
    join(copy, 'tsconfig.json'),
    JSON.stringify({ extends: './tsconfig.base.json', include, exclude: ['**/*.test.ts'] }),
  );
  expect(await run('tsc', [...ONE_CHECKER, '-p', 'tsconfig.json'])).toBe('');
  expect(await run('tsc', [...ONE_CHECKER, '-p', 'cashier/tsconfig.json'])).toBe('');
});

test('the console shows the form of its accounts', async () => {
  await cp(join(TOY, 'form.tsx.txt'), join(copy, 'console', 'src', 'toy-form.tsx'));
  await writeFile(
    join(copy, 'console', 'toy-form.mjs'),
    `import { createServer } from 'vite';
     const vite = await createServer({ root: 'console', configFile: false, appType: 'custom', logLevel: 'error',
       server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } });
     const { formOf } = await vite.ssrLoadModule('/src/toy-form.tsx');
     process.stdout.write(formOf('toy'));
     await vite.close();`,
  );
  const form = await run(execPath, ['console/toy-form.mjs']);
  for (const shown of ['玩具支付', '玩具店编号', '玩具店密钥']) expect(form).toContain(shown);
});

test('an order is offered, paid, found by the partner, and given back over it', async () => {
  await run('vite', ['build', 'cashier', '--logLevel', 'error']);
  const page = ['--ssr', 'src/render.tsx', '--outDir', 'dist', '--emptyOutDir', 'false'];
  await run('vite', ['build', 'cashier', ...page, '--logLevel', 'error']);
  await cp(join(TOY, 'run.ts.txt'), join(copy, 'server', 'toy-run.ts'));
  const database = await createTestDatabase();
  try {
    const came = JSON.parse(await run(execPath, ['server/toy-run.ts'], { DATABASE_URL: database.url }));
    expect(came).toMatchObject({
      applied: [expect.stringMatching(/_channel_toy\.sql$/)],
      offered: true,
      paid: { trade_state: 'SUCCESS' },
      status: '2',
      payType: '3',
      books: { channel_receivable: 1_000, school_payable: -1_000 },
    });
  } finally {
    await database.drop();
  }
});

/** What runs of the workspaces, without tests; packages are those of this tree. */
async function copyTree(to: string): Promise<void> {
  await mkdir(join(to, 'node_modules', '@zhixiao'), { recursive: true });
  for (const entry of await readdir(join(ROOT, 'node_modules'))) {
    if (entry === '@zhixiao') continue;
    await symlink(join(ROOT, 'node_modules', entry), join(to, 'node_modules', entry));
  }
  for (const name of WORKSPACES) {
    for (const part of ['src', 'package.json', 'tsconfig.json', 'vite.config.ts', 'migrations', 'dist']) {
      if (part === 'dist' && !['console', 'site'].includes(name)) continue;
      await cp(join(ROOT, name, part), join(to, name, part), { recursive: true }).catch(ignoreMissing);
    }
    await symlink(join(to, name), join(to, 'node_modules', '@zhixiao', name));
  }
  const files = ['package.json', 'tsconfig.base.json', 'scripts/compress-assets.ts'];
  for (const file of files) await cp(join(ROOT, file), join(to, file), { recursive: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Puts the new files in their places; answers where. */
async function addFiles(to: string): Promise<string[]> {
  const entries = await readdir(ADDED, { recursive: true, withFileTypes: true });
  const migrations = (await readdir(join(to, 'server', 'migrations'))).filter((file) => /^\d{4}_/.test(file));
  const next = String(migrations.length + 1).padStart(4, '0');
  const files: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const file = relative(ADDED, from)
      .replace(/\.txt$/, '')
      .replace('NEXT', next);
    await mkdir(dirname(join(to, file)), { recursive: true });
    await cp(from, join(to, file));
    files.push(file);
  }
  return files;
}

async function editFiles(to: string): Promise<string[]> {
  for (const { file, pairs } of EDITS) {
    let content = await readFile(join(to, file), 'utf8');
    for (const [found, instead] of pairs) {
      expect(content.split(found).length - 1, `${file} has once: ${found}`).toBe(1);
      content = content.replace(found, () => instead);
    }
    await writeFile(join(to, file), content);
  }
  return EDITS.map(({ file }) => file);
}

/** Runs a program in the copy; answers what it prints, which of a failure is all that it said. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const bin = join(ROOT, 'node_modules', '.bin');
  const child = spawn(program, args, {
    cwd: copy,
    env: { ...process.env, ...env, PATH: `${bin}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${out}\n${err}`);
  return out;
}
