import type { FastifyInstance } from 'fastify';
import type { Routing } from './config/shards.ts';
import { watchDraining } from './http/drain.ts';
import { createListener, type ListenerOptions } from './listener.ts';
import { consoleAddresses } from './router/console-page.ts';
import { routerHealth } from './router/health.ts';
import { places } from './router/places.ts';
import { routedAddresses } from './router/routes.ts';
import { openShard, UNDER_WAY_MAX } from './router/shard.ts';

export interface RouterOptions extends Omit<ListenerOptions, 'shard' | 'consoleUrl'> {
  readonly routing: Routing;
  /** Requests under way to one shard; undefined: as by default. */
  readonly underWayMax?: number;
}

/** One base URL in front of several shards, wired and not yet listening. It keeps nothing. */
export interface Router extends AsyncDisposable {
  readonly server: FastifyInstance;
  /** Says at `/readyz` that it stops soon, and goes on. */
  beginDraining(): void;
}

/** Wires a router, and looks how its shards are. Disposing it finishes requests in hand. */
export async function createRouter(options: RouterOptions): Promise<Router> {
  await using starting = new AsyncDisposableStack();
  const { routing, underWayMax = UNDER_WAY_MAX, log, clock } = options;
  const shards = routing.shardUrls.map((url, number) =>
    starting.use(openShard(number, url, { log, underWayMax })),
  );
  await Promise.all(shards.map((shard) => shard.look()));
  const server = createListener(options, []);
  starting.defer(() => server.close());
  const draining = watchDraining(server);
  routerHealth(server, shards, draining.isDraining);
  consoleAddresses(server, routing.consoleUrls);
  routedAddresses(server, { shards, places: places(shards.length) }, { log, clock });
  const stack = starting.move();
  return { server, beginDraining: draining.begin, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
