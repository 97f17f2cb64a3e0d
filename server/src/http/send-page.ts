import type { FastifyReply } from 'fastify';

/** What a page may do beside what every page of ours may not; in the order of directives. */
export type PagePolicy = Readonly<Record<string, string>>;

const EVERY_PAGE: PagePolicy = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** Sends HTML as a page under a content policy of its own, and not in the sandbox of what is no page (`headers.ts`). */
export function sendPage(reply: FastifyReply, html: string | Buffer, policy: PagePolicy = {}): FastifyReply {
  const directives = Object.entries({ ...EVERY_PAGE, ...policy }).map((directive) => directive.join(' '));
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', directives.join('; '))
    .send(html);
}
