import { listenWidely } from '../../../src/http/listen.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createLog } from '../../../src/lib/log.ts';
import { createRouter, type RouterOptions } from '../../../src/router.ts';
import type { SeededAs } from '../../../src/sandbox/seed.ts';
import { TEST_APP } from '../../../src/sandbox/seed.ts';
import { type Partner, partnerOf } from '../partner/partner.ts';
import { freePort } from './free-port.ts';
import { type Gateway, startGateway } from './gateway.ts';

/** A listening router, in this process. */
export interface StartedRouter extends AsyncDisposable {
  readonly url: string;
  beginDraining(): void;
}

interface StartOptions {
  /** Undefined: any that is free. */
  readonly port?: number;
  readonly consoleUrls?: readonly string[];
}

export async function startRouter(
  shardUrls: readonly string[],
  { port, consoleUrls = [], ...options }: Partial<RouterOptions> & StartOptions = {},
): Promise<StartedRouter> {
  await using starting = new AsyncDisposableStack();
  const listeningPort = port ?? (await freePort());
  const url = `http://127.0.0.1:${listeningPort}`;
  const router = starting.use(
    await createRouter({
      routing: { shardUrls, consoleUrls },
      publicUrl: url,
      rateLimitPerSecond: 0,
      trustedProxies: 0,
      clock: systemClock,
      log: createLog('fatal'),
      ...options,
    }),
  );
  await listenWidely(router.server, { host: '127.0.0.1', port: listeningPort });
  const stack = starting.move();
  return { url, beginDraining: router.beginDraining, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** A gateway behind a router, and its partner, who calls through the router. */
export interface ShardGateway extends Gateway {
  readonly keys: SeededAs['app'];
  readonly outside: Partner;
}

/** Two whole installations behind one router. */
export interface Shards extends AsyncDisposable {
  readonly url: string;
  readonly both: readonly [ShardGateway, ShardGateway];
}

/** What is in the database of a shard: nothing of it has the same name elsewhere. */
function seededAs(shard: number): SeededAs {
  return {
    school: { schoolId: `1008${shard}`, name: `第${shard}大学` },
    app: { ...TEST_APP, appId: `partner-of-${shard}` },
    accounts: `of-${shard}`,
  };
}

export async function startShards(): Promise<Shards> {
  await using starting = new AsyncDisposableStack();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = async (shard: number): Promise<ShardGateway> => {
    const names = seededAs(shard);
    const gateway = starting.use(await startGateway({ shard, seededAs: names, routerUrl: url }));
    return { ...gateway, keys: names.app, outside: partnerOf(url, gateway.endpoint.url, names.app) };
  };
  const both = [await start(0), await start(1)] as const;
  starting.use(
    await startRouter(
      both.map((gateway) => gateway.url),
      { port },
    ),
  );
  const stack = starting.move();
  return { url, both, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
