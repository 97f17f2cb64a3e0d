import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emulatedWechat } from '../helpers/emulated-wechat.ts';
import { freePort } from '../helpers/gateway.ts';
import { partnerOf } from '../helpers/partner.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-main-'));
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function run(env: Record<string, string>): Run {
  const child = spawn(process.execPath, [MAIN], {
    env: { DATABASE_URL: database.url, DATA_DIR: dataDir, HOST: '127.0.0.1', ...env },
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  return { child, output: () => text, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

async function started(port: number, sandboxPort: number): Promise<Run> {
  const process_ = run({ PORT: String(port), SANDBOX_PORT: String(sandboxPort) });
  await waitFor(() => process_.output().includes('is ready'), {
    what: 'the server to be ready',
    timeoutMs: 20_000,
  });
  return process_;
}

test('it starts, answers its health, finishes what is in flight on SIGTERM, and leaves nothing running', async () => {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const { child, ended, output } = await started(port, sandboxPort);
  expect(output()).toContain('partner1');
  for (const path of ['livez', 'readyz']) {
    expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(200);
  }
  const partner = partnerOf(`http://127.0.0.1:${port}`, 'http://127.0.0.1:9/');
  const wechat = emulatedWechat(`http://127.0.0.1:${sandboxPort}`);
  await wechat.fault({ match: { path: '/jsapi$' }, times: 1, fault: 'delay', ms: 800 });
  const slow = partner.order({ pay_type: 1, openid: 'o'.repeat(28) });
  await waitFor(
    async () => (await database.database.query({ text: 'select 1 from payments' })).length === 1,
    { what: 'the slow request to be under way' },
  );
  child.kill('SIGTERM');
  expect((await slow).orderId).toMatch(/^[0-9]+$/);
  expect(await ended).toBe(0);
  for (const gone of [port, sandboxPort]) {
    await expect(fetch(`http://127.0.0.1:${gone}/`)).rejects.toThrow();
  }
});

test('it starts again on the same data', async () => {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const { child, ended } = await started(port, sandboxPort);
  expect((await partnerOf(`http://127.0.0.1:${port}`, 'http://127.0.0.1:9/').order()).orderId).toMatch(
    /^[0-9]+$/,
  );
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

test.each([
  [{ PORT: 'eighty' }, 'Wrong setting: PORT must be a whole number'],
  [{ MODE: 'production' }, 'Wrong setting: PUBLIC_URL is needed in production'],
  [{ MODE: 'production', PUBLIC_URL: 'https://pay.example.com' }, 'Wrong setting: MASTER_KEY is needed'],
  [{ DATABASE_URL: 'mysql://x' }, 'Wrong setting: DATABASE_URL must begin with'],
  [
    { DATABASE_URL: 'postgres://u:secret@127.0.0.1:9/x' },
    'The database cannot be reached; check DATABASE_URL',
  ],
])('%j: one clear line and a non-zero exit', async (env, line) => {
  const { ended, output } = run(env as Record<string, string>);
  expect(await ended).toBe(1);
  expect(output()).toContain(line);
  expect(output().trim().split('\n')).toHaveLength(1);
  expect(output()).not.toContain('secret');
});

test('a port in use is said in one line', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as { port: number };
  const { ended, output } = run({ PORT: String(port), SANDBOX_PORT: String(await freePort()) });
  expect(await ended).toBe(1);
  expect(output()).toContain(`Port ${port} is in use`);
  blocker.close();
});
