import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { KEPT_FOR_EVER } from '../http/headers.ts';
import type { ConsoleFrontEnd } from './front-end.ts';

/** The console's one page, whatever the path under `/console`, and its files. */
export function consolePages(server: FastifyInstance, { page, assets }: ConsoleFrontEnd): void {
  const sendPage = (reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .header('cross-origin-opener-policy', 'same-origin')
      .send(page.replaceAll('__NONCE__', nonce));
  };
  server.get('/console', (_request, reply) => reply.redirect('/console/'));
  server.get('/console/*', (_request, reply) => sendPage(reply));
  server.get<{ Params: { name: string } }>('/console/assets/:name', async (request, reply) => {
    const asset = assets.get(request.params.name);
    if (!asset) return reply.code(404).send();
    reply.header('cache-control', KEPT_FOR_EVER).type(asset.contentType);
    return asset.body;
  });
}

/** Styles that the component kit makes while it runs carry the nonce too. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
