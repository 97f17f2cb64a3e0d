import type { FastifyReply } from 'fastify';
import { DatabaseBusy, isDatabaseAway } from '../db/database.ts';

/** A request that is refused because there are too many; nothing was done for it. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
  readonly statusCode = 503;
}

/** Whatever has to answer a request cannot be reached; nothing was done for it. */
export class Away extends Error {
  override readonly name = 'Away';
  readonly statusCode = 503;
}

/** What is said to whom the server cannot serve now, in the form of each scope. */
interface Unavailable {
  readonly code: 'maintenance' | 'busy';
  readonly zh: string;
  readonly en: string;
  readonly retryAfterSeconds: number;
}

const MAINTENANCE = {
  code: 'maintenance',
  zh: '系统维护中，请稍后重试',
  en: 'Under maintenance. Please try again shortly.',
} as const;
const BUSY = {
  code: 'busy',
  zh: '系统繁忙，请稍后重试',
  en: 'The server is busy. Please try again shortly.',
} as const;

/** How long a client is asked to wait before it repeats its request. */
export const RETRY_AFTER_SECONDS = 5;
/** Of an overloaded server not all are asked to come again in the same second. */
const RETRY_EARLIEST_SECONDS = 2;

/**
 * If `error` says that the server cannot serve now, makes the answer a 503 with `Retry-After`, and gives the words for
 * its body, which is the scope's.
 */
export function unavailable(error: unknown, reply: FastifyReply): Unavailable | undefined {
  const isBusy = error instanceof Overloaded || error instanceof DatabaseBusy;
  if (!isBusy && !isDatabaseAway(error) && !(error instanceof Away)) return undefined;
  const spread = RETRY_AFTER_SECONDS - RETRY_EARLIEST_SECONDS + 1;
  const retryAfterSeconds = isBusy
    ? RETRY_EARLIEST_SECONDS + Math.floor(Math.random() * spread)
    : RETRY_AFTER_SECONDS;
  if (error instanceof Overloaded) reply.notBegun();
  reply.code(503).header('retry-after', String(retryAfterSeconds));
  return { ...(isBusy ? BUSY : MAINTENANCE), retryAfterSeconds };
}
