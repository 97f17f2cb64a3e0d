import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { CALLBACK_HEALTH_PATH, type CallbackHealth } from '../../channels/callback-health.ts';
import type { Core } from '../../core.ts';
import { acceptRawBodies } from './raw-bodies.ts';

/** Whether callbacks arrive from outside, and unchanged: for `doctor`, and for a monitor of the address. */
export function callbackHealthRoute(server: FastifyInstance, core: Core): void {
  acceptRawBodies(server, core);
  server.post(CALLBACK_HEALTH_PATH, async (request): Promise<CallbackHealth> => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return { status: 'ok', sha256: createHash('sha256').update(body).digest('hex') };
  });
}
