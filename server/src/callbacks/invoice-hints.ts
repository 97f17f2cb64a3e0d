import type { FastifyInstance } from 'fastify';
import type { Core } from '../core.ts';
import { HINT_PATH } from '../invoices/invoice.ts';
import { takeHint } from '../invoices/take-hint.ts';

const BODY_LIMIT_BYTES = 256 * 1024;

/** Where invoice providers say that something became of a document: nothing but a reason to ask them now. */
export function invoiceHintRoutes(server: FastifyInstance, core: Core): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
  server.post<{ Params: { invoiceAccountId: string } }>(HINT_PATH, async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const answer = await takeHint(core, request.params.invoiceAccountId, body);
    return answer ? reply.type(answer.contentType).send(answer.body) : reply.code(404).send();
  });
}
