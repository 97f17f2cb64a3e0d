import type { FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Says that what the request names is not of this shard, and that nothing was changed for it: another shard may have
     * it. In a single installation it says nothing.
     */
    notHere(): FastifyReply;
    /** Says that nothing was begun of the request, whosever it is, since there are too many. In a single installation nothing. */
    notBegun(): FastifyReply;
  }
}

/** On an answer of a shard about something that it does not have, whatever else the answer says; for the router alone. */
export const NOT_HERE = 'zhixiao-not-here';

/** On a refusal of a shard that has not looked at what the request names; for the router alone. */
export const NOT_BEGUN = 'zhixiao-not-begun';

/** @param shard undefined: a single installation, which has everything there is */
export function markNotHere(server: FastifyInstance, shard: number | undefined): void {
  const mark = (reply: FastifyReply, name: string) => (shard === undefined ? reply : reply.header(name, '1'));
  server.decorateReply('notHere', function notHere(this: FastifyReply) {
    return mark(this, NOT_HERE);
  });
  server.decorateReply('notBegun', function notBegun(this: FastifyReply) {
    return mark(this, NOT_BEGUN);
  });
}
