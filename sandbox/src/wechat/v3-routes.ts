import type { Exchange } from '../exchange.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { EndpointFamily } from './authentication.ts';
import type { Merchant } from './merchant-store.ts';
import { orderContent } from './order-content.ts';
import { findOrder, findOrderByTransaction, type TradeType } from './order-store.ts';
import { closeOrder, createOrder, currentOrder, requireOwnMchid } from './orders.ts';
import { checkBody } from './parameters.ts';
import { refundContent } from './refund-content.ts';
import { findRefund } from './refund-store.ts';
import { createRefund } from './refunds.ts';
import {
  CLOSE_FIELDS,
  ORDER_FIELDS,
  type OrderRequest,
  REFUND_FIELDS,
  type RefundRequest,
} from './request-fields.ts';
import { encryptResource } from './resource.ts';
import type { Wechat } from './wechat.ts';
import { orderNotExist, resourceNotExists } from './wechat-error.ts';

/** One endpoint. Its path captures the number in it, if there is one. */
export interface V3Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly family: EndpointFamily;
  /** What the answer says; undefined for a 204. @throws WechatError */
  call(wechat: Wechat, merchant: Merchant, request: V3Request): object | undefined;
}

export interface V3Request {
  readonly exchange: Exchange;
  /** What the path captured, decoded. */
  readonly number: string;
  /** Parsed, not checked. */
  readonly body: unknown;
}

export const V3_ROUTES: readonly V3Route[] = [
  creation('native', 'NATIVE', (handle) => ({ code_url: handle })),
  creation('jsapi', 'JSAPI', (handle) => ({ prepay_id: handle })),
  creation('app', 'APP', (handle) => ({ prepay_id: handle })),
  creation('h5', 'MWEB', (handle, { headers }) => ({
    h5_url: `http://${headers.host}/phone/pay?code=${handle}`,
  })),
  {
    method: 'GET',
    path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/,
    family: 'transactions',
    call(wechat, merchant, { exchange, number }) {
      requireOwnMchid(merchant, exchange.query.get('mchid'));
      const order = currentOrder(wechat, merchant.mchid, number);
      if (!order) throw orderNotExist();
      return orderContent(order);
    },
  },
  {
    method: 'GET',
    path: /^\/v3\/pay\/transactions\/id\/([^/]+)$/,
    family: 'transactions',
    call(wechat, merchant, { exchange, number }) {
      requireOwnMchid(merchant, exchange.query.get('mchid'));
      const order = findOrderByTransaction(wechat.store, merchant.mchid, number);
      if (!order) throw orderNotExist();
      return orderContent(order);
    },
  },
  {
    method: 'POST',
    path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/,
    family: 'transactions',
    call(wechat, merchant, { number, body }) {
      checkBody(CLOSE_FIELDS, body);
      closeOrder(wechat, merchant, number, (body as { mchid: string }).mchid);
      return undefined;
    },
  },
  {
    method: 'POST',
    path: /^\/v3\/refund\/domestic\/refunds$/,
    family: 'other',
    call(wechat, merchant, { body }) {
      checkBody(REFUND_FIELDS, body);
      const { order, refund } = createRefund(wechat, merchant, body as RefundRequest);
      return refundContent(order, refund);
    },
  },
  {
    method: 'GET',
    path: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/,
    family: 'other',
    call({ store }, { mchid }, { number }) {
      const refund = findRefund(store, mchid, number);
      const order = refund && findOrder(store, mchid, refund.outTradeNo);
      if (!refund || !order) throw resourceNotExists('退款单不存在');
      return refundContent(order, refund);
    },
  },
  {
    method: 'GET',
    path: /^\/v3\/certificates$/,
    family: 'other',
    call({ platform: { certificate } }, { apiV3Key }) {
      return {
        data: [
          {
            serial_no: certificate.serial,
            effective_time: shanghaiTime(certificate.validFrom),
            expire_time: shanghaiTime(certificate.validTo),
            encrypt_certificate: encryptResource(apiV3Key, certificate.pem, 'certificate'),
          },
        ],
      };
    },
  },
];

function creation(
  name: string,
  tradeType: TradeType,
  answer: (handle: string, exchange: Exchange) => object,
): V3Route {
  return {
    method: 'POST',
    path: new RegExp(`^/v3/pay/transactions/${name}$`),
    family: 'transactions',
    call(wechat, merchant, { exchange, body }) {
      checkBody(ORDER_FIELDS[tradeType], body);
      return answer(createOrder(wechat, merchant, tradeType, body as OrderRequest), exchange);
    },
  };
}
