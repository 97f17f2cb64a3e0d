import type { FastifyInstance } from 'fastify';

const CONSOLE = /^\/console(-api)?(\/|$)/;
const HEALTH = ['/livez', '/readyz'];

/**
 * Keeps the console to a host of its own when it has one: there nothing else is, and it is nowhere else, so that pages
 * for payers share no origin with it.
 */
export function keepConsoleApart(
  server: FastifyInstance,
  { publicUrl, consoleUrl = publicUrl }: { readonly publicUrl: string; readonly consoleUrl?: string },
): void {
  const { host } = new URL(consoleUrl);
  if (host === new URL(publicUrl).host) return;
  server.addHook('onRequest', async (request, reply) => {
    const isThere = request.host.toLowerCase() === host;
    if (isThere && /^\/(\?|$)/.test(request.url)) return reply.redirect('/console/');
    // the route that was found, however its address was spelt
    const { url: route = '' } = request.routeOptions;
    if (HEALTH.includes(route) || CONSOLE.test(route) === isThere) return undefined;
    return reply.code(404).type('text/plain; charset=utf-8').send('此地址没有这个页面');
  });
}
