import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { addressGroup } from '../lib/ip-address.ts';

/** Makes the hook of one scope, which says in its own form that there were too many requests. */
export type RateLimit = (refuse: (reply: FastifyReply) => FastifyReply) => onRequestAsyncHookHandler;

/**
 * Lets each client address make so many requests a second in this process, whatever they are for; 0 is no limit.
 * All scopes share it: with a limit for each, who is refused in one would go on in the next.
 */
export function createRateLimit(requestsPerSecond: number): RateLimit {
  if (requestsPerSecond === 0) return () => async () => undefined;
  const limiter = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
  return (refuse) => async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      await limiter.consume(addressGroup(request.clientAddress));
    } catch (exceeded) {
      const seconds = Math.ceil((exceeded as RateLimiterRes).msBeforeNext / 1000);
      return refuse(reply.code(429).header('retry-after', String(Math.max(1, seconds))));
    }
  };
}
