import type { FastifyInstance } from 'fastify';
import type { Core } from '../../core.ts';
import { readRawBodies } from '../../http/request-bodies.ts';
import { JSON_TYPE } from '../../http/select-answer.ts';
import type { PagePolicy } from '../../http/send-page.ts';
import { isId } from '../../lib/ids.ts';
import { sendSiteFile, siteFiles } from '../docs/site-files.ts';
import { createInbox, orderOfInbox } from './inbox.ts';
import { installationView } from './installation.ts';
import { orderView } from './order-view.ts';
import { requestsView } from './requests-view.ts';

interface InboxRoute {
  Params: { token: string };
  Body: Buffer | undefined;
}

interface OrderRoute {
  Params: { orderId: string };
  Headers: { 'x-inbox'?: string };
}

/** A notification has less than one. */
const BODY_LIMIT_BYTES = 8 * 1024;
/** What the page makes: 128 bits in hex. */
const TOKEN = /^[0-9a-f]{32}$/;

/**
 * The page at `/` of a sandbox, where a first order is created, paid, notified and refunded, and what it asks for. In
 * production none of this is registered. Whoever has an inbox's token sees the orders that are notified there, and no others.
 */
export function landingPages(server: FastifyInstance, core: Core, sandboxUrl: string): void {
  const files = siteFiles(core.publicUrl, true);
  const inbox = createInbox(core);
  const policy = policyWith(sandboxUrl);
  readRawBodies(server, BODY_LIMIT_BYTES);

  server.get<{ Querystring: { lang?: string } }>('/', async (request, reply) => {
    const file = await files.read(`landing/${request.query.lang === 'en' ? 'en' : 'zh'}.html`);
    if (!file) return reply.callNotFound();
    return sendSiteFile(request, reply, file, policy);
  });

  server.get('/landing/installation.json', async (_request, reply) =>
    reply.type(JSON_TYPE).send(await installationView(core, sandboxUrl)),
  );

  server.get<{ Querystring: { since?: string } }>('/landing/requests', async (request, reply) => {
    const { since } = request.query;
    if (since !== undefined && !isId(since)) return reply.callNotFound();
    return reply.type(JSON_TYPE).send(await requestsView(core, since));
  });

  server.post<InboxRoute>('/landing/inbox/:token', async (request, reply) => {
    const { token } = request.params;
    const message = {
      contentType: request.headers['content-type'] ?? '',
      body: request.body?.toString('utf8') ?? '',
    };
    const isTaken = TOKEN.test(token) && (await inbox.receive(token, message));
    reply.type('text/plain; charset=utf-8');
    return isTaken
      ? reply.send('success')
      : reply.code(400).send('not a notification of an order of this inbox');
  });

  server.get<OrderRoute>('/landing/orders/:orderId', async (request, reply) => {
    const { orderId } = request.params;
    const token = request.headers['x-inbox'] ?? '';
    const order = TOKEN.test(token) ? await orderOfInbox(core, orderId, token) : undefined;
    if (!order) return reply.callNotFound();
    return reply.type(JSON_TYPE).send(await orderView(core, order.orderId, inbox.receivedFor(order.orderId)));
  });
}

/** The emulated phone is shown in a frame; everything else is of this server. */
function policyWith(sandboxUrl: string): PagePolicy {
  return {
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
    'frame-src': sandboxUrl,
  };
}
