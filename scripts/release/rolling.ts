import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import { partnerOf } from '../../server/test/helpers/partner/partner.ts';
import { type CheckoutServer, startCheckout } from './checkout-server.ts';
import { startHaproxy } from './haproxy.ts';

export interface RollingOptions {
  /** The program. */
  readonly haproxy: string;
  /** Migrated, or not yet. */
  readonly databaseUrl: string;
  /** Checkouts: what the servers run first, and what takes their place. */
  readonly from: string;
  readonly to: string;
  /** How often each of the two servers is replaced. */
  readonly rounds: number;
  readonly drainDelayMs: number;
  readonly callers: number;
  /** How long a caller waits after an order, its query and its page. Milliseconds. */
  readonly pauseMs: number;
  readonly log: (line: string) => void;
}

/** What clients were answered meanwhile. */
export interface RollingResult {
  readonly requests: number;
  /** `order_id` of every order that was acknowledged. */
  readonly orderIds: readonly string[];
  /** What was not answered as it should, in words. */
  readonly failures: readonly string[];
  readonly slowestMs: number;
}

/**
 * Two servers behind haproxy are replaced one after the other, while partners create orders and query them, and payers open
 * their pages.
 */
export async function rollOver(options: RollingOptions): Promise<RollingResult> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-rolling-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const ports = [await freePort(), await freePort()] as const;
  const proxy = await startHaproxy(options.haproxy, folder, ports);
  stack.defer(() => proxy.stop());
  const start = (checkout: string, index: 0 | 1) =>
    startCheckout(checkout, {
      DATABASE_URL: options.databaseUrl,
      DATA_DIR: join(folder, `server-${index}`),
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      PORT: String(ports[index]),
      PUBLIC_URL: proxy.url,
      DRAIN_DELAY_MS: String(options.drainDelayMs),
    });
  const servers: [CheckoutServer, CheckoutServer] = [
    await start(options.from, 0),
    await start(options.from, 1),
  ];
  stack.defer(async () => void (await Promise.all(servers.map((server) => server.stop()))));
  await proxy.seesBoth();

  const load = startLoad(proxy.url, options);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const index of [0, 1] as const) {
      options.log(`round ${round}, server ${index + 1}: ${load.result.requests} requests so far`);
      await servers[index].stop();
      servers[index] = await start(options.to, index);
      await proxy.seesBoth();
    }
  }
  await load.stop();
  return load.result;
}

/** Callers, each one request after the other. */
function startLoad(url: string, { callers, pauseMs }: Pick<RollingOptions, 'callers' | 'pauseMs'>) {
  const partner = partnerOf(url, 'http://127.0.0.1:9/');
  const result = { requests: 0, orderIds: [] as string[], failures: [] as string[], slowestMs: 0 };
  let isStopped = false;
  const requested = async (what: string, request: () => Promise<void>) => {
    const begun = performance.now();
    result.requests += 1;
    await request().catch((error: Error) =>
      result.failures.push(`${what}: ${error.message} ${error.cause ?? ''}`),
    );
    result.slowestMs = Math.max(result.slowestMs, performance.now() - begun);
  };
  const calling = Array.from({ length: callers }, async () => {
    while (!isStopped) {
      let page: string | undefined;
      await requested('order_create', async () => {
        const { orderId, outTradeNo, url: address } = await partner.order();
        result.orderIds.push(orderId);
        page = address;
        await requested('order_query', async () => {
          const { code, content } = await partner.call('order_query', { out_trade_no: outTradeNo });
          if (code !== 0 || content.order_id !== orderId)
            throw new Error(`${code} ${JSON.stringify(content)}`);
        });
      });
      await requested('page', async () => {
        if (page === undefined) return;
        const { status } = await fetch(page);
        if (status !== 200) throw new Error(`HTTP ${status}`);
      });
      await delay(pauseMs);
    }
  });
  return {
    result,
    async stop() {
      isStopped = true;
      await Promise.all(calling);
    },
  };
}
