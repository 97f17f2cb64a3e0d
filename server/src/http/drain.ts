import type { FastifyInstance } from 'fastify';

/** The way out of a server. */
export interface Draining {
  isDraining(): boolean;
  /** From now on `/readyz` says so, while requests are taken and answered as before: balancers send theirs elsewhere. */
  begin(): void;
}

/**
 * Answers that leave while the server drains close their connection: a client that keeps it alive would keep the server
 * from stopping.
 */
export function watchDraining(server: FastifyInstance): Draining {
  let draining = false;
  const begin = () => {
    draining = true;
  };
  server.addHook('preClose', async () => begin());
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (draining) reply.header('connection', 'close');
    done(null, payload);
  });
  return { isDraining: () => draining, begin };
}
