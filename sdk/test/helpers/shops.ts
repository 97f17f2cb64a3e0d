import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import fastify, { type FastifyInstance } from 'fastify';
import Koa from 'koa';
import type { ReceiverOptions } from '../../src/receiver/receive.ts';
import { type NotificationReceiver, notificationReceiver } from '../../src/receiver/receiver.ts';

/** A partner system on one web framework, with notify_url at `/notify`. */
export type Shop = (receiver: NotificationReceiver) => RequestListener | Promise<RequestListener>;

const withExpress =
  (...parsers: RequestHandler[]): Shop =>
  ({ express: receive }) => {
    const app = express();
    for (const parser of parsers) app.use(parser);
    app.post('/notify', receive);
    return app;
  };

/** As the usual body parsers leave a request behind. */
const withKoa =
  (parse?: (raw: string) => object): Shop =>
  ({ koa }) => {
    const app = new Koa();
    if (parse) {
      app.use(async (context, next) => {
        let raw = '';
        for await (const part of context.req) raw += part;
        Object.assign(context.request, parse(raw));
        await next();
      });
    }
    app.use(koa);
    return app.callback();
  };

const withFastify =
  (prepare: (app: FastifyInstance, receiver: NotificationReceiver) => void): Shop =>
  async (receiver) => {
    const app = fastify();
    prepare(app, receiver);
    await app.ready();
    return app.routing;
  };

const parsedForm = (raw: string): object =>
  raw.startsWith('{') ? JSON.parse(raw) : Object.fromEntries(new URLSearchParams(raw));

/** As @fastify/formbody does, which Nest brings. */
function readForms(app: FastifyInstance): void {
  const type = 'application/x-www-form-urlencoded';
  app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) =>
    done(null, parsedForm(String(body))),
  );
}

export const SHOPS: Readonly<Record<string, Shop>> = {
  'node:http': ({ node }) => node,
  'Express without parsers': withExpress(),
  'Express with parsed forms and JSON': withExpress(express.urlencoded({ extended: true }), express.json()),
  'Express with a parser of another type': withExpress(express.json({ type: 'application/vnd.other' })),
  'Express with raw bodies': withExpress(express.raw({ type: '*/*' })),
  'Express with text bodies': withExpress(express.text({ type: '*/*' })),
  'Express, as a function that keeps the raw body has left it': withExpress((request, _response, next) => {
    let raw = '';
    request.on('data', (part) => {
      raw += part;
    });
    request.on('end', () => {
      Object.assign(request, { rawBody: Buffer.from(raw), body: {} });
      next();
    });
  }),
  'Koa without parsers': withKoa(),
  'Koa with parsed bodies': withKoa((raw) => ({ body: parsedForm(raw) })),
  'Koa with raw bodies kept': withKoa((raw) => ({ body: parsedForm(raw), rawBody: raw })),
  Fastify: withFastify((app, { fastify: plugin }) => void app.register(plugin)),
  'Fastify with parsers of its own': withFastify((app, { fastify: plugin }) => {
    readForms(app);
    app.register(plugin, { url: '/notify' });
  }),
  'Nest on Express': ({ nest }) => {
    const app = express();
    app.use(express.urlencoded({ extended: true }), express.json());
    app.post('/notify', (request, response) => nest(request, response));
    return app;
  },
  'Nest on Fastify': withFastify((app, { nest }) => {
    readForms(app);
    app.post('/notify', (request, reply) => nest(request, reply));
  }),
  fetch:
    ({ fetch: receive }) =>
    async (request, response) => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
      const { method = '' } = request;
      const body = method === 'POST' ? (ReadableStream.from(request) as ReadableStream) : null;
      const init = { method, headers: headers as [string, string][], body, duplex: 'half' } as const;
      const answer = await receive(new Request('http://shop/notify', init));
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    },
};

export interface RunningShop extends AsyncDisposable {
  post(body: string, headers: Record<string, string>): Promise<{ status: number; text: string }>;
}

export async function openShop(shop: Shop, options: ReceiverOptions): Promise<RunningShop> {
  const server = createServer(await shop(notificationReceiver(options)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async post(body, headers) {
      const answer = await fetch(`http://127.0.0.1:${port}/notify`, { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
