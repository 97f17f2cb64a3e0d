import type { Agenda } from '../clock.ts';
import { randomDigits } from '../random-text.ts';
import { shanghaiDigits } from '../shanghai-time.ts';
import { transaction } from '../store.ts';
import { recordViolation } from '../violations.ts';
import { canonicalJson } from './canonical-json.ts';
import { changeBalance, findMerchant, type Merchant } from './merchant-store.ts';
import type { Order } from './order.ts';
import { changeState, findOrder, findOrderByTransaction } from './order-store.ts';
import { requireSub } from './party.ts';
import { refundCallbackContent } from './refund-content.ts';
import {
  changeRefund,
  dueRefunds,
  findRefund,
  insertRefund,
  nextSettlement,
  type Refund,
  type RefundStatus,
  refundsOf,
} from './refund-store.ts';
import type { RefundRequest } from './request-fields.ts';
import type { Wechat } from './wechat.ts';
import { invalidRequest, parameterError, resourceNotExists, WechatError } from './wechat-error.ts';
import { XML_EVENT } from './xml-callback.ts';

/**
 * Accepts a refund. The same number with the same parameters answers the refund there is, in whatever
 * state; nothing is kept of a refused one, so its number can be sent again.
 * @throws WechatError
 */
export function createRefund(
  wechat: Wechat,
  merchant: Merchant,
  body: RefundRequest,
): { readonly order: Order; readonly refund: Refund } {
  const order = orderToRefund(wechat, merchant, body);
  requireSub(order, body.sub_mchid);
  const request = canonicalJson(body);
  const known = findRefund(wechat.store, merchant.mchid, body.out_refund_no);
  if (known) {
    if (known.request !== request) throw otherTerms(wechat, body);
    return { order, refund: known };
  }
  requireRefundable(wechat, merchant, order, body);
  const refund = transaction(wechat.store, () => acceptRefund(wechat, merchant, order, body, request));
  return { order, refund };
}

/** How a refund ends. CLOSED gives the merchant its money back; ABNORMAL can still become SUCCESS. */
export function settleRefund(
  wechat: Wechat,
  refund: Refund,
  status: Exclude<RefundStatus, 'PROCESSING'>,
): Refund {
  const { store, clock, callbacks } = wechat;
  return transaction(store, () => {
    const settled = changeRefund(store, refund, status, clock.now());
    if (status === 'CLOSED') changeBalance(store, refund.mchid, refund.amount - refund.fee);
    const order = findOrder(store, refund.mchid, refund.outTradeNo);
    const oldUrl = findMerchant(store, refund.mchid)?.refundCallbackUrl ?? null;
    const notifyUrl = refund.notifyUrl ?? oldUrl;
    if (order && notifyUrl !== null) {
      callbacks.plan({
        mchid: refund.mchid,
        kind: 'refund',
        number: refund.outRefundNo,
        notifyUrl,
        eventType: refund.notifyUrl === null ? XML_EVENT : `REFUND.${status}`,
        content: JSON.stringify(refundCallbackContent(order, settled)),
      });
    }
    return settled;
  });
}

/** A refund made on the merchant platform: under a number of WeChat's own, with a callback in the old XML or none. */
export function refundByHand(wechat: Wechat, order: Order, amount: number): Refund {
  const merchant = findMerchant(wechat.store, order.mchid);
  if (!merchant) throw new Error(`order ${order.outTradeNo} has no merchant`);
  const body: RefundRequest = {
    out_trade_no: order.outTradeNo,
    out_refund_no: `${shanghaiDigits(wechat.clock.now())}${randomDigits(14)}`,
    amount: { refund: amount, total: order.total },
  };
  requireRefundable(wechat, merchant, order, body);
  return transaction(wechat.store, () => acceptRefund(wechat, merchant, order, body, canonicalJson(body)));
}

/** Refunds succeed at their time, unless a test decided otherwise. */
export function refundAgenda(wechat: Wechat): Agenda {
  const { store } = wechat;
  return {
    nextAt: () => nextSettlement(store),
    runDue(now) {
      for (const refund of dueRefunds(store, now)) settleRefund(wechat, refund, 'SUCCESS');
    },
  };
}

const REFUNDS_MAX = 50;
const REFUNDABLE_MS = 365 * 86_400_000;

function orderToRefund({ store }: Wechat, { mchid }: Merchant, body: RefundRequest): Order {
  const { transaction_id: transactionId, out_trade_no: outTradeNo } = body;
  if (transactionId === undefined && outTradeNo === undefined) {
    throw parameterError('transaction_id与out_trade_no至少填写一个');
  }
  const order =
    transactionId === undefined
      ? findOrder(store, mchid, outTradeNo ?? '')
      : findOrderByTransaction(store, mchid, transactionId);
  if (!order?.paid) throw resourceNotExists('订单不存在或未支付');
  if (outTradeNo !== undefined && outTradeNo !== order.outTradeNo) {
    throw invalidRequest('transaction_id与out_trade_no不是同一订单');
  }
  return order;
}

function otherTerms({ store, clock }: Wechat, { out_refund_no: outRefundNo }: RefundRequest): WechatError {
  recordViolation(store, 'refund_number_with_other_terms', outRefundNo, clock.now());
  return invalidRequest('商户退款单号重复，您的请求参数与首次请求不一致');
}

function requireRefundable(wechat: Wechat, merchant: Merchant, order: Order, body: RefundRequest): void {
  const { store, clock } = wechat;
  const now = clock.now();
  if (body.amount.total !== order.total) throw invalidRequest('您的请求参数与订单信息不一致：原订单金额');
  const effective = effectiveRefunds(store, order);
  const refunded = amountOf(effective);
  if (refunded + body.amount.refund > order.total) {
    recordViolation(store, 'refund_above_payment', body.out_refund_no, now);
    throw invalidRequest('申请退款金额大于订单可退金额');
  }
  if (effective.length >= REFUNDS_MAX) throw invalidRequest(`一笔订单最多退款${REFUNDS_MAX}次`);
  if (order.paid && now > order.paid.at + REFUNDABLE_MS) {
    throw new WechatError(403, 'TRADE_OVERDUE', '订单已经超过可退款的最大期限');
  }
  const lastAt = Math.max(...effective.map(({ createdAt }) => createdAt));
  if (now - lastAt < merchant.refundSpacingMs) {
    throw new WechatError(429, 'FREQUENCY_LIMITED', '同一订单的退款过于频繁，请稍后再试');
  }
  const cost = body.amount.refund - feeBack(order, refunded, body.amount.refund);
  if (merchant.balanceFen !== null && merchant.balanceFen < cost) {
    throw new WechatError(403, 'NOT_ENOUGH', '基本账户余额不足，请充值后重新发起');
  }
}

function acceptRefund(
  { store, clock }: Wechat,
  { mchid, refundDelayMs }: Merchant,
  order: Order,
  body: RefundRequest,
  request: string,
): Refund {
  const now = clock.now();
  const refund: Refund = {
    mchid,
    outRefundNo: body.out_refund_no,
    refundId: `503000${randomDigits(4)}${shanghaiDigits(now).slice(0, 8)}${randomDigits(11)}`,
    outTradeNo: order.outTradeNo,
    amount: body.amount.refund,
    fee: feeBack(order, amountOf(effectiveRefunds(store, order)), body.amount.refund),
    notifyUrl: body.notify_url ?? null,
    request,
    status: 'PROCESSING',
    createdAt: now,
    settlesAt: now + refundDelayMs,
    successAt: null,
    endedAt: null,
  };
  insertRefund(store, refund);
  if (order.state === 'SUCCESS') changeState(store, order, 'REFUND');
  changeBalance(store, mchid, refund.fee - refund.amount);
  clock.wake();
  return refund;
}

function effectiveRefunds(store: Wechat['store'], order: Order): Refund[] {
  return refundsOf(store, order).filter(({ status }) => status !== 'CLOSED');
}

function amountOf(refunds: readonly Refund[]): number {
  return refunds.reduce((sum, { amount }) => sum + amount, 0);
}

/** The fee goes back pro rata, rounded so that all refunds together give back just the whole of it. */
function feeBack({ paid, total }: Order, refunded: number, amount: number): number {
  const upTo = (fen: number) => Math.round(((paid?.fee ?? 0) * fen) / total);
  return upTo(refunded + amount) - upTo(refunded);
}
