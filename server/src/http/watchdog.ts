import type { FastifyInstance, onRequestHookHandler } from 'fastify';

const TICK_MS = 250;
/** A loop that has not come round for so long keeps everybody waiting. */
const BLOCKED_MS = 1_000;
/** One that was at work for less of it was not given a processor: the machine's trouble, and no alert. */
const AT_WORK_MS = 500;
const ROUTES_LOGGED = 10;

/** A route as it is declared: what stands in an address may be personal. */
interface ServedRoute {
  readonly name: string;
  underWay: number;
  /** Since the last tick. */
  hasEnded: boolean;
}

/**
 * Tells of an event loop that stood still for over a second, in one line with the routes under way: the ones that were
 * being answered before it, and those that ended with it.
 */
export function watchEventLoop(server: FastifyInstance): void {
  const routes: ServedRoute[] = [];
  server.addHook('onRoute', (options) => {
    const route = { name: `${options.method} ${options.url}`, underWay: 0, hasEnded: false };
    routes.push(route);
    // a number, not the requests: a set that they come into and leave keeps thousands of them for the collector
    const count: onRequestHookHandler = (_request, reply, done) => {
      route.underWay += 1;
      reply.raw.on('close', () => {
        route.underWay -= 1;
        route.hasEnded = true;
      });
      done();
    };
    options.onRequest = [count, ...[options.onRequest ?? []].flat()];
  });

  let last = performance.now();
  let cpu = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const blockedMs = Math.round(now - last - TICK_MS);
    if (blockedMs > BLOCKED_MS) {
      const { user, system } = process.threadCpuUsage(cpu);
      const busy = routes.filter(({ underWay, hasEnded }) => underWay > 0 || hasEnded);
      const cpuMs = Math.round((user + system) / 1000);
      const line = { blockedMs, cpuMs, routes: busy.slice(0, ROUTES_LOGGED).map(({ name }) => name) };
      if (cpuMs < AT_WORK_MS) server.log.info(line, 'the process was not given a processor');
      else server.log.error({ ...line, alert: 'event_loop_blocked' }, 'the event loop was blocked');
    }
    last = now;
    cpu = process.threadCpuUsage();
    for (const route of routes) route.hasEnded = false;
  }, TICK_MS).unref();
  server.addHook('onClose', async () => clearInterval(timer));
}
