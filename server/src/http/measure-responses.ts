import type { FastifyInstance } from 'fastify';
import { isMeasured, measured } from '../lib/measures.ts';

/**
 * Has every answer measured, by its route as it was declared: addresses as they come are anybody's to make up. Whoever
 * listens has to before the server is made: a hook costs something with every request.
 */
export function measureResponses(server: FastifyInstance): void {
  if (!isMeasured('response')) return;
  server.addHook('onResponse', (request, reply, done) => {
    measured('response', {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1_000,
    });
    done();
  });
}
