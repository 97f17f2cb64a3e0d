import type { FastifyInstance } from 'fastify';
import type { Core } from '../../core.ts';
import { HINT_PATH } from '../../invoices/invoice.ts';
import { takeHint } from '../../invoices/take-hint.ts';
import { acceptRawBodies } from './raw-bodies.ts';

/** Where invoice providers say that something became of a document: nothing but a reason to ask them now. */
export function invoiceHintRoutes(server: FastifyInstance, core: Core): void {
  const summary = acceptRawBodies(server, core);
  server.post<{ Params: { invoiceAccountId: string } }>(HINT_PATH, async (request, reply) => {
    const { invoiceAccountId } = request.params;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const taken = await takeHint(core, invoiceAccountId, body);
    if (taken === 'no_account') return reply.notHere().code(404).send();
    if (taken === 'no_hint') {
      const reason = 'names no document';
      summary.note({ subject: invoiceAccountId, reason, message: 'words of an invoice provider refused' });
      return reply.code(400).send();
    }
    return reply.type(taken.contentType).send(taken.body);
  });
}
