import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  APPID,
  type ApiAnswer,
  type CallOptions,
  callApi,
  MCHID,
  OPENID,
  type PlatformAnswer,
  registerBody,
} from './merchant.ts';
import { newSandbox } from './new-sandbox.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { waitFor } from './wait-for.ts';

/** A sandbox listening on a port of its own, a registered merchant, and its callback receiver. */
export interface TestSandbox extends AsyncDisposable {
  readonly url: string;
  readonly platform: PlatformAnswer;
  readonly receiver: Receiver;
  call(method: string, target: string, body?: unknown, options?: CallOptions): Promise<ApiAnswer>;
  admin(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** A native order of 100 fen. */
  orderTerms(changes?: Record<string, unknown>): Record<string, unknown> & { out_trade_no: string };
  /** Orders and pays; the payment callback has arrived. */
  paidOrder(total?: number): Promise<{ outTradeNo: string; transactionId: string }>;
  refundTerms(
    outTradeNo: string,
    refund: number,
    total?: number,
  ): Record<string, unknown> & { out_refund_no: string };
}

export async function startTestSandbox(settings: Record<string, unknown> = {}): Promise<TestSandbox> {
  const server = await newSandbox();
  await server.listen({ host: '127.0.0.1', port: 0 });
  const receiver = await startReceiver();
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const admin = (method: string, path: string, body?: unknown) => callAdmin(url, method, path, body);
  const registered = await admin('PUT', `/wechat/merchants/${MCHID}`, registerBody(settings));
  const call: TestSandbox['call'] = (...request) => callApi(url, ...request);
  const orderTerms: TestSandbox['orderTerms'] = (changes = {}) => ({
    appid: APPID,
    mchid: MCHID,
    description: '宿舍电费',
    out_trade_no: newNumber('T'),
    notify_url: receiver.url,
    amount: { total: 100, currency: 'CNY' },
    ...changes,
  });
  return {
    url,
    platform: registered.content as unknown as PlatformAnswer,
    receiver,
    call,
    admin,
    orderTerms,
    async paidOrder(total = 100) {
      const terms = orderTerms({ amount: { total, currency: 'CNY' } });
      const outTradeNo = terms.out_trade_no;
      await call('POST', '/v3/pay/transactions/native', terms);
      await admin('POST', '/wechat/pay', { out_trade_no: outTradeNo });
      await waitFor('the payment callback', async () => {
        const order = await admin('GET', `/wechat/orders/${outTradeNo}`);
        return (order.content.callbacks as { delivered_at: unknown }[])[0]?.delivered_at;
      });
      const paid = await call('GET', `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${MCHID}`);
      return { outTradeNo, transactionId: String(paid.content.transaction_id) };
    },
    refundTerms: (outTradeNo, refund, total = 100) => ({
      out_trade_no: outTradeNo,
      out_refund_no: newNumber('R'),
      notify_url: receiver.url,
      amount: { refund, total, currency: 'CNY' },
    }),
    async [Symbol.asyncDispose]() {
      await server.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

/** For a JSAPI order. */
export const PAYER = { payer: { openid: OPENID } };

export function newNumber(prefix: string): string {
  return `${prefix}${randomBytes(8).toString('hex')}`;
}

export async function callAdmin(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiAnswer> {
  const answer = await fetch(`${url}/__admin${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const text = bytes.toString('utf8');
  const content = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: answer.status, headers: answer.headers, text, bytes, content };
}
