import { shanghaiTime } from '../shanghai-time.ts';
import type { Exchange } from '../wire.ts';
import { BILL_ROUTES } from './bill-routes.ts';
import type { Order, TradeType } from './order.ts';
import { orderContent } from './order-content.ts';
import { findOrder, findOrderByTransaction } from './order-store.ts';
import { closeOrder, createOrder, currentOrder } from './orders.ts';
import { checkBody } from './parameters.ts';
import { PARTIES, type Party, requireSub } from './party.ts';
import { refundContent } from './refund-content.ts';
import { findRefund } from './refund-store.ts';
import { createRefund } from './refunds.ts';
import { REFUND_FIELDS, type RefundRequest } from './request-fields.ts';
import { encryptResource } from './resource.ts';
import type { V3Route } from './v3-request.ts';
import type { Wechat } from './wechat.ts';
import { orderNotExist, resourceNotExists } from './wechat-error.ts';

export const V3_ROUTES: readonly V3Route[] = [
  ...PARTIES.flatMap(orderRoutes),
  ...BILL_ROUTES,
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
    call({ store }, { mchid }, { exchange, number }) {
      const refund = findRefund(store, mchid, number);
      const order = refund && findOrder(store, mchid, refund.outTradeNo);
      if (!refund || !order) throw resourceNotExists('退款单不存在');
      requireSub(order, exchange.query.get('sub_mchid'));
      return refundContent(order, refund);
    },
  },
  {
    method: 'GET',
    path: /^\/v3\/certificates$/,
    family: 'other',
    call({ platform: { certificates } }, { apiV3Key }) {
      return {
        data: certificates.map(({ serial, pem, validFrom, validTo }) => ({
          serial_no: serial,
          effective_time: shanghaiTime(validFrom),
          expire_time: shanghaiTime(validTo),
          encrypt_certificate: encryptResource(apiV3Key, pem, 'certificate'),
        })),
      };
    },
  },
];

/** Endpoints of orders, for merchants and for service providers. */
function orderRoutes(party: Party): V3Route[] {
  const { ordersPath } = party;
  return [
    creation(party, 'native', 'NATIVE', (handle) => ({ code_url: handle })),
    creation(party, 'jsapi', 'JSAPI', (handle) => ({ prepay_id: handle })),
    creation(party, 'app', 'APP', (handle) => ({ prepay_id: handle })),
    creation(party, 'h5', 'MWEB', (handle, { headers }) => ({
      h5_url: `http://${headers.host}/phone/pay?code=${handle}`,
    })),
    query(party, 'out-trade-no', currentOrder),
    query(party, 'id', ({ store }, mchid, number) => findOrderByTransaction(store, mchid, number)),
    {
      method: 'POST',
      path: new RegExp(`^${ordersPath}/out-trade-no/([^/]+)/close$`),
      family: 'transactions',
      call(wechat, merchant, { number, body }) {
        checkBody(party.closeFields, body);
        const order = currentOrder(wechat, merchant.mchid, number);
        party.requireNamed(merchant, order, body as Record<string, unknown>);
        if (!order) throw orderNotExist();
        closeOrder(wechat, order);
        return undefined;
      },
    },
  ];
}

function query(
  party: Party,
  name: string,
  find: (wechat: Wechat, mchid: string, number: string) => Order | undefined,
): V3Route {
  return {
    method: 'GET',
    path: new RegExp(`^${party.ordersPath}/${name}/([^/]+)$`),
    family: 'transactions',
    call(wechat, merchant, { exchange, number }) {
      const order = find(wechat, merchant.mchid, number);
      party.requireNamed(merchant, order, Object.fromEntries(exchange.query));
      if (!order) throw orderNotExist();
      return orderContent(order);
    },
  };
}

function creation(
  party: Party,
  name: string,
  tradeType: TradeType,
  answer: (handle: string, exchange: Exchange) => object,
): V3Route {
  return {
    method: 'POST',
    path: new RegExp(`^${party.ordersPath}/${name}$`),
    family: 'transactions',
    call(wechat, merchant, { exchange, body }) {
      checkBody(party.orderFields(tradeType), body);
      const { order, sub } = party.orderOf(merchant, body as Record<string, unknown>);
      return answer(createOrder(wechat, merchant, tradeType, order, sub), exchange);
    },
  };
}
