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

const POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A page for people: never kept, and with nothing in it that runs. */
export function sendPage(reply: FastifyReply, markup: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', POLICY)
    .send(markup);
}
