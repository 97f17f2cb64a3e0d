import type { FastifyInstance } from 'fastify';

/** What every answer carries, so that a client and the log name the same request. */
export const REQUEST_ID = 'x-request-id';

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

/** For files that keep their names. */
export const KEPT_A_DAY = 'public, max-age=86400';

/** @param publicUrl HSTS is sent only when it begins with https */
export function headersFor(publicUrl: string): Readonly<Record<string, string>> {
  return publicUrl.startsWith('https:') ? { ...DEFAULTS, ...HSTS } : DEFAULTS;
}

/**
 * Security headers of every answer and the id of its request, set before any other hook runs. A route may replace them:
 * the policy of its page, the cache time of an asset.
 */
export function securityHeaders(server: FastifyInstance, headers: Readonly<Record<string, string>>): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header(REQUEST_ID, request.id);
    done();
  });
}
