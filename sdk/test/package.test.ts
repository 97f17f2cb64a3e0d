import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APP, signed, startGateway } from './helpers/gateway.ts';

/** The package as a partner gets it: packed, installed into an empty folder without a network, and used there. */
const run = promisify(execFile);
const SDK = join(import.meta.dirname, '..');
/** Of each file that is loaded, gzipped. */
const MAX_BYTES = 25 * 1024;
/** Used behind a check, or not at all; `npm run runtimes -w sdk` tries the package on the real ones. */
const LATER_THAN_NODE_18 =
  /\b(canParse|isWellFormed|withResolvers|toSorted|styleText|asyncDispose)\b|import[^;]*\bhash\b[^;]*from ?"node:crypto"/;
const LOADED = ['index.js', 'index.cjs', 'cli.js'];

let folder: string;
let dist: string;
let home: string;
let packed: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-sdk-'));
  dist = join(folder, 'dist');
  home = join(folder, 'home');
  await run(execPath, [join(SDK, 'scripts/build.ts'), dist]);
  const { stdout } = await run('npm', ['pack', dist, '--json', '--pack-destination', folder], {
    cwd: folder,
  });
  packed = join(folder, readPacked(stdout));
  await run('mkdir', [home]);
  await writeFile(join(home, 'package.json'), '{"private":true,"type":"module"}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', packed], { cwd: home });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** npm 12 names what it packed by package, older ones list it. */
function readPacked(json: string): string {
  const [first] = Object.values(JSON.parse(json) as Record<string, { filename: string }>);
  if (!first) throw new Error('npm packed nothing');
  return first.filename;
}

const inPackage = (name: string) => readFile(join(home, 'node_modules/@zhixiao/sdk', name), 'utf8');

test('it needs nothing else, is small, and is made for Node 18', async () => {
  const manifest = JSON.parse(await inPackage('package.json'));
  expect(manifest).toMatchObject({ name: '@zhixiao/sdk', license: 'Apache-2.0', engines: { node: '>=18' } });
  for (const field of ['private', 'dependencies', 'peerDependencies', 'scripts'])
    expect(manifest).not.toHaveProperty(field);
  const installed = JSON.parse(await readFile(join(home, 'node_modules/.package-lock.json'), 'utf8'));
  expect(Object.keys(installed.packages)).toEqual(['node_modules/@zhixiao/sdk']);
  for (const name of LOADED) {
    const code = await inPackage(name);
    expect(gzipSync(code).length, name).toBeLessThan(MAX_BYTES);
    expect(LATER_THAN_NODE_18.exec(code)?.[0], name).toBeUndefined();
    expect(code.includes('@zhixiao/protocol'), name).toBe(false);
  }
  for (const name of ['LICENSE', 'README.md', 'README.zh-CN.md']) expect(await inPackage(name)).not.toBe('');
});

test('its manifest and types are right for whoever takes them', async () => {
  const { messages } = await publint({ pkgDir: dist, pack: false, strict: true });
  expect(messages).toEqual([]);
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(packed))));
  expect(result).toMatchObject({ types: { kind: 'included' }, problems: [] });
});

const URL_OF_ORDER = 'http://127.0.0.1/pay/orderId/1.html';
const USE = `
const client = createClient({ baseUrl: process.argv[2], ...${JSON.stringify(APP)} });
client.orderCreate({ body: '电费', out_trade_no: 'A1', total_fee: 100, notify_url: 'http://127.0.0.1/n' })
  .then(({ url }) => console.log(url));
`;

test.each([
  ['use.mjs', "import { createClient } from '@zhixiao/sdk';"],
  ['use.cjs', "const { createClient } = require('@zhixiao/sdk');"],
])('%s orders', async (name, opening) => {
  const created = { out_trade_no: 'A1', order_id: '1', url: URL_OF_ORDER };
  await using gateway = await startGateway(APP, signed(APP, 0, created));
  await writeFile(join(home, name), opening + USE);
  expect((await run(execPath, [name, gateway.url], { cwd: home })).stdout).toBe(`${URL_OF_ORDER}\n`);
  const bin = join(home, 'node_modules/.bin/zhixiao-pay');
  const create = [
    'order',
    'create',
    '--fee',
    '100',
    '--out-trade-no',
    'A1',
    '--base-url',
    gateway.url,
    '--json',
  ];
  expect(JSON.parse((await run(bin, create)).stdout)).toEqual(created);
});

const TYPED = `
const client: Client = createClient({ baseUrl: 'https://pay.example.edu.cn', appId: 'a', appSecret: 'b', aesKey: 'c' });
export async function use(): Promise<string> {
  const { url } = await client.orderCreate({ body: '', out_trade_no: '', total_fee: 1, notify_url: '' });
  // @ts-expect-error: there is no such field
  await client.orderQuery({ out_trade_number: '' });
  try {
    await client.orderRefund({ out_trade_no: '', refund_fee: 1 });
  } catch (error) {
    if (error instanceof BadRequestError) return \`\${error.code satisfies ErrorCode} \${error.field} \${error.cure}\`;
  }
  return url;
}
`;

test('TypeScript reads its types as an ES module and as CommonJS, with no types of anything else', async () => {
  const opening =
    "import { BadRequestError, type Client, createClient, type ErrorCode } from '@zhixiao/sdk';";
  await writeFile(join(home, 'typed.mts'), opening + TYPED);
  await writeFile(join(home, 'typed.cts'), opening + TYPED);
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', lib: ['es2022'], types: [], noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  };
  const config = { compilerOptions, files: ['typed.mts', 'typed.cts'] };
  await writeFile(join(home, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(SDK, '../node_modules/typescript/bin/tsc');
  const { stdout } = await run(execPath, [tsc, '-p', '.'], { cwd: home }).catch((error) => error);
  expect(stdout).toBe('');
});
