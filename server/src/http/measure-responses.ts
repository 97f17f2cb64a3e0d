import type { FastifyInstance } from 'fastify';
import { isMeasured, measured } from '../lib/measures.ts';

/** Has every answer measured, by its route as it was declared: addresses as they come are anybody's to make up. */
export function measureResponses(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    if (!isMeasured('response')) return;
    measured('response', {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1_000,
    });
  });
}
