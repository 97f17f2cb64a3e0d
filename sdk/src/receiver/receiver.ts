import {
  type FastifyPlugin,
  type FastifyReplyLike,
  type FastifyRequestLike,
  fastifyPlugin,
  receiveFastify,
} from './fastify.ts';
import { type FetchRequest, type FetchResponse, receiveFetch } from './fetch.ts';
import { type KoaContext, receiveKoa } from './koa.ts';
import { type NodeRequest, type NodeResponse, receiveNode } from './node.ts';
import { createReceive, type ReceiverOptions } from './receive.ts';

/**
 * Handlers of notify_url, one for each framework, all with the same answers: 200 `success` once the payment is stored; 500
 * when storing it failed, so that the platform sends it again; 400 for what the platform did not send; 405, 413.
 */
export interface NotificationReceiver {
  /** `node:http`. */
  readonly node: (request: NodeRequest, response: NodeResponse) => Promise<void>;
  /** `app.post('/notify', receiver.express)`, behind any body parser or none. */
  readonly express: (request: NodeRequest, response: NodeResponse) => Promise<void>;
  /** `app.register(receiver.fastify, { url: '/notify' })`: a route with a body parser of its own. */
  readonly fastify: FastifyPlugin;
  /** `router.post('/notify', receiver.koa)`, behind any body parser or none. */
  readonly koa: (context: KoaContext) => Promise<void>;
  /** `@Post('notify') notify(@Req() request, @Res() response) { return receiver.nest(request, response); }` on either platform. */
  readonly nest: (
    request: NodeRequest | FastifyRequestLike,
    response: NodeResponse | FastifyReplyLike,
  ) => Promise<void>;
  /** Anything that has `Request` and `Response`: Next.js, Hono, Deno, Bun, workers. */
  readonly fetch: (request: FetchRequest) => Promise<FetchResponse>;
}

/**
 * Receives notifications of payments (2.5).
 * @throws TypeError when the keys cannot be right
 */
export function notificationReceiver(options: ReceiverOptions): NotificationReceiver {
  const receive = createReceive(options);
  const node = receiveNode(receive);
  const fastify = receiveFastify(receive);
  return {
    node,
    express: node,
    koa: receiveKoa(receive),
    fastify: fastifyPlugin(fastify),
    fetch: receiveFetch(receive),
    nest: async (request, response) => {
      if ('code' in response && 'raw' in request) await fastify(request, response);
      else await node(request as NodeRequest, response as NodeResponse);
    },
  };
}
