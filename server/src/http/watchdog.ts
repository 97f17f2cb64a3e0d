import type { FastifyInstance, FastifyRequest } from 'fastify';

const TICK_MS = 250;
/** A loop that has not come round for so long keeps everybody waiting. */
const BLOCKED_MS = 1_000;
/** One that was at work for less of it was not given a processor: the machine's trouble, and no alert. */
const AT_WORK_MS = 500;
const ROUTES_TOLD = 10;

/**
 * Tells of an event loop that stood still for over a second, in one line with the routes under way: the ones that were
 * being answered before it, and those that ended with it.
 */
export function watchEventLoop(server: FastifyInstance): void {
  // numbers by route, not requests: a set that requests come into and leave keeps thousands of them for the collector
  const underWay = new Map<string, number>();
  let ended = new Set<string>();
  server.addHook('onRequest', (request, reply, done) => {
    const route = routeOf(request);
    underWay.set(route, (underWay.get(route) ?? 0) + 1);
    reply.raw.once('close', () => {
      underWay.set(route, (underWay.get(route) ?? 1) - 1);
      ended.add(route);
    });
    done();
  });

  let last = performance.now();
  let cpu = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const blockedMs = Math.round(now - last - TICK_MS);
    if (blockedMs > BLOCKED_MS) {
      const { user, system } = process.threadCpuUsage(cpu);
      const routes = [...new Set([...ended, ...routesUnder(underWay)])].slice(0, ROUTES_TOLD);
      const cpuMs = Math.round((user + system) / 1000);
      const line = { blockedMs, cpuMs, routes };
      if (cpuMs < AT_WORK_MS) server.log.info(line, 'the process was not given a processor');
      else server.log.error({ ...line, alert: 'event_loop_blocked' }, 'the event loop was blocked');
    }
    last = now;
    cpu = process.threadCpuUsage();
    ended = new Set();
  }, TICK_MS).unref();
  server.addHook('onClose', async () => clearInterval(timer));
}

function routesUnder(underWay: ReadonlyMap<string, number>): string[] {
  return [...underWay].filter(([, requests]) => requests > 0).map(([route]) => route);
}

/** As it is declared: what stands in an address may be personal. */
function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? '(none)'}`;
}
