import type { CashierError, StartPayment } from '@zhixiao/contract/cashier/view';
import type { CashierDevice } from '@zhixiao/contract/codes/cashier';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../core.ts';
import { isDatabaseAway } from '../db/database.ts';
import { MAINTENANCE, RETRY_AFTER_SECONDS, underMaintenance } from '../http/maintenance.ts';
import { TooManyRequests } from '../http/rate-limit.ts';
import { SECOND_MS } from '../lib/clock.ts';
import type { Order } from '../orders/order.ts';
import { orderById, refreshOrder, standingOf } from '../orders/query-order.ts';
import { Refusal, type RefusalCode, refusalMessage } from '../refusal.ts';
import { DEVICES, deviceOf } from './device.ts';
import { orderView } from './order-view.ts';
import { startFromCashier } from './start.ts';

const BODY_LIMIT_BYTES = 4 * 1024;
/** A refusal after which the page should try again by itself, and when. */
const RETRY_AFTER_MS: Partial<Record<RefusalCode, number>> = {
  payment_preparing: 1_000,
  channel_unknown: 3_000,
  payment_in_doubt: 3_000,
};

interface OrderRoute {
  Params: { orderId: string };
  Querystring: { device?: CashierDevice };
  Body: StartPayment;
}

const params = { type: 'object', properties: { orderId: { type: 'string', maxLength: 20 } } };
const querystring = { type: 'object', properties: { device: { enum: DEVICES } } };
const body = {
  type: 'object',
  required: ['channel', 'device'],
  additionalProperties: false,
  properties: { channel: { enum: ['wechat', 'alipay'] }, device: { enum: DEVICES } },
};

/** What the cashier page asks while it is open. An order's link is the permission to see its masked view. */
export function cashierRoutes(server: FastifyInstance, core: Core, sandboxUrl: string | undefined): void {
  const sandbox = sandboxUrl !== undefined;

  server.get<OrderRoute>(
    '/cashier-api/orders/:orderId',
    { schema: { params, querystring } },
    async (request) => {
      const order = await orderOf(core, request.params.orderId);
      return orderView(core, await standingOf(core, order), askingDevice(request), sandbox);
    },
  );

  server.post<OrderRoute>(
    '/cashier-api/orders/:orderId/payments',
    { schema: { params, body }, bodyLimit: BODY_LIMIT_BYTES },
    async (request, reply) => {
      const order = await orderOf(core, request.params.orderId);
      const payment = await startFromCashier(core, { request, reply }, order, request.body, sandboxUrl);
      const view = await orderView(core, await standingOf(core, order), request.body.device, sandbox);
      return { ...view, payment };
    },
  );

  server.post<OrderRoute>(
    '/cashier-api/orders/:orderId/check',
    { schema: { params, querystring }, bodyLimit: BODY_LIMIT_BYTES },
    async (request) => {
      const order = await orderOf(core, request.params.orderId);
      return orderView(core, await refreshOrder(core, order), askingDevice(request), sandbox);
    },
  );

  server.setErrorHandler((error, request, reply) => answerError(error, request, reply));
}

function askingDevice(request: FastifyRequest<OrderRoute>): CashierDevice {
  return request.query.device ?? deviceOf(request.headers['user-agent'] ?? '');
}

async function orderOf(core: Core, orderId: string): Promise<Order> {
  const order = await orderById(core, orderId);
  if (!order) throw new Refusal('order_not_found', {});
  return order;
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const send = (status: number, code: string, message: string, retryAfterMs?: number) => {
    const answer: CashierError = {
      error: { code, message },
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
    return reply.code(status).send(answer);
  };
  if (error instanceof Refusal) {
    const code = error.code as RefusalCode;
    return send(code === 'order_not_found' ? 404 : 409, code, refusalMessage(error), RETRY_AFTER_MS[code]);
  }
  if (error instanceof TooManyRequests) {
    return send(429, 'too_many_requests', '请求过于频繁，请稍候', 2_000);
  }
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status < 500) return send(status, 'bad_request', '请求无效');
  // logged once, when the database was lost
  if (isDatabaseAway(error)) {
    underMaintenance(reply);
    return send(503, 'unavailable', MAINTENANCE.zh, RETRY_AFTER_SECONDS * SECOND_MS);
  }
  request.log.error({ err: error }, 'cashier request failed');
  return send(500, 'internal', '系统繁忙，请稍后再试', 3_000);
}
