import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { billAdminRoutes } from './bill-admin-routes.ts';
import { type Callback, callbacksOf } from './callback-store.ts';
import { merchantRoutes } from './merchant-routes.ts';
import { newCode } from './oauth-api.ts';
import { type Order, TOLD_STATES, type ToldState } from './order.ts';
import { findOrder, findOrderOfAnyMerchant, handlesOf, paidOrders, tellState } from './order-store.ts';
import { withAge } from './orders.ts';
import {
  findRefund,
  findRefundOfAnyMerchant,
  type Refund,
  type RefundStatus,
  refundsOf,
} from './refund-store.ts';
import { refundByHand, settleRefund } from './refunds.ts';
import { payBill, scan } from './wallet.ts';
import type { Wechat } from './wechat.ts';

interface PayBody {
  readonly code_url?: string;
  readonly prepay_id?: string;
  readonly out_trade_no?: string;
  readonly mchid?: string;
  readonly openid?: string;
  readonly result?: 'success' | 'refuse';
}

interface OfMerchant {
  readonly mchid?: string;
}

const TEXT = { type: 'string', maxLength: 256 };
const OF_MERCHANT = object({ mchid: TEXT });

/** The emulated WeChat Pay's own view, and the hands of its payer. */
export function wechatAdminRoutes(server: FastifyInstance, wechat: Wechat): void {
  const { store } = wechat;
  merchantRoutes(server, wechat);
  billAdminRoutes(server, wechat);

  server.get<{ Params: { number: string }; Querystring: OfMerchant }>(
    '/wechat/orders/:number',
    { schema: { querystring: OF_MERCHANT } },
    async ({ params, query }, reply) => {
      const found = query.mchid
        ? findOrder(store, query.mchid, params.number)
        : findOrderOfAnyMerchant(store, params.number);
      if (!found) return reply.code(404).send({ message: '订单不存在' });
      return fullState(wechat, withAge(wechat, found));
    },
  );

  server.get<{ Querystring: OfMerchant }>(
    '/wechat/books',
    { schema: { querystring: OF_MERCHANT } },
    ({ query }) =>
      paidOrders(store, query.mchid).map((order) => ({
        mchid: order.mchid,
        out_trade_no: order.outTradeNo,
        transaction_id: order.paid?.transactionId,
        total: order.total,
        paid_at: order.paid && shanghaiTime(order.paid.at),
        payer_openid: order.paid?.openid,
        refunds: refundsOf(store, order).map(bookedRefund),
      })),
  );

  server.post<{ Params: { number: string }; Body: { told_state: ToldState | null } }>(
    '/wechat/orders/:number/told-state',
    { schema: { body: object({ told_state: { enum: [...TOLD_STATES, null] } }, ['told_state']) } },
    async ({ params, body }, reply) => {
      const order = findOrderOfAnyMerchant(store, params.number);
      if (!order) return reply.code(404).send({ message: '订单不存在' });
      tellState(store, order, body.told_state);
      return reply.code(204).send();
    },
  );

  server.post('/wechat/platform/rotate', async () => {
    const { serial, pem } = wechat.platform.rotate(wechat.clock.now());
    return { platform_certificate_serial: serial, platform_certificate_pem: pem };
  });

  payRoute(server, wechat);
  refundOutcomeRoute(server, wechat);
  manualRefundRoute(server, wechat);

  server.post<{ Body: { appid: string; openid?: string } }>(
    '/wechat/codes',
    { schema: { body: object({ appid: TEXT, openid: TEXT }, ['appid']) } },
    ({ body }) => ({ code: newCode(wechat, body.appid, body.openid) }),
  );
}

/** 200 says what came of it, paid or not; 404 that WeChat never gave that code out. */
function payRoute(server: FastifyInstance, wechat: Wechat): void {
  const names = { code_url: TEXT, prepay_id: TEXT, out_trade_no: TEXT };
  const body = {
    ...object({ ...names, mchid: TEXT, openid: TEXT, result: { enum: ['success', 'refuse'] } }),
    oneOf: Object.keys(names).map((name) => ({ required: [name] })),
  };
  server.post<{ Body: PayBody }>('/wechat/pay', { schema: { body } }, async (request, reply) => {
    const { code_url: codeUrl, prepay_id: prepayId, out_trade_no: outTradeNo, mchid } = request.body;
    const { openid, result = 'success' } = request.body;
    const handle = codeUrl ?? prepayId;
    const scanned = handle === undefined ? { outTradeNo: outTradeNo ?? '', mchid } : { handle };
    const bill = scan(wechat, scanned, openid);
    if (!bill) return reply.code(404).send({ message: '无法识别的二维码或支付会话' });
    const { paid, order, message } = payBill(wechat, bill, result, openid);
    return { trade_state: order.state, paid, message };
  });
}

function refundOutcomeRoute(server: FastifyInstance, wechat: Wechat): void {
  const { store } = wechat;
  server.post<{
    Params: { number: string };
    Querystring: OfMerchant;
    Body: { status: Exclude<RefundStatus, 'PROCESSING'> };
  }>(
    '/wechat/refunds/:number/outcome',
    {
      schema: {
        querystring: OF_MERCHANT,
        body: object({ status: { enum: ['SUCCESS', 'ABNORMAL', 'CLOSED'] } }, ['status']),
      },
    },
    async ({ params, query, body }, reply) => {
      const refund = query.mchid
        ? findRefund(store, query.mchid, params.number)
        : findRefundOfAnyMerchant(store, params.number);
      if (!refund) return reply.code(404).send({ message: '退款单不存在' });
      if (!canBecome(refund, body.status)) {
        return reply.code(409).send({ message: `退款已是 ${refund.status}` });
      }
      return bookedRefund(settleRefund(wechat, refund, body.status));
    },
  );
}

/** A refund made by a person on WeChat's merchant platform, which the merchant's server knows nothing of. */
function manualRefundRoute(server: FastifyInstance, wechat: Wechat): void {
  server.post<{ Body: { out_trade_no: string; refund: number } }>(
    '/wechat/refunds',
    {
      schema: {
        body: object({ out_trade_no: TEXT, refund: { type: 'integer', minimum: 1 } }, [
          'out_trade_no',
          'refund',
        ]),
      },
    },
    async ({ body }, reply) => {
      const order = findOrderOfAnyMerchant(wechat.store, body.out_trade_no);
      if (!order?.paid) return reply.code(404).send({ message: '订单不存在或未支付' });
      return bookedRefund(refundByHand(wechat, order, body.refund));
    },
  );
}

/** PROCESSING becomes anything; ABNORMAL is mended by hand; SUCCESS and CLOSED stay. */
function canBecome({ status }: Refund, to: RefundStatus): boolean {
  return status === 'PROCESSING' || (status === 'ABNORMAL' && to === 'SUCCESS');
}

function fullState({ store }: Wechat, order: Order): object {
  const refunds = refundsOf(store, order);
  const numbers = [order.outTradeNo, ...refunds.map(({ outRefundNo }) => outRefundNo)];
  return {
    mchid: order.mchid,
    out_trade_no: order.outTradeNo,
    trade_type: order.tradeType,
    trade_state: order.state,
    total: order.total,
    created_at: shanghaiTime(order.createdAt),
    pay_until: shanghaiTime(order.payUntil),
    request: JSON.parse(order.request) as unknown,
    transaction_id: order.paid?.transactionId ?? null,
    paid_at: order.paid ? shanghaiTime(order.paid.at) : null,
    payer_openid: order.paid?.openid ?? null,
    handles: handlesOf(store, order).map(({ handle, expiresAt }) => ({
      handle,
      expires_at: shanghaiTime(expiresAt),
    })),
    refunds: refunds.map(bookedRefund),
    callbacks: callbacksOf(store, order.mchid, numbers).map(callbackState),
  };
}

function bookedRefund({ outRefundNo, refundId, amount, status }: Refund): object {
  return { out_refund_no: outRefundNo, refund_id: refundId, amount, status };
}

function callbackState(callback: Callback): object {
  return {
    id: callback.callbackId,
    event_type: callback.eventType,
    number: callback.number,
    attempts: callback.attempts,
    next_at: callback.nextAt === null ? null : shanghaiTime(callback.nextAt),
    delivered_at: callback.deliveredAt === null ? null : shanghaiTime(callback.deliveredAt),
  };
}
