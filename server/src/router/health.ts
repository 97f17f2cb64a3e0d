import type { FastifyInstance } from 'fastify';
import type { Shard } from './shard.ts';

/** `/livez`: the process runs. `/readyz`: one shard at least can serve; and by their numbers, which cannot. */
export function routerHealth(
  server: FastifyInstance,
  shards: readonly Shard[],
  isDraining: () => boolean,
): void {
  server.get('/livez', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'draining' });
    const notReady = shards.filter(({ state }) => state !== 'ready').map(({ number }) => number);
    if (notReady.length < shards.length) return { status: 'ok', notReady };
    return reply.code(503).send({ status: 'no shard is ready', notReady });
  });
}
