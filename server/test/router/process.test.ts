import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../helpers/gateway/free-port.ts';
import { type MainProcess, runMain } from '../helpers/gateway/main-process.ts';
import { startOrderLoad } from '../helpers/gateway/order-load.ts';
import { startRouter } from '../helpers/gateway/shards.ts';
import { partnerOf } from '../helpers/partner/partner.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

test('a router needs no database, no key and no folder, and stops as a server does', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'zhixiao-router-'));
  const [port, metricsPort] = [await freePort(), await freePort()];
  const settings = {
    PAYMENT_MODE: 'production',
    PUBLIC_URL: 'https://pay.example.edu.cn',
    PROCESS_ROLE: 'router',
    SHARD_URLS: 'http://127.0.0.1:9',
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    DRAIN_DELAY_MS: '0',
  };
  const { child, ended, output } = runMain(settings, { cwd });
  try {
    await waitFor(() => output().includes('is ready') || child.exitCode !== null, {
      what: 'the router to start',
    });
    expect(output()).toContain('shard 0     http://127.0.0.1:9');
    const health = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([health.status, await health.json()]).toEqual([
      503,
      { status: 'no shard is ready', notReady: [0] },
    ]);
    expect(health.headers.get('strict-transport-security')).toContain('max-age');
    const order = await fetch(`http://127.0.0.1:${port}/cashier-api/orders/1764400000000000016`);
    expect(order.status).toBe(503);
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toContain('\nzhixiao_router_shard_ready{shard="0"} 0\n');
    expect(metrics).toContain('\nzhixiao_router_requests_total{shard="0",outcome="away"} 1\n');
    expect(metrics).not.toContain('zhixiao_database_up');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(await readdir(cwd)).toEqual([]);
  } finally {
    child.kill('SIGKILL');
    await rm(cwd, { recursive: true, force: true });
  }
});

const CALLERS = 4;

test('a shard is restarted while orders come: each is made, or told to come again', async () => {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-shard-'));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const settings = {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    SHARD: '0',
    DRAIN_DELAY_MS: '5000',
  };
  const started = async () => {
    const main = runMain(settings);
    await waitFor(() => main.output().includes('is ready') || main.child.exitCode !== null, {
      what: 'the shard to be ready',
    });
    return main;
  };
  const first = await started();
  await using router = await startRouter([`http://127.0.0.1:${port}`]);
  const gateway = {
    url: router.url,
    partner: partnerOf(router.url, ''),
    endpoint: { url: 'http://127.0.0.1:9/' },
  };
  const load = startOrderLoad(gateway, { callers: CALLERS, pauseMs: 20 });
  const made = () => load.received.filter(({ code }) => code === 0).length;
  let second: MainProcess | undefined;
  try {
    await waitFor(() => made() > 20, { what: 'orders to be made' });
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    await waitFor(() => load.received.some(({ status }) => status === 503), { what: 'orders to be refused' });
    const before = made();
    second = await started();
    await waitFor(() => made() > before + 20, { what: 'orders to be made again' });
  } finally {
    await load.stop();
    first.child.kill('SIGKILL');
    second?.child.kill('SIGTERM');
    await second?.ended;
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
  const refused = load.received.filter(({ code }) => code !== 0);
  expect(refused.filter(({ retryAfter }) => !retryAfter)).toEqual([]);
  // a connection that the server had not taken yet when it closed its port: one of each caller at most
  expect(refused.filter(({ status }) => status !== 503).length).toBeLessThanOrEqual(CALLERS);
});
