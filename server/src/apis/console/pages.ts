import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendAsset } from '../../http/assets.ts';
import { KEPT_A_DAY } from '../../http/headers.ts';
import { type PagePolicy, sendPage } from '../../http/send-page.ts';
import type { ConsoleFrontEnd } from './front-end.ts';

/** The console's one page, whatever the path under `/console`, and its files. */
export function consolePages(server: FastifyInstance, { page, assets, appFiles }: ConsoleFrontEnd): void {
  const sendConsole = (reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64');
    reply.header('cross-origin-opener-policy', 'same-origin');
    return sendPage(reply, page.replaceAll('__NONCE__', nonce), policy(nonce));
  };
  server.get('/console', (_request, reply) => reply.redirect('/console/'));
  server.get('/console/*', (_request, reply) => sendConsole(reply));
  server.get<{ Params: { name: string } }>('/console/assets/:name', (request, reply) =>
    sendAsset(request, reply, assets.get(request.params.name)),
  );
  for (const [name, file] of appFiles) {
    server.get(`/console/${name}`, (request, reply) => sendAsset(request, reply, file, KEPT_A_DAY));
  }
}

/** Styles that the component kit makes while it runs carry the nonce too. */
function policy(nonce: string): PagePolicy {
  return {
    'script-src': "'self'",
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': "'self' data:",
    'connect-src': "'self'",
    'manifest-src': "'self'",
    'form-action': "'self'",
  };
}
