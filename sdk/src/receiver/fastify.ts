import type { NotificationHeaders } from '../notification.ts';
import { type BodySource, bodyOf, type Stream } from './body.ts';
import type { Receive } from './receive.ts';

/** What is used of a Fastify request. */
export interface FastifyRequestLike extends BodySource {
  readonly method: string;
  readonly headers: NotificationHeaders;
  readonly raw: Stream;
}

/** What is used of a Fastify reply. */
export interface FastifyReplyLike {
  code(status: number): FastifyReplyLike;
  type(contentType: string): FastifyReplyLike;
  send(text: string): unknown;
}

/** What is used of a Fastify instance. Its own types ask for more than a plug-in from elsewhere can name. */
interface Instance {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    options: { readonly parseAs: 'buffer' },
    parse: (request: unknown, body: unknown, done: (error: null, body: unknown) => void) => void,
  ): unknown;
  all(
    url: string,
    handle: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>,
  ): unknown;
}

/** `url` is `/notify` unless it is said. */
export type FastifyPlugin = (instance: object, options: { readonly url?: string }, done: () => void) => void;

type Handle = (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<void>;

export function receiveFastify(receive: Receive): Handle {
  return async (request, reply) => {
    const { method, headers, raw } = request;
    const { status, text } = await receive({ method, headers, body: () => bodyOf(request, raw) });
    reply.code(status).type('text/plain; charset=utf-8').send(text);
  };
}

/** A scope of its own: Fastify refuses forms that no parser is there for, and parsers of the app's are not for ours. */
export function fastifyPlugin(handle: Handle): FastifyPlugin {
  return (instance, { url = '/notify' }, done) => {
    const scope = instance as Instance;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.all(url, async (request, reply) => {
      await handle(request, reply);
      return reply;
    });
    done();
  };
}
