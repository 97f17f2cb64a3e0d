import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** What every answer says unless a route says otherwise; what is no page may do nothing when a browser shows it. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

const HSTS: Readonly<Record<string, string>> = {
  'strict-transport-security': 'max-age=63072000',
};

/** For files that are named after what is in them. */
export const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * What browsers are told with every answer; the one place for it. It is set before the router sees the request, so that
 * what no route answers has it too. A route sets what is its own instead: the policy of its page, how long an asset is kept.
 * @param publicUrl browsers are told to come by https only when they do
 */
export function securityHeaders(server: FastifyInstance, publicUrl: string): void {
  const headers = headersFor(publicUrl);
  server.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of headers) response.setHeader(name, value);
  });
}

/** The same for what is answered without a route. */
export function headersFor(publicUrl: string): readonly (readonly [name: string, value: string])[] {
  return Object.entries(publicUrl.startsWith('https:') ? { ...DEFAULTS, ...HSTS } : DEFAULTS);
}
