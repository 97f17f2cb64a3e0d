import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** A hook that lets each client address make so many requests a second in this process; 0 is no limit. */
export function rateLimit(
  requestsPerSecond: number,
  refuse: (reply: FastifyReply) => FastifyReply,
): onRequestAsyncHookHandler {
  if (requestsPerSecond === 0) return async () => undefined;
  const limiter = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      await limiter.consume(request.ip);
    } catch (exceeded) {
      const seconds = Math.ceil((exceeded as RateLimiterRes).msBeforeNext / 1000);
      return refuse(reply.code(429).header('retry-after', String(Math.max(1, seconds))));
    }
  };
}
