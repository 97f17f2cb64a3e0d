import type { FastifyInstance } from 'fastify';
import { isMeasured, measured } from '../lib/measures.ts';

/**
 * Measures every answer by its declared route, because a client may invent any number of URLs. A listener must
 * subscribe before the server is created: the hook costs time on every request and is added only for a listener.
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
