import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Language } from './words.ts';

/** Bodies of plain HTML forms, as an object of strings. */
export function readForm(server: FastifyInstance): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
}

export function languageOf(wanted: string | undefined): Language {
  return wanted === 'en' ? 'en' : 'zh';
}

const POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors";

/**
 * A page for people: never kept, and with nothing in it that runs.
 * @param isFramed whether other pages may show it in a frame
 */
export function sendPage(reply: FastifyReply, markup: string, { isFramed = false } = {}): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', `${POLICY} ${isFramed ? '*' : "'none'"}`)
    .send(markup);
}
