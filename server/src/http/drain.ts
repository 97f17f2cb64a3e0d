import type { FastifyInstance } from 'fastify';

/**
 * Tells whether the server is on its way out. Answers that leave from then on close their connection:
 * a client that keeps it alive would keep the server from stopping.
 */
export function watchDraining(server: FastifyInstance): () => boolean {
  let draining = false;
  server.addHook('preClose', async () => {
    draining = true;
  });
  server.addHook('onSend', async (_request, reply) => {
    if (draining) reply.header('connection', 'close');
  });
  return () => draining;
}
