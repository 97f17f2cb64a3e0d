import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../helpers/gateway/free-port.ts';
import { runMain } from '../helpers/gateway/main-process.ts';
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
