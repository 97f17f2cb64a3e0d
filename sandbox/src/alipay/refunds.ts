import type { Agenda } from '../clock.ts';
import { shanghaiText } from '../shanghai-time.ts';
import { transaction } from '../store.ts';
import { recordViolation } from '../violations.ts';
import { yuanOf } from '../yuan.ts';
import { type Alipay, namedBuyer, PAYER_LOGON_ID } from './alipay.ts';
import { AlipayError, businessError } from './alipay-error.ts';
import { type AlipayApp, changeBalance, findApp } from './app-store.ts';
import { amountOf, type Content } from './fields.ts';
import { planNotice, refundedFen } from './notice-content.ts';
import {
  dueRefunds,
  findRefund,
  nextSettlement,
  type Refund,
  refundsOf,
  saveRefund,
} from './refund-store.ts';
import { findTradeByNo, saveProgress, type Trade } from './trade-store.ts';
import { currentTrade, namedTrade } from './trades.ts';

/**
 * Refunds. The same number with the same amount moves nothing again and says `fund_change=N`; so does
 * a refund that takes its time, whether it succeeds later or fails.
 * @throws AlipayError
 */
export function refund(alipay: Alipay, app: AlipayApp, content: Content): object {
  const trade = namedTrade(alipay, app, content);
  const amount = amountOf(content, 'refund_amount');
  const outRequestNo = content.out_request_no ?? trade.terms.outTradeNo;
  const known = findRefund(alipay.store, trade.tradeNo, outRequestNo);
  const isRepeat = known !== undefined && known.status !== 'FAILED';
  if (isRepeat && known.amount !== amount) throw otherAmount(alipay, known);
  if (isRepeat) return refundContent(alipay, app, trade, false);
  requireRefundable(alipay, app, trade, content);
  return transaction(alipay.store, () => {
    const accepted = acceptRefund(alipay, app, trade, { amount, outRequestNo, content });
    return refundContent(alipay, app, trade, accepted.status === 'SUCCESS');
  });
}

/** What `alipay.trade.fastpay.refund.query` answers: nothing at all about a refund that has not succeeded. */
export function queryRefund(alipay: Alipay, app: AlipayApp, content: Content): object {
  const { tradeNo, terms } = namedTrade(alipay, app, content);
  const found = findRefund(alipay.store, tradeNo, content.out_request_no ?? '');
  if (found?.status !== 'SUCCESS' || found.successAt === null) return {};
  const wantsTime = content.query_options?.includes('"gmt_refund_pay"') ?? false;
  return {
    out_request_no: found.outRequestNo,
    out_trade_no: terms.outTradeNo,
    refund_amount: yuanOf(found.amount),
    refund_status: 'REFUND_SUCCESS',
    total_amount: yuanOf(terms.total),
    trade_no: tradeNo,
    ...(found.reason !== null && { refund_reason: found.reason }),
    ...(wantsTime && { gmt_refund_pay: shanghaiText(found.successAt) }),
  };
}

/** Ends a refund that took its time. A failed one gives the merchant its money back. */
export function settleRefund(alipay: Alipay, pending: Refund, status: 'SUCCESS' | 'FAILED'): Refund {
  const { store, clock } = alipay;
  return transaction(store, () => {
    const successAt = status === 'SUCCESS' ? clock.now() : null;
    const settled = saveRefund(store, { ...pending, status, settlesAt: null, successAt });
    const trade = findTradeByNo(store, pending.tradeNo);
    const app = trade && findApp(store, trade.terms.appId);
    if (!trade || !app) return settled;
    if (status === 'FAILED') changeBalance(store, app.appId, pending.amount);
    else bookRefund(alipay, app, trade, settled);
    return settled;
  });
}

/** Refunds succeed at their time, unless a test decided otherwise. */
export function alipayRefundAgenda(alipay: Alipay): Agenda {
  const { store } = alipay;
  return {
    nextAt: () => nextSettlement(store),
    runDue(now) {
      for (const due of dueRefunds(store, now)) settleRefund(alipay, due, 'SUCCESS');
    },
  };
}

/** Gives the whole payment back, as cancelling it does. @throws AlipayError */
export function refundWhole(alipay: Alipay, app: AlipayApp, trade: Trade): void {
  const content = { refund_amount: yuanOf(trade.terms.total), trade_no: trade.tradeNo };
  refund(alipay, { ...app, refundDelayMs: 0 }, content);
}

function otherAmount({ store, clock }: Alipay, { outRequestNo }: Refund): AlipayError {
  recordViolation(store, 'refund_number_with_other_terms', outRequestNo, clock.now());
  return businessError('DISCORDANT_REPEAT_REQUEST', '同一退款单号的退款金额与之前的不一致');
}

function requireRefundable(alipay: Alipay, app: AlipayApp, trade: Trade, content: Content): void {
  const { store, clock } = alipay;
  const { terms, status, paid, tradeNo } = trade;
  const amount = amountOf(content, 'refund_amount');
  if (!paid) throw businessError('TRADE_STATUS_ERROR', '交易状态不合法');
  if (status === 'TRADE_FINISHED') throw businessError('TRADE_HAS_FINISHED', '交易已完结，不能退款');
  const effective = refundsOf(store, tradeNo).filter((other) => other.status !== 'FAILED');
  const refunded = effective.reduce((sum, other) => sum + other.amount, 0);
  if (refunded + amount > terms.total) {
    recordViolation(store, 'refund_above_payment', content.out_request_no ?? terms.outTradeNo, clock.now());
    throw businessError('REASON_TRADE_REFUND_FEE_ERR', '退款金额无效：大于可退金额');
  }
  if (content.out_request_no === undefined && amount !== terms.total) {
    throw businessError('REFUND_AMT_NOT_EQUAL_TOTAL', '未传退款请求号时只能全额退款');
  }
  const lastAt = Math.max(...effective.map(({ createdAt }) => createdAt));
  if (clock.now() - lastAt < app.refundSpacingMs) {
    // Three seconds are documented, the code is not: this one says nothing but "again later".
    throw new AlipayError('20000', 'aop.ACQ.SYSTEM_ERROR', '同一交易的退款间隔过短，请稍后再试');
  }
  if (app.balanceFen !== null && app.balanceFen < amount) {
    throw businessError('SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足');
  }
}

function acceptRefund(
  alipay: Alipay,
  app: AlipayApp,
  trade: Trade,
  asked: { readonly amount: number; readonly outRequestNo: string; readonly content: Content },
): Refund {
  const { store, clock } = alipay;
  const now = clock.now();
  const isDone = app.refundDelayMs === 0;
  const accepted = saveRefund(store, {
    tradeNo: trade.tradeNo,
    outRequestNo: asked.outRequestNo,
    amount: asked.amount,
    reason: asked.content.refund_reason ?? null,
    status: isDone ? 'SUCCESS' : 'PROCESSING',
    createdAt: now,
    settlesAt: isDone ? null : now + app.refundDelayMs,
    successAt: isDone ? now : null,
  });
  changeBalance(store, app.appId, -asked.amount);
  if (isDone) bookRefund(alipay, app, trade, accepted);
  else clock.wake();
  return accepted;
}

/** What a refund that went through does to its trade: the last fen closes it. */
function bookRefund(alipay: Alipay, app: AlipayApp, trade: Trade, done: Refund): void {
  const { store, clock } = alipay;
  const isWhole = refundedFen(alipay, trade.tradeNo) === trade.terms.total;
  const booked = isWhole
    ? saveProgress(store, { ...trade, status: 'TRADE_CLOSED', closedAt: clock.now() })
    : currentTrade(alipay, trade);
  if (app.refundNotices) planNotice(alipay, app, booked, done);
}

/** `refund_fee` is the sum of all refunds of the trade, not this one's amount. */
function refundContent(alipay: Alipay, app: AlipayApp, trade: Trade, hasMoved: boolean): object {
  const { tradeNo, terms, paid } = trade;
  return {
    buyer_logon_id: PAYER_LOGON_ID,
    ...(paid && namedBuyer(app, paid.buyerId, 'buyer_user_id')),
    fund_change: hasMoved ? 'Y' : 'N',
    gmt_refund_pay: shanghaiText(alipay.clock.now()),
    out_trade_no: terms.outTradeNo,
    refund_fee: yuanOf(refundedFen(alipay, tradeNo)),
    send_back_fee: '0.00',
    trade_no: tradeNo,
  };
}
