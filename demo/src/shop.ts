import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, type Notification, notificationHandler } from '@zhixiao/sdk';
import { type ShopOrder, shopPage } from './page.ts';

/** The interface document's test app; the sandbox has it. */
export const TEST_APP = {
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
} as const;

/** The versions of the protocol; `v2-sm` is the second with the national algorithms. */
export const PROFILES = ['v1', 'v2', 'v2-sm'] as const;

const FEE = 3_000;
const USUAL_PORT = 8090;

/** A small partner system: sells dormitory power, keeps its orders in memory. */
export interface Shop extends AsyncDisposable {
  readonly url: string;
  order(): Promise<ShopOrder & { readonly orderId: string }>;
  /** Resolves with the notification of this order, however often it comes. */
  paid(outTradeNo: string): Promise<Notification>;
  markRefunded(outTradeNo: string): void;
}

/** Opens the shop on `port`; without one on 8090, or on any free one when that is taken. */
export async function openShop(client: Client, port: number | undefined): Promise<Shop> {
  const orders = new Map<string, ShopOrder>();
  const notified = new Map<string, PromiseWithResolvers<Notification>>();

  const receivers = PROFILES.map((profile) => {
    const receive = notificationHandler({ ...TEST_APP, profile }, (notification) => {
      const order = orders.get(notification.out_trade_no);
      if (order?.status === 'unpaid') order.status = 'paid';
      notified.get(notification.out_trade_no)?.resolve(notification);
    });
    return [profile, receive] as const;
  });
  // the version of notifications is set in the console, independently of the version of requests
  const receiverOf = ({ headers }: IncomingMessage) =>
    new Map<unknown, (typeof receivers)[number][1]>(receivers).get(headers['zhixiao-profile'] ?? 'v1');

  const server = createServer((request, response) => {
    const receive = receiverOf(request);
    if (request.method === 'POST' && request.url === '/notify' && receive) return receive(request, response);
    if (request.method === 'POST' && request.url === '/orders') {
      shop.order().then(
        (order) => response.writeHead(303, { location: order.url }).end(),
        (error: Error) =>
          response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(error.message),
      );
      return undefined;
    }
    // by which the gateway's landing page knows that its demo runs here
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-program': 'zhixiao-demo' });
    const language = request.url?.includes('lang=en') ? 'en' : 'zh';
    return response.end(shopPage([...orders.values()].reverse(), language));
  });
  if (port === undefined) await listen(server, USUAL_PORT).catch(() => listen(server, 0));
  else await listen(server, port);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const shop: Shop = {
    url,
    async order() {
      const outTradeNo = `D${Date.now()}`;
      notified.set(outTradeNo, Promise.withResolvers());
      const created = await client.orderCreate({
        body: '宿舍电费充值',
        out_trade_no: outTradeNo,
        total_fee: FEE,
        user_no: '20140548',
        user_name: '张三',
        notify_url: `${url}/notify`,
        return_url: `${url}/`,
      });
      const order: ShopOrder = { outTradeNo, url: created.url, fee: FEE, status: 'unpaid' };
      orders.set(outTradeNo, order);
      return { ...order, orderId: created.order_id };
    },
    paid: (outTradeNo) => (notified.get(outTradeNo) ?? Promise.withResolvers<Notification>()).promise,
    markRefunded(outTradeNo) {
      const order = orders.get(outTradeNo);
      if (order) order.status = 'refunded';
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return shop;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
