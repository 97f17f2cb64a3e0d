import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { boardPanels } from '../../../test/helpers/grafana-board.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { serveMetrics } from '../../src/metrics/serve-metrics.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { startGateway } from '../helpers/gateway/gateway.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

const run = promisify(execFile);
const PROMETHEUS = '/usr/bin/prometheus';
const PROMTOOL = '/usr/bin/promtool';
const FOLDER = join(import.meta.dirname, '../../../docs/operating/prometheus');
const RULES = join(FOLDER, 'alerts.yml');
const CASES = join(FOLDER, 'alerts.test.yml');

/** Debian's, by `apt-get install prometheus`: nothing of this needs root but that. */
function skipWithout(context: TestContext, program: string): void {
  if (!existsSync(program)) context.skip(`${program} is not installed (Debian: apt-get install prometheus)`);
}

test('each example rule has series that make it fire', () => {
  const rules = [...readFileSync(RULES, 'utf8').matchAll(/^ +- alert: (\w+)$/gm)].map(([, name]) => name);
  const fired = [...readFileSync(CASES, 'utf8').matchAll(/alertname: (\w+)\n +exp_alerts:\n/g)];
  expect(rules.length).toBeGreaterThan(10);
  expect(new Set(fired.map(([, name]) => name))).toEqual(new Set(rules));
});

test('promtool accepts the example rules, and they fire when they should', async (context) => {
  skipWithout(context, PROMTOOL);
  expect((await run(PROMTOOL, ['check', 'rules', RULES])).stdout).toMatch(/SUCCESS: \d+ rules found/);
  expect((await run(PROMTOOL, ['test', 'rules', CASES])).stdout).toContain('SUCCESS');
});

/** A Prometheus that scrapes one address and has the example rules. */
async function startPrometheus(target: string) {
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-prometheus-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [RULES],
    scrape_configs: [{ job_name: 'zhixiao', static_configs: [{ targets: [target] }] }],
  };
  // JSON is YAML
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    PROMETHEUS,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill()) await ended;
  });
  return {
    async ask(path: string): Promise<{ readonly status: string; readonly data: unknown } | undefined> {
      const answer = await fetch(`http://${address}/api/v1/${path}`).catch(() => undefined);
      // it is still starting
      if (answer?.status === 503) return undefined;
      return (await answer?.json()) as { readonly status: string; readonly data: unknown } | undefined;
    },
  };
}

test('a real Prometheus scrapes a running server, and evaluates the rules and the board', async (context) => {
  skipWithout(context, PROMETHEUS);
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  await using metrics = await serveMetrics(
    { host: '127.0.0.1', port: 0 },
    { databaseUrl: database.url, clock: systemClock },
  );
  await using gateway = await startGateway({ databaseUrl: database.url });
  await gateway.partner.order();
  const { ask } = await startPrometheus(new URL(metrics.url).host);
  const query = async (expression: string) => ask(`query?query=${encodeURIComponent(expression)}`);
  const resultOf = async (expression: string) =>
    (await query(expression))?.data as
      | { readonly result: readonly { readonly value: unknown[] }[] }
      | undefined;

  await waitFor(
    async () => (await resultOf('max(zhixiao_orders_today{status="pending"})'))?.result[0]?.value[1] === '1',
    { what: 'Prometheus to have scraped the order' },
  );
  expect((await resultOf('up{job="zhixiao"} == 1'))?.result).toHaveLength(1);
  type Groups = { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
  const rules = async () =>
    ((await ask('rules'))?.data as Groups | undefined)?.groups.flatMap((group) => group.rules) ?? [];
  await waitFor(async () => (await rules()).every(({ health }) => health !== 'unknown'), {
    what: 'the rules to be evaluated',
  });
  const evaluated = await rules();
  expect(evaluated.length).toBeGreaterThan(10);
  expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
  for (const { title, targets } of boardPanels()) {
    for (const { expr } of targets) {
      // Grafana puts the range in
      const answer = await query(expr.replaceAll('$__rate_interval', '1m'));
      expect(answer, `${title}: ${expr}`).toMatchObject({ status: 'success' });
    }
  }
});
