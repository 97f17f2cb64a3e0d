import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FrontEnds } from './front-ends.ts';
import type { Gateway } from './gateway.ts';

/** Of the connection, not of the message. */
const OF_THE_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding'];

/** What answers behind the one address. */
export interface Behind {
  readonly gateway: Gateway;
  /** The server's, on 127.0.0.1. */
  readonly port: number;
  readonly frontEnds: FrontEnds;
}

/** Answers everything at one address: front ends from their sources, the rest from the server. */
export async function answer(
  { gateway, port, frontEnds }: Behind,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { url = '/' } = request;
  if (/^\/console(\/|\?|$)/.test(url)) return frontEnds.console.middlewares(request, response);
  if (url.startsWith('/cashier/')) return frontEnds.cashier.middlewares(request, response);
  try {
    await gateway.ready();
    const answered = await forward(request, port);
    const isPage = answered.headers['content-type']?.startsWith('text/html') ?? false;
    if (isPage) return await sendPage(answered, response, frontEnds);
    response.writeHead(answered.statusCode ?? 502, headersOf(answered));
    answered.pipe(response);
  } catch (error) {
    const reason = error instanceof Error ? error.stack : String(error);
    if (response.headersSent) return void response.destroy();
    response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(`npm run dev: ${reason}`);
  }
}

function forward(request: IncomingMessage, port: number): Promise<IncomingMessage> {
  const { method, url: path, headers, socket } = request;
  const address = socket.remoteAddress ?? '127.0.0.1';
  return new Promise((resolve, reject) => {
    const forwarded = send({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...headers, 'x-forwarded-for': address },
      // a connection that is kept would be one to a server that was ended since
      agent: false,
    });
    forwarded.once('response', resolve).once('error', reject);
    request.pipe(forwarded);
  });
}

async function sendPage(
  answered: IncomingMessage,
  response: ServerResponse,
  frontEnds: FrontEnds,
): Promise<void> {
  const html = await text(answered);
  const page = await frontEnds.render(html);
  const headers = headersOf(answered);
  headers['content-length'] = String(Buffer.byteLength(page));
  // the policy of the built page allows neither modules by the dozen nor styles that a script makes
  if (page !== html) delete headers['content-security-policy'];
  response.writeHead(answered.statusCode ?? 502, headers).end(page);
}

function headersOf(answered: IncomingMessage): Record<string, string | string[]> {
  const entries = Object.entries(answered.headersDistinct).filter(
    ([name]) => !OF_THE_CONNECTION.includes(name),
  );
  return Object.fromEntries(entries.map(([name, values = []]) => [name, values]));
}
