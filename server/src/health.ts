import type { FastifyInstance } from 'fastify';
import type { Core } from './core.ts';

/** `/livez`: the process runs. `/readyz`: it can serve, so a balancer may send it requests. */
export function healthRoutes(server: FastifyInstance, core: Core, isDraining: () => boolean): void {
  server.get('/livez', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'draining' });
    try {
      await core.db.query({ text: 'select 1' });
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'database away' });
    }
  });
}
