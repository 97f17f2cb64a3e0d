import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { argv } from 'node:process';
import type { CashierError, PageInput, StartPayment } from '@zhixiao/contract/cashier/view';
import { CASHIER_DEVICES } from '@zhixiao/contract/codes/cashier';
import { brandStyle } from '@zhixiao/contract/design/brand-colour';
import { paymentOf, type Scene, STATES, sceneOf, viewOf } from './scenes.ts';

const DIST = join(import.meta.dirname, '..', 'dist');
const DEFAULT_PORT = 4173;
/** A busy channel's page comes again sooner than in life: tests wait for many times. */
const QUEUE_MS = 100;
const IN_LINE = { retryAfterMs: 20_000, turnMs: 42_000 };
const WALLET =
  '<!doctype html><title>Wallet</title><h1>Wallet</h1><button onclick="history.back()">Back</button>';

/** A school's logo: a disc with a stroke, as a PNG is shown. */
const LOGO =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 96 32%22%3E%3Ccircle cx=%2216%22 cy=%2216%22 r=%2215%22 fill=%22%238c1515%22/%3E%3Cpath d=%22M38 9h52M38 16h40M38 23h48%22 stroke=%22%238c1515%22 stroke-width=%223%22/%3E%3C/svg%3E';

const hashOf = (style: string) => createHash('sha256').update(style).digest('base64');

/** One previewed page: its scene may be changed while it is open. */
export interface PreviewOrder {
  readonly scene: Scene;
  readonly openedAt: number;
  /** What the page asked, as `GET view`, `POST check`, `POST payments`, oldest first. */
  readonly questions: string[];
}

export interface Preview extends AsyncDisposable {
  readonly url: string;
  /** By order id. */
  readonly orders: ReadonlyMap<string, PreviewOrder>;
}

type Front = Pick<PageInput, 'assets'> & { readonly renderPage: (input: PageInput) => string };

/**
 * Serves the built cashier with canned orders: `/?state=waiting&device=desktop&lang=en` (every field of
 * `Scene` can be given), and a list of them at `/`. Build first.
 */
export async function startPreview(port: number): Promise<Preview> {
  const front = await loadFront();
  const orders = new Map<string, PreviewOrder>();
  const server = createServer((request, response) => {
    answer(front, orders, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, orders, [Symbol.asyncDispose]: close };
}

async function loadFront(): Promise<Front> {
  const { renderPage } = (await import(join(DIST, 'render.js'))) as Pick<Front, 'renderPage'>;
  const names = await readdir(join(DIST, 'assets'));
  const only = (ending: string) => names.find((name) => name.endsWith(ending)) ?? '';
  return { renderPage, assets: { script: only('.js'), style: only('.css') } };
}

async function answer(
  front: Front,
  orders: Map<string, PreviewOrder>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://preview');
  const [, area, kind, id, action = 'view'] = url.pathname.split('/');
  if (area === 'cashier' && kind === 'assets') return sendFile(response, join(DIST, 'assets', id ?? ''));
  if (area === 'bridge.js') return sendFile(response, join(import.meta.dirname, 'bridge.js'));
  if (area === 'wallet') return sendHtml(response, WALLET);
  const orderId = (id ?? '').replace(/\.html$/, '');
  const order = orders.get(orderId);
  if (area === 'cashier-api') return answerApi(order, orderId, action, request, response);
  if (area === 'pay' && order) return sendPage(front, orderId, order, url, request, response);
  if (area !== '') return void response.writeHead(404).end();
  if (url.search === '') return sendHtml(response, listOfScenes());
  openOrder(orders, url.searchParams, response);
}

/** Each scene is an order of its own, at an address like the server's. */
function openOrder(
  orders: Map<string, PreviewOrder>,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const orderId = String(1_795_421_170_339_000_000n + BigInt(orders.size));
  orders.set(orderId, { scene: sceneOf(query), openedAt: Date.now(), questions: [] });
  const language = query.get('lang');
  const location = `/pay/orderId/${orderId}.html${language === null ? '' : `?lang=${language}`}`;
  response.writeHead(302, { location }).end();
}

function sendPage(
  { renderPage, assets }: Front,
  orderId: string,
  { scene, openedAt }: PreviewOrder,
  { searchParams: query }: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const nonce = randomBytes(16).toString('base64');
  const cookie = /(?:^|; )lang=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  const style = scene.colour === undefined ? undefined : brandStyle(`#${scene.colour}`);
  const brand = {
    ...(scene.colour === undefined ? {} : { logo: LOGO }),
    ...(scene.contact === undefined ? {} : { contact: scene.contact }),
  };
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self'${style === undefined ? '' : ` 'sha256-${hashOf(style)}'`}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  response.setHeader('content-security-policy', policy.join('; '));
  const html = renderPage({
    view: scene.state === 'notFound' ? 'notFound' : viewOf(scene, orderId, openedAt, Date.now()),
    device: scene.device,
    language: (query.get('lang') ?? cookie) === 'en' ? 'en' : 'zh',
    nonce,
    assets,
    brand,
    ...(style === undefined ? {} : { brandStyle: style }),
    ...(scene.pay.endsWith('_bridge') && scene.bridge !== 'absent' ? { bridgeScript: '/bridge.js' } : {}),
  });
  sendHtml(response, html);
}

const REFUSED = {
  notFound: { code: 'order_not_found', message: '订单不存在', inEnglish: 'There is no such order.' },
  declined: {
    code: 'channel_declined',
    message: '支付渠道拒绝：商户状态异常',
    inEnglish: 'The payment channel declined.',
  },
  channelBusy: {
    code: 'channel_busy',
    message: '付款的人较多，请稍候',
    inEnglish: 'Many people are paying right now. One moment, please.',
  },
  inDoubt: { code: 'payment_in_doubt', message: '请勿重复支付', inEnglish: 'Do not pay again.' },
};

async function answerApi(
  order: PreviewOrder | undefined,
  orderId: string,
  action: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, error: CashierError['error'], when: Omit<CashierError, 'error'> = {}) =>
    sendJson(response, status, { error, ...when });
  if (!order || order.scene.state === 'notFound') return refuse(404, REFUSED.notFound);
  const { scene, openedAt, questions } = order;
  questions.push(`${request.method} ${action}`);
  const now = Date.now();
  const view = viewOf(scene, orderId, openedAt, now);
  if (action !== 'payments') return sendJson(response, 200, view);
  if (scene.pay === 'refuse') return refuse(409, REFUSED.declined);
  if (scene.pay === 'doubt') return refuse(409, REFUSED.inDoubt, { retryAfterMs: 3_000 });
  if (scene.pay === 'queue') return refuse(503, REFUSED.channelBusy, { retryAfterMs: QUEUE_MS });
  if (scene.pay === 'line') return refuse(503, REFUSED.channelBusy, IN_LINE);
  if (scene.pay === 'busy') {
    response.setHeader('retry-after', '1');
    return void response.writeHead(429).end('too many');
  }
  const { channel } = JSON.parse(await textOf(request)) as StartPayment;
  const wallet = `http://${request.headers.host}/wallet`;
  const starts = questions.filter((question) => question === 'POST payments').length;
  sendJson(response, 200, { ...view, payment: paymentOf(scene, channel, starts, now, wallet) });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function sendFile(response: ServerResponse, path: string): Promise<void> {
  const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
  response.setHeader('content-type', `${type}; charset=utf-8`).end(await readFile(path));
}

function sendHtml(response: ServerResponse, html: string): void {
  response
    .setHeader('content-type', 'text/html; charset=utf-8')
    .setHeader('cache-control', 'no-store')
    .end(html);
}

function sendJson(response: ServerResponse, status: number, content: object): void {
  response.setHeader('content-type', 'application/json').setHeader('cache-control', 'no-store');
  response.writeHead(status).end(JSON.stringify(content));
}

function listOfScenes(): string {
  const rows = STATES.map((state) => {
    const links = CASHIER_DEVICES.map((device) => {
      const address = `/?state=${state}&device=${device}`;
      return `<td><a href="${address}">${device}</a> <a href="${address}&lang=en">en</a></td>`;
    });
    return `<tr><th>${state}</th>${links.join('')}</tr>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Cashier</title><table cellpadding="8">${rows.join('')}</table>`;
}

if (import.meta.main) {
  const { url } = await startPreview(Number(argv[2] ?? DEFAULT_PORT));
  console.log(url);
}
