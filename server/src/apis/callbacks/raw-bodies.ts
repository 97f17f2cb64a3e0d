import type { FastifyInstance } from 'fastify';
import type { Core } from '../../core.ts';
import { readRawBodies } from '../../http/request-bodies.ts';
import { unavailable } from '../../http/unavailable.ts';
import { errorCode, propertyOf } from '../../lib/property-of.ts';
import { createSummedLog, type SummedLog } from '../../lib/summed-log.ts';

/**
 * Has a scope take bodies of whatever type as the bytes they are, up to the usual limit, and answer what is none with 4xx.
 * Anybody can send anything here: the log in which refusals are summed is answered.
 */
export function acceptRawBodies(server: FastifyInstance, core: Core): SummedLog {
  readRawBodies(server);
  return answerCallbackErrors(server, core);
}

/** Answers errors by their status alone: 503 and 500 so that the channel repeats what it has said, 4xx for what was not read. */
export function answerCallbackErrors(
  server: FastifyInstance,
  { log, clock }: Pick<Core, 'log' | 'clock'>,
): SummedLog {
  const summary = createSummedLog(log, clock);
  server.addHook('onClose', async () => summary.close());
  server.setErrorHandler((error, request, reply) => {
    // a lost database is logged once, where it was lost
    if (unavailable(error, reply)) return reply.send();
    const statusCode = propertyOf(error, 'statusCode');
    if (typeof statusCode !== 'number' || statusCode >= 500) {
      request.log.error({ err: error }, 'callback not taken');
      return reply.code(500).send();
    }
    summary.note({ subject: 'unreadable', reason: errorCode(error) ?? '', message: 'callbacks refused' });
    return reply.code(statusCode).send();
  });
  return summary;
}
