import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emulatedWechat } from '../helpers/channels/emulated-wechat.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { runMain, startMain } from '../helpers/gateway/main-process.ts';
import { partnerOf } from '../helpers/partner/partner.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

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

const settings = () => ({ DATABASE_URL: database.url, DATA_DIR: dataDir });

test('it starts, answers its health, finishes what is in flight on SIGTERM, and leaves nothing running', async () => {
  const metricsPort = await freePort();
  const { child, ended, output, port, sandboxPort } = await startMain({
    ...settings(),
    METRICS_PORT: String(metricsPort),
  });
  expect(output()).toContain('partner1');
  for (const path of ['livez', 'readyz']) {
    expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(200);
  }
  const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  expect(await metrics.text()).toContain('\nzhixiao_database_up 1\n');
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
  for (const gone of [port, sandboxPort, metricsPort]) {
    await expect(fetch(`http://127.0.0.1:${gone}/`)).rejects.toThrow();
  }
});

test('npm start passes the signal on: nothing is left running', async () => {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const npm = spawn('npm', ['start'], {
    // npm is found by the PATH of whoever runs the tests
    env: { ...process.env, ...settings(), PORT: String(port), SANDBOX_PORT: String(sandboxPort) },
    stdio: 'ignore',
  });
  await waitFor(
    () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      ),
    {
      what: 'npm start to be ready',
    },
  );
  npm.kill('SIGTERM');
  await once(npm, 'exit');
  for (const gone of [port, sandboxPort]) {
    await waitFor(
      () =>
        fetch(`http://127.0.0.1:${gone}/`).then(
          () => false,
          () => true,
        ),
      { what: `port ${gone} to be free` },
    );
  }
});

test('it starts again on the same data', async () => {
  const { port, stop } = await startMain(settings());
  expect((await partnerOf(`http://127.0.0.1:${port}`, 'http://127.0.0.1:9/').order()).orderId).toMatch(
    /^[0-9]+$/,
  );
  expect(await stop()).toBe(0);
});

test('it goes on when nobody reads what it prints any more', async () => {
  const { child, ended, port } = await startMain({ ...settings(), LOG_LEVEL: 'info' });
  child.stdout?.destroy();
  child.stderr?.destroy();
  const partner = partnerOf(`http://127.0.0.1:${port}`, 'http://127.0.0.1:9/');
  expect((await partner.order()).orderId).toMatch(/^[0-9]+$/);
  // it says that it stops, which nobody hears
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('it listens on an IPv6 address, with or without brackets, and announces where it is', async () => {
  const { port, output, stop } = await startMain({ ...settings(), HOST: '[::1]' });
  expect(output()).toContain(`server      http://[::1]:${port}`);
  expect((await fetch(`http://[::1]:${port}/readyz`)).status).toBe(200);
  const { url } = await partnerOf(`http://[::1]:${port}`, 'http://127.0.0.1:9/').order();
  expect((await fetch(url)).status).toBe(200);
  expect(await stop()).toBe(0);
});

test.each([
  [{ PORT: 'eighty' }, 'Wrong setting: PORT must be a whole number'],
  [{ PAYMENT_MODE: 'production' }, 'Wrong setting: PUBLIC_URL is needed in production'],
  [
    { PAYMENT_MODE: 'production', PUBLIC_URL: 'https://pay.example.com' },
    'Wrong setting: MASTER_KEY is needed',
  ],
  [{ PORT: '0', HOST: '203.0.113.1' }, 'HOST 203.0.113.1 is no address of this machine'],
  [{ PORT: '0', HOST: 'no-such-host.invalid' }, 'HOST no-such-host.invalid is no address and no known name'],
  [{ DATABASE_URL: 'mysql://x' }, 'Wrong setting: DATABASE_URL must begin with'],
  [
    { DATABASE_URL: 'postgres://u:secret@127.0.0.1:9/x', DATABASE_WAIT_MS: '0' },
    'The database at 127.0.0.1:9 cannot be reached; check DATABASE_URL',
  ],
])('%j: one clear line and a non-zero exit', async (env, line) => {
  const { ended, output } = runMain({ ...settings(), ...(env as Record<string, string>) });
  expect(await ended).toBe(1);
  expect(output()).toContain(line);
  expect(output().trim().split('\n')).toHaveLength(1);
  expect(output()).not.toContain('secret');
});

test('a port in use is said in one line', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as { port: number };
  const { ended, output } = runMain({
    ...settings(),
    PORT: String(port),
    SANDBOX_PORT: String(await freePort()),
  });
  expect(await ended).toBe(1);
  expect(output()).toContain(`Port ${port} is in use`);
  blocker.close();
});
