import type { AddressInfo } from 'node:net';
import {
  APP_ID,
  APP_PUBLIC_KEY,
  type GatewayAnswer,
  SELLER_ID,
  send,
  signedRequest,
} from './alipay-merchant.ts';
import type { ApiAnswer } from './merchant.ts';
import { newSandbox } from './new-sandbox.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { callAdmin, newNumber } from './sandbox.ts';
import { waitFor } from './wait-for.ts';

/** A sandbox on a port of its own with a registered app, and its receiver of notices. */
export interface AlipaySandbox extends AsyncDisposable {
  readonly url: string;
  readonly alipayKey: string;
  readonly receiver: Receiver;
  call(
    method: string,
    content: unknown,
    changes?: Readonly<Record<string, string | undefined>>,
  ): Promise<GatewayAnswer>;
  admin(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** A payment of 1.00 yuan. */
  terms(changes?: Record<string, unknown>): Record<string, unknown> & { out_trade_no: string };
  /** A code of 1.00 yuan that was scanned and paid; the notice has arrived. */
  paidTrade(): Promise<{ outTradeNo: string; tradeNo: string }>;
  refund(outTradeNo: string, amount: string, outRequestNo?: string): Promise<GatewayAnswer>;
  tradeOf(outTradeNo: string): Promise<Record<string, unknown>>;
}

export async function startAlipaySandbox(settings: Record<string, unknown> = {}): Promise<AlipaySandbox> {
  const server = await newSandbox();
  await server.listen({ host: '127.0.0.1', port: 0 });
  const receiver = await startReceiver();
  receiver.answerWith(200, 'success');
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const admin = (method: string, path: string, body?: unknown) => callAdmin(url, method, path, body);
  const registered = await admin('PUT', `/alipay/apps/${APP_ID}`, {
    seller_id: SELLER_ID,
    public_key_pem: APP_PUBLIC_KEY,
    ...settings,
  });
  const call: AlipaySandbox['call'] = (method, content, changes = {}) => {
    const notify = method === 'alipay.trade.precreate' ? { notify_url: receiver.url } : {};
    return send(url, signedRequest(method, content, { ...notify, ...changes }));
  };
  const terms: AlipaySandbox['terms'] = (changes = {}) => ({
    out_trade_no: newNumber('T'),
    total_amount: '1.00',
    subject: '宿舍电费',
    ...changes,
  });
  return {
    url,
    alipayKey: String(registered.content.alipay_public_key_pem),
    receiver,
    call,
    admin,
    terms,
    async paidTrade() {
      const asked = terms();
      await call('alipay.trade.precreate', asked);
      const paid = await admin('POST', '/alipay/pay', { out_trade_no: asked.out_trade_no });
      await waitFor('the notice', () =>
        receiver.received.some(({ body }) => body.includes(`out_trade_no=${asked.out_trade_no}`)),
      );
      return { outTradeNo: asked.out_trade_no, tradeNo: String(paid.content.trade_no) };
    },
    refund: (outTradeNo, amount, outRequestNo = newNumber('R')) =>
      call('alipay.trade.refund', {
        out_trade_no: outTradeNo,
        refund_amount: amount,
        out_request_no: outRequestNo,
      }),
    tradeOf: async (outTradeNo) => (await admin('GET', `/alipay/trades/${outTradeNo}`)).content,
    async [Symbol.asyncDispose]() {
      await server.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}
