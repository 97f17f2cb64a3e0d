import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { addressGroup } from '../lib/ip-address.ts';

export interface Rate {
  /** 0 is no limit. */
  readonly perSecond: number;
  /** So many more in a minute. */
  readonly burst: number;
}

/** Too many requests of one address; each scope says so in its own form. `Retry-After` is set. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';
  readonly statusCode = 429;
}

const BURST_SECONDS = 60;
/** The liveness probe is exempt: a 429 would be taken for a dead process, and its answer reveals nothing else. */
const ALWAYS_ANSWERED = '/livez';

/**
 * Lets each client address make so many requests in this process, whatever they are for and whether they are routed or
 * not. All scopes share the limit: with one for each, who is refused in one would go on in the next.
 */
export function limitRate(server: FastifyInstance, { perSecond, burst }: Rate): void {
  if (perSecond === 0) return;
  const limiter = new BurstyRateLimiter(
    new RateLimiterMemory({ keyPrefix: 'rate', points: perSecond, duration: 1 }),
    new RateLimiterMemory({ keyPrefix: 'burst', points: burst, duration: BURST_SECONDS }),
  );
  server.addHook('onRequest', async (request, reply) => {
    if (isAlwaysAnswered(request)) return;
    try {
      await limiter.consume(addressGroup(request.clientAddress));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.ceil(error.msBeforeNext / 1000);
      reply.header('retry-after', String(Math.max(1, seconds)));
      throw new TooManyRequests();
    }
  });
}

/** By what the request says, which costs less than its route; another method would come to no route. */
function isAlwaysAnswered({ method, url }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return url === ALWAYS_ANSWERED || url.startsWith(`${ALWAYS_ANSWERED}?`);
}
