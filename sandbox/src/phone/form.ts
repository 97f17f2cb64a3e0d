import type { FastifyInstance } from 'fastify';

/** Bodies of plain HTML forms, as an object of strings. */
export function readForm(server: FastifyInstance): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
}
