import type { FastifyInstance } from 'fastify';
import type { Core } from '../core.ts';

/** Who asks wants to know now whether to send requests here; a database this slow cannot serve them. */
const TIMEOUT_MS = 2_000;
/** An answer is cached for this time, because anyone may request it. */
const REMEMBERED_MS = 1_000;

/**
 * `/livez`: the process runs. `/readyz`: it can serve, so a balancer may send it requests.
 * @param shard which of several databases it has, for its router; undefined: the only one
 */
export function healthRoutes(
  server: FastifyInstance,
  core: Core,
  isDraining: () => boolean,
  shard: number | undefined,
): void {
  let checking: Promise<boolean> | undefined;
  let rememberedUntil = 0;
  /** However many ask, the database is asked once a second. */
  const isDatabaseHere = () => {
    if (checking === undefined || performance.now() > rememberedUntil) {
      rememberedUntil = Number.POSITIVE_INFINITY;
      checking = answersInTime(core).finally(() => {
        rememberedUntil = performance.now() + REMEMBERED_MS;
      });
    }
    return checking;
  };
  server.get('/livez', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'draining' });
    if (await isDatabaseHere()) return { status: 'ok', shard };
    return reply.code(503).send({ status: 'database away' });
  });
}

async function answersInTime(core: Core): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  // while all connections are lent, what others were answered says as much
  const answersOthers = () => performance.now() - (core.db.answeredAt() ?? 0) < TIMEOUT_MS / 2;
  const timer = setTimeout(() => late.resolve(answersOthers()), TIMEOUT_MS);
  const answered = core.db.query({ text: 'select 1' }).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
