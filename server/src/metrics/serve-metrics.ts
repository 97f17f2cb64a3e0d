import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { ConfigError } from '../config/settings.ts';
import { isDatabaseError, openDatabase } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { backupMetric } from './backup-metric.ts';
import { businessMetrics } from './business-metrics.ts';
import { processMetrics } from './process-metrics.ts';

export interface MetricsParts {
  /** Undefined: the process has none, and says nothing of books. */
  readonly databaseUrl: string | undefined;
  /** Where backups are; undefined: not known to this process. */
  readonly backupDir?: string | undefined;
  readonly clock: Clock;
}

export interface MetricsServer extends AsyncDisposable {
  /** With the port it has got, where that was left open. */
  readonly url: string;
}

/** An answer is cached for this time: several scrapers may ask, and each answer costs the database some statements. */
const KEPT_MS = 5_000;

/**
 * Serves `GET /metrics` in Prometheus' text format, on an address of its own and from a connection of its own.
 * @throws ConfigError when the address cannot be listened on
 */
export async function serveMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  { databaseUrl, backupDir, clock }: MetricsParts,
): Promise<MetricsServer> {
  await using starting = new AsyncDisposableStack();
  const registry = new Registry();
  starting.use(processMetrics(registry));
  if (backupDir !== undefined) backupMetric(registry, backupDir, clock);
  const read = databaseUrl === undefined ? undefined : booksReader(starting, registry, databaseUrl, clock);
  const answer = async (response: ServerResponse) => {
    await read?.();
    response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
  };
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return response.writeHead(404).end();
    answer(response).catch(() => response.writeHead(500).end());
  });
  server.listen(port, host);
  await once(server, 'listening').catch(({ code }: NodeJS.ErrnoException) => {
    throw new ConfigError(`METRICS_HOST and METRICS_PORT cannot be listened on: ${host}:${port} (${code})`);
  });
  starting.defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const stack = starting.move();
  const { address, port: got } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${got}`,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What reads the books anew, at most once in a while, on a connection of its own. */
function booksReader(
  stack: AsyncDisposableStack,
  registry: Registry,
  url: string,
  clock: Clock,
): () => Promise<void> {
  const business = businessMetrics(registry);
  const db = openDatabase({ url, poolSize: 1 });
  stack.defer(() => db.close());
  let reading: Promise<void> | undefined;
  let readAgainAt = 0;
  return () => {
    if (reading === undefined || performance.now() > readAgainAt) {
      readAgainAt = Number.POSITIVE_INFINITY;
      reading = business
        .read(db, clock.now())
        .catch((error: unknown) => {
          // reported by zhixiao_database_up; the process's own metrics are served all the same
          if (!isDatabaseError(error)) throw error;
        })
        .finally(() => {
          readAgainAt = performance.now() + KEPT_MS;
        });
    }
    return reading;
  };
}
