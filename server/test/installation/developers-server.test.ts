import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMPILED } from '../helpers/gateway/compiled.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { waitFor } from '../helpers/wait-for.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

let dataDir: string;
let url: string;
let inspector: string;
let dev: ReturnType<typeof startDev>;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-dev-'));
  const [port, sandboxPort, inspect] = [await freePort(), await freePort(), await freePort()];
  url = `http://127.0.0.1:${port}`;
  inspector = `http://127.0.0.1:${inspect}`;
  dev = startDev(inspect, { PORT: String(port), SANDBOX_PORT: String(sandboxPort), DATA_DIR: dataDir });
  await timesReady(1);
});

afterAll(async () => {
  // what it started ends with it, and only so
  dev.child.kill('SIGINT');
  await dev.ended;
  await rm(dataDir, { recursive: true, force: true });
});

/** `npm run dev`, in a process group of its own as under a terminal. */
function startDev(inspect: number, env: Readonly<Record<string, string>>) {
  const args = [join(ROOT, 'scripts', 'dev.ts'), '--inspect', String(inspect)];
  const child = spawn(execPath, args, {
    cwd: ROOT,
    env: { HOST: '127.0.0.1', ...COMPILED, ...env },
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return { child, output: () => output, ended: once(child, 'exit') };
}

async function timesReady(times: number): Promise<void> {
  const isReady = () => dev.output().split('Zhixiao Pay is ready').length > times;
  await waitFor(() => isReady() || dev.child.exitCode !== null, { what: `a server that is ready: ${times}` });
  expect(isReady(), dev.output()).toBe(true);
}

const pageOf = async (path: string) => (await fetch(url + path)).text();

test('server, console and cashier answer at one address, the front ends from their sources', async () => {
  expect(await pageOf('/readyz')).toBe('{"status":"ok"}');
  expect(await pageOf('/console/orders')).toContain('src="/console/src/main.tsx"');
  expect(await pageOf('/console/src/main.tsx')).toContain('createRoot');
  const cashier = await pageOf('/pay/orderId/1.html');
  expect(cashier).toContain('订单不存在');
  expect(cashier).toContain('<script type="module" src="/cashier/src/client.tsx">');
  const style = /<link rel="stylesheet" href="([^"]+)"/.exec(cashier)?.[1] ?? '';
  expect(await pageOf(style)).toContain('body');
});

test('a change of the server starts it anew, and who asks meanwhile waits for it', async () => {
  const debuggerOf = async () => {
    const [target] = (await (await fetch(`${inspector}/json/list`)).json()) as { readonly id: string }[];
    return target?.id;
  };
  const before = await debuggerOf();
  await utimes(join(ROOT, 'server', 'src', 'main.ts'), new Date(), new Date());
  await waitFor(() => dev.output().includes('main.ts changed'), { what: 'the change to be noticed' });
  expect(await pageOf('/readyz')).toBe('{"status":"ok"}');
  await timesReady(2);
  expect(await debuggerOf()).not.toBe(before);
});

test('its database answers statements while it runs', async () => {
  const sql = (statement: string) =>
    execFileSync(execPath, [join(ROOT, 'scripts', 'sql.ts'), statement], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...COMPILED, DATA_DIR: dataDir },
    });
  expect(sql('select app_id from apps')).toContain('partner1');
  expect(await pageOf('/readyz')).toBe('{"status":"ok"}');
});

test('Ctrl-C ends all of it', async () => {
  process.kill(-(dev.child.pid ?? 0), 'SIGINT');
  const [code] = await dev.ended;
  expect(code, dev.output()).toBe(0);
  await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  await expect(fetch(`${inspector}/json/list`)).rejects.toThrow();
});
