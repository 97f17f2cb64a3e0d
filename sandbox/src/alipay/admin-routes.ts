import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { EmulatedApi } from '../wire.ts';
import type { Alipay } from './alipay.ts';
import { appRoutes } from './app-routes.ts';
import { type Notice, noticesOf } from './notice-store.ts';
import { findRefundOfAnyTrade, type Refund, refundsOf } from './refund-store.ts';
import { settleRefund } from './refunds.ts';
import { findTradeOfAnyApp, paidTrades, type Trade } from './trade-store.ts';
import { currentTrade } from './trades.ts';
import { payBill, type Scanned, scan } from './wallet.ts';

interface PayBody {
  readonly code_url?: string;
  readonly trade_no?: string;
  readonly out_trade_no?: string;
  readonly url?: string;
  readonly buyer_id?: string;
  readonly result?: 'success' | 'refuse';
}

const TEXT = { type: 'string', maxLength: 256 };

/** The emulated Alipay's own view, and the hands of its payer. */
export function alipayAdminRoutes(server: FastifyInstance, alipay: Alipay, gateway: EmulatedApi): void {
  const { store } = alipay;
  appRoutes(server, alipay);

  server.get<{ Params: { number: string } }>('/alipay/trades/:number', async ({ params }, reply) => {
    const found = findTradeOfAnyApp(store, params.number);
    if (!found) return reply.code(404).send({ message: '交易不存在' });
    return fullState(alipay, currentTrade(alipay, found));
  });

  server.get<{ Querystring: { app_id?: string } }>(
    '/alipay/books',
    { schema: { querystring: object({ app_id: TEXT }) } },
    ({ query }) =>
      paidTrades(store, query.app_id).map(({ tradeNo, terms, paid }) => ({
        app_id: terms.appId,
        out_trade_no: terms.outTradeNo,
        trade_no: tradeNo,
        total: terms.total,
        paid_at: paid && shanghaiTime(paid.at),
        buyer_id: paid?.buyerId,
        refunds: refundsOf(store, tradeNo).map(bookedRefund),
      })),
  );

  payRoute(server, alipay, gateway);

  server.post<{ Params: { number: string }; Body: { status: 'SUCCESS' | 'FAILED' } }>(
    '/alipay/refunds/:number/outcome',
    { schema: { body: object({ status: { enum: ['SUCCESS', 'FAILED'] } }, ['status']) } },
    async ({ params, body }, reply) => {
      const refund = findRefundOfAnyTrade(store, params.number);
      if (!refund) return reply.code(404).send({ message: '退款不存在' });
      if (refund.status !== 'PROCESSING') {
        return reply.code(409).send({ message: `退款已是 ${refund.status}` });
      }
      return bookedRefund(settleRefund(alipay, refund, body.status));
    },
  );
}

/** 200 says what came of it, paid or not; 404 that Alipay never gave that code out. */
function payRoute(server: FastifyInstance, alipay: Alipay, gateway: EmulatedApi): void {
  const names = { code_url: TEXT, trade_no: TEXT, out_trade_no: TEXT, url: { type: 'string' } };
  const body = {
    ...object({ ...names, buyer_id: TEXT, result: { enum: ['success', 'refuse'] } }),
    oneOf: Object.keys(names).map((name) => ({ required: [name] })),
  };
  server.post<{ Body: PayBody }>('/alipay/pay', { schema: { body } }, async (request, reply) => {
    const { buyer_id: buyerId, result = 'success' } = request.body;
    const scanned = scannedBy(gateway, request.body);
    const bill = scanned && scan(alipay, scanned, buyerId);
    if (!bill) return reply.code(404).send({ message: '无法识别的二维码或交易' });
    const { paid, trade, message } = payBill(alipay, bill, result, buyerId);
    return { trade_state: payState(trade), trade_no: trade?.tradeNo ?? null, paid, message };
  });
}

/** An address is opened, as a browser would. */
function scannedBy(gateway: EmulatedApi, body: PayBody): Scanned | undefined {
  if (body.code_url !== undefined) return { qrCode: body.code_url };
  if (body.trade_no !== undefined) return { tradeNo: body.trade_no };
  if (body.out_trade_no !== undefined) return { outTradeNo: body.out_trade_no };
  if (body.url === undefined || !URL.canParse(body.url)) return undefined;
  const { pathname, search, searchParams, host } = new URL(body.url);
  const { headers = {} } = gateway.handle({
    method: 'GET',
    target: pathname + search,
    path: pathname,
    query: searchParams,
    headers: { host },
    body: '',
  });
  const tradeNo = new URLSearchParams(headers.location?.split('?')[1]).get('code');
  return tradeNo === null ? undefined : { tradeNo };
}

/** A trade's state in the words the other emulated wallet uses. */
function payState(trade: Trade | undefined): 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' {
  if (!trade) return 'CLOSED';
  const { status, paid } = trade;
  if (status === 'WAIT_BUYER_PAY') return 'NOTPAY';
  if (status === 'TRADE_CLOSED') return paid ? 'REFUND' : 'CLOSED';
  return 'SUCCESS';
}

function fullState({ store }: Alipay, trade: Trade): object {
  const { tradeNo, terms, createdAt, status, paid } = trade;
  return {
    app_id: terms.appId,
    out_trade_no: terms.outTradeNo,
    trade_no: tradeNo,
    method: terms.method,
    trade_status: status,
    trade_state: payState(trade),
    total: terms.total,
    subject: terms.subject,
    created_at: shanghaiTime(createdAt),
    pay_until: shanghaiTime(terms.payUntil),
    paid_at: paid ? shanghaiTime(paid.at) : null,
    buyer_id: paid?.buyerId ?? null,
    refunds: refundsOf(store, tradeNo).map(bookedRefund),
    callbacks: noticesOf(store, trade).map(noticeState),
  };
}

function bookedRefund({ outRequestNo, amount, status }: Refund): object {
  return { out_request_no: outRequestNo, amount, status };
}

function noticeState(notice: Notice): object {
  return {
    id: notice.notifyId,
    kind: notice.kind,
    number: notice.number,
    attempts: notice.attempts,
    next_at: notice.nextAt === null ? null : shanghaiTime(notice.nextAt),
    delivered_at: notice.deliveredAt === null ? null : shanghaiTime(notice.deliveredAt),
  };
}
