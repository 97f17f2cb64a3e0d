import type { FastifyReply } from 'fastify';

/** What is said while the database is away, in the form of each scope. */
export const MAINTENANCE = {
  code: 'maintenance',
  zh: '系统维护中，请稍后重试',
  en: 'Under maintenance. Please try again shortly.',
} as const;

/** How long a client is asked to wait before it repeats its request. */
export const RETRY_AFTER_SECONDS = 5;

/** Makes an answer one that says when to ask again: 503 with `Retry-After`. The body is the scope's. */
export function underMaintenance(reply: FastifyReply): FastifyReply {
  return reply.code(503).header('retry-after', String(RETRY_AFTER_SECONDS));
}
