import {
  CASHIER_ERROR,
  CASHIER_PARAMS,
  CASHIER_QUERY,
  CASHIER_VIEW,
  type CashierError,
  type CashierView,
  START_PAYMENT,
  type StartPayment,
} from '@zhixiao/contract/cashier/view';
import type { CashierDevice } from '@zhixiao/contract/codes/cashier';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core.ts';
import { TooManyRequests } from '../../http/rate-limit.ts';
import { answerWriter, JSON_TYPE } from '../../http/select-answer.ts';
import { unavailable } from '../../http/unavailable.ts';
import { SECOND_MS } from '../../lib/clock.ts';
import { propertyOf } from '../../lib/property-of.ts';
import type { PageOrder } from '../../orders/order.ts';
import { orderById } from '../../orders/order-by-id.ts';
import { refreshOrder } from '../../processing/query-order.ts';
import { Refusal, type RefusalCode } from '../../refusal.ts';
import { refusalWords, statusOf } from '../refusals.ts';
import { deviceOf } from './device.ts';
import { orderView } from './order-view.ts';
import { startFromCashier } from './start.ts';

const BODY_LIMIT_BYTES = 4 * 1024;
/** A refusal after which the page should try again by itself, and when. */
const RETRY_AFTER_MS: Partial<Record<RefusalCode, number>> = {
  payment_preparing: 1_000,
  channel_unknown: 3_000,
  payment_in_doubt: 3_000,
};
/** Where a channel has just become busy many are refused at once: not all come again in the same second. */
const BUSY_SECONDS = { least: 3, spread: 4 };
/** Who waits for a turn comes when it does, and so often at least: turns can come sooner than they were expected. */
const IN_LINE_SECONDS = { least: 2, most: 20 };

interface OrderRoute {
  Params: { orderId: string };
  Querystring: { device?: CashierDevice };
  Body: StartPayment;
}

const ASKING = { params: CASHIER_PARAMS, querystring: CASHIER_QUERY };
const STARTING = { params: CASHIER_PARAMS, body: START_PAYMENT };
const writeView = answerWriter(CASHIER_VIEW);
const writeError = answerWriter(CASHIER_ERROR);

/** What the cashier page asks while it is open. An order's link is the permission to see its masked view. */
export function cashierRoutes(server: FastifyInstance, core: Core, sandboxUrl: string | undefined): void {
  const sandbox = sandboxUrl !== undefined;

  server.get<OrderRoute>('/cashier-api/orders/:orderId', { schema: ASKING }, async (request, reply) => {
    const order = await orderOf(core, request.params.orderId);
    return send(reply, await orderView(core, order, askingDevice(request), sandbox));
  });

  server.post<OrderRoute>(
    '/cashier-api/orders/:orderId/payments',
    { schema: STARTING, bodyLimit: BODY_LIMIT_BYTES },
    async (request, reply) => {
      const order = await orderOf(core, request.params.orderId);
      const started = await startFromCashier(core, { request, reply }, order, request.body, sandboxUrl);
      const view = await orderView(core, started.order, request.body.device, sandbox);
      return send(reply, { ...view, payment: started.payment });
    },
  );

  server.post<OrderRoute>(
    '/cashier-api/orders/:orderId/check',
    { schema: ASKING, bodyLimit: BODY_LIMIT_BYTES },
    async (request, reply) => {
      const order = await orderOf(core, request.params.orderId);
      return send(
        reply,
        await orderView(core, await refreshOrder(core, order), askingDevice(request), sandbox),
      );
    },
  );

  server.setErrorHandler((error, request, reply) => answerCashierError(error, request, reply));
}

function send(reply: FastifyReply, view: CashierView): FastifyReply {
  return reply.type(JSON_TYPE).send(writeView(view));
}

function askingDevice(request: FastifyRequest<OrderRoute>): CashierDevice {
  return request.query.device ?? deviceOf(request.headers['user-agent'] ?? '');
}

async function orderOf(core: Core, orderId: string): Promise<PageOrder> {
  const order = await orderById(core, orderId);
  if (!order) throw new Refusal('order_not_found', {});
  return order;
}

/** Answers an error as the cashier page reads it: with its words, and when to try again. */
export function answerCashierError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const send = (status: number, code: CashierError['error'], retryAfterMs?: number, turnMs?: number) => {
    const answer: CashierError = {
      error: code,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(turnMs === undefined ? {} : { turnMs }),
    };
    return reply.code(status).type(JSON_TYPE).send(writeError(answer));
  };
  if (error instanceof Refusal) {
    const code: RefusalCode = error.code;
    if (code === 'order_not_found') reply.notHere();
    const words = { code, ...refusalWords(error) };
    if (!isChannelBusy(error)) return send(statusOf(code), words, RETRY_AFTER_MS[code]);
    const { waitMs } = error.details;
    const seconds = comeAgainAfterSeconds(waitMs);
    reply.header('retry-after', String(seconds));
    return send(statusOf(code), words, seconds * SECOND_MS, waitMs && Math.round(waitMs));
  }
  if (error instanceof TooManyRequests) return send(429, TOO_MANY, 2_000);
  const status = propertyOf(error, 'statusCode');
  if (typeof status === 'number' && status < 500) return send(status, BAD_REQUEST);
  // logged once, when it began
  const words = unavailable(error, reply);
  if (words) {
    const { zh: message, en: inEnglish, retryAfterSeconds } = words;
    return send(503, { code: 'unavailable', message, inEnglish }, retryAfterSeconds * SECOND_MS);
  }
  request.log.error({ err: error }, 'cashier request failed');
  return send(500, INTERNAL, 3_000);
}

function isChannelBusy(refusal: Refusal): refusal is Refusal<'channel_busy'> {
  return refusal.code === 'channel_busy';
}

function comeAgainAfterSeconds(waitMs: number | undefined): number {
  if (waitMs === undefined) return BUSY_SECONDS.least + Math.floor(Math.random() * BUSY_SECONDS.spread);
  const { least, most } = IN_LINE_SECONDS;
  return Math.min(most, Math.max(least, Math.floor(waitMs / SECOND_MS)));
}

const TOO_MANY = {
  code: 'too_many_requests',
  message: '请求过于频繁，请稍候',
  inEnglish: 'Too many requests. One moment, please.',
};
const BAD_REQUEST = {
  code: 'bad_request',
  message: '请求无效',
  inEnglish: 'The payment could not be started. Please try again later.',
};
const INTERNAL = {
  code: 'internal',
  message: '系统繁忙，请稍后再试',
  inEnglish: 'The system is busy. Please try again later.',
};
