import { randomBytes } from 'node:crypto';
import type { PageInput } from '@zhixiao/contract/cashier/view';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Channel } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { sendAsset } from '../../http/assets.ts';
import { type PagePolicy, sendPage } from '../../http/send-page.ts';
import type { Order } from '../../orders/order.ts';
import { orderById } from '../../orders/order-by-id.ts';
import { refreshOrder } from '../../processing/query-order.ts';
import { canPayBy } from '../../processing/start-payment.ts';
import type { SchoolBrand } from '../../schools/brand.ts';
import { deviceOf, scenesOn, walletNamed } from './device.ts';
import type { CashierFrontEnd } from './front-end.ts';
import { languageOf } from './language.ts';
import { orderView } from './order-view.ts';
import { pageBrand } from './page-brand.ts';
import {
  finishSignIn,
  orderSignInUrl,
  payerOf,
  SIGN_IN_PATH,
  type SignInAnswer,
  signInPath,
} from './payer-identity.ts';

interface PageRoute {
  Params: { file: string };
  Querystring: { lang?: string; sign_in?: string };
}

interface SignInRoute {
  Params: { channel: string; orderId: string };
  Querystring: SignInAnswer;
}

/** The hosted cashier page (2.1) with its assets, and the way back from a wallet's sign-in. */
export function cashierPage(
  server: FastifyInstance,
  core: Core,
  frontEnd: CashierFrontEnd,
  sandboxUrl: string | undefined,
): void {
  server.get<{ Params: { name: string } }>('/cashier/assets/:name', (request, reply) => {
    const asset = frontEnd.assets.get(request.params.name);
    // a page of a shard with another release names it
    return sendAsset(request, asset ? reply : reply.notHere(), asset);
  });

  server.get<PageRoute>('/pay/orderId/:file', async (request, reply) => {
    const orderId = /^([0-9]+)\.html$/.exec(request.params.file)?.[1] ?? '';
    const found = await orderById(core, orderId);
    if (!found) return sendCashier(core, frontEnd, request, reply.notHere().code(404), 'notFound', NOWHERE);
    const device = deviceOf(request.headers['user-agent'] ?? '');
    const order = await refreshOrder(core, found);
    const wallet = walletNamed(device);
    if (wallet && order.status === 'pending' && request.query.sign_in === undefined) {
      const address = await neededSignIn(core, { request, reply }, order, wallet);
      if (address) return reply.redirect(address);
    }
    const view = await orderView(core, order, device, sandboxUrl !== undefined);
    const brand = (await core.apps(order.appId))?.brand;
    return sendCashier(core, frontEnd, request, reply, view, { sandboxUrl, brand });
  });

  server.get<SignInRoute>(SIGN_IN_PATH, async (request, reply) => {
    const { orderId } = request.params;
    const order = await orderById(core, orderId);
    const channel = walletNamed(request.params.channel);
    if (!order) reply.notHere();
    if (!order || !channel) {
      return sendCashier(core, frontEnd, request, reply.code(404), 'notFound', NOWHERE);
    }
    const account = await core.accounts.ofApp(order.appId, channel);
    const path = signInPath({ channel }, orderId);
    const signedIn = account && (await finishSignIn(core, { request, reply }, account, path));
    return reply.redirect(`/pay/orderId/${orderId}.html${signedIn ? '' : '?sign_in=failed'}`);
  });
}

/** Inside a wallet the payer's id there is needed to pay: it is fetched before the page shows. */
async function neededSignIn(
  core: Core,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  order: Order,
  wallet: Channel,
): Promise<string | undefined> {
  const account = await core.accounts.ofApp(order.appId, wallet);
  if (!account || !(await canPayBy(core, order.appId, wallet, 'jsapi'))) return undefined;
  if (payerOf(core, request, account) !== undefined) return undefined;
  return orderSignInUrl(core, reply, account, order.orderId);
}

/** Where a page is shown, and in whose name. */
interface Place {
  readonly sandboxUrl: string | undefined;
  readonly brand: SchoolBrand | undefined;
}

const NOWHERE: Place = { sandboxUrl: undefined, brand: undefined };

function sendCashier(
  core: Core,
  frontEnd: CashierFrontEnd,
  request: FastifyRequest<PageRoute> | FastifyRequest<SignInRoute>,
  reply: FastifyReply,
  view: PageInput['view'],
  { sandboxUrl, brand }: Place,
): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const device = deviceOf(request.headers['user-agent'] ?? '');
  // an emulated wallet supplies its bridge as a script; the real ones have it built in
  const wallet = walletNamed(device);
  const hasBridge = wallet !== undefined && scenesOn(device, wallet).includes('jsapi');
  const bridge = hasBridge ? sandboxUrl : undefined;
  const { branded, styles } = pageBrand(brand);
  const input: PageInput = {
    view,
    device,
    language: languageOf(core, request),
    nonce,
    assets: frontEnd.entry,
    ...branded,
    ...(bridge === undefined ? {} : { bridgeScript: `${bridge}/phone/${wallet}-bridge.js` }),
  };
  return sendPage(reply, frontEnd.renderPage(input), policy(nonce, styles, bridge));
}

function policy(nonce: string, styles: string, bridge: string | undefined): PagePolicy {
  const also = bridge === undefined ? '' : ` ${bridge}`;
  return {
    'script-src': `'nonce-${nonce}'`,
    'style-src': styles,
    'img-src': "'self' data:",
    'connect-src': `'self'${also}`,
  };
}
