import { randomDigits, randomLetters } from '../random-text.ts';
import { instantOf, shanghaiDigits, shanghaiText } from '../shanghai-time.ts';
import { transaction } from '../store.ts';
import { recordViolation } from '../violations.ts';
import { yuanOf } from '../yuan.ts';
import { type Alipay, idForApp, namedBuyer, PAYER_LOGON_ID } from './alipay.ts';
import { businessError, invalidParameter, tradeNotExist } from './alipay-error.ts';
import type { AlipayApp } from './app-store.ts';
import { amountOf, type Content } from './fields.ts';
import type { Parameters } from './signature.ts';
import {
  changeTerms,
  findCodeOf,
  findTrade,
  findTradeByNo,
  insertCode,
  insertTrade,
  saveProgress,
  type Terms,
  type Trade,
} from './trade-store.ts';

/** What a request asks to be paid. @throws AlipayError */
export function termsOf(
  { clock }: Alipay,
  { appId, sellerId }: AlipayApp,
  parameters: Parameters,
  content: Content,
): Terms {
  const total = amountOf(content, 'total_amount');
  if (total > TOTAL_MAX) throw businessError('TOTAL_FEE_EXCEED', '订单总金额不在允许范围内');
  const boundBuyer = content.buyer_id ?? content.buyer_open_id ?? null;
  if (boundBuyer === sellerId) throw businessError('BUYER_SELLER_EQUAL', '买卖家不能相同');
  const payUntil = payUntilOf(content, clock.now());
  if (payUntil <= clock.now()) {
    throw businessError('NOW_TIME_AFTER_EXPIRE_TIME_ERROR', '当前时间已超过允许支付的时间');
  }
  return {
    appId,
    outTradeNo: content.out_trade_no ?? '',
    method: parameters.method ?? '',
    total,
    subject: content.subject ?? '',
    body: content.body ?? null,
    boundBuyer,
    notifyUrl: parameters.notify_url ?? null,
    returnUrl: parameters.return_url ?? null,
    quitUrl: content.quit_url ?? null,
    passbackParams: content.passback_params ?? null,
    payUntil,
  };
}

/**
 * A payer arrives at these terms: makes the trade, or finds the one there is.
 * @throws AlipayError when that one is over, or is about something else
 */
export function enterTrade(alipay: Alipay, terms: Terms): Trade {
  const { store, clock } = alipay;
  const known = currentTrade(alipay, findTrade(store, terms.appId, terms.outTradeNo));
  if (known) {
    requireSame(alipay, known, terms);
    return changeTerms(store, known, terms);
  }
  const now = clock.now();
  const trade: Trade = {
    tradeNo: `${shanghaiDigits(now).slice(0, 8)}22001400${randomDigits(12)}`,
    terms,
    createdAt: now,
    status: 'WAIT_BUYER_PAY',
    paid: undefined,
    closedAt: null,
  };
  insertTrade(store, trade);
  return trade;
}

/** Makes a code to scan, once per number. @throws AlipayError */
export function offerCode(alipay: Alipay, terms: Terms, origin: string): string {
  const { store, clock } = alipay;
  const trade = currentTrade(alipay, findTrade(store, terms.appId, terms.outTradeNo));
  if (trade) requireSame(alipay, trade, terms);
  const known = findCodeOf(store, terms.appId, terms.outTradeNo);
  if (known && !hasSameBase(known.terms, terms)) recordOtherTerms(alipay, terms);
  if (known) throw businessError('APPLY_PC_MERCHANT_CODE_ERROR', '申请二维码错误：该订单号已申请过二维码');
  const qrCode = `${origin}/qr/bax${randomLetters(20)}`;
  insertCode(store, { qrCode, terms, expiresAt: Math.min(terms.payUntil, clock.now() + CODE_LIFE_MS) });
  return qrCode;
}

/** The trade a request names. @throws AlipayError when Alipay does not know it, or not yet */
export function namedTrade(alipay: Alipay, { appId }: AlipayApp, content: Content): Trade {
  const { trade_no: tradeNo, out_trade_no: outTradeNo } = content;
  if (tradeNo === undefined && outTradeNo === undefined) {
    throw invalidParameter('trade_no 与 out_trade_no 不能同时为空');
  }
  const named =
    tradeNo === undefined
      ? findTrade(alipay.store, appId, outTradeNo ?? '')
      : findTradeByNo(alipay.store, tradeNo);
  const trade = currentTrade(alipay, named);
  if (trade?.terms.appId !== appId) throw tradeNotExist();
  return trade;
}

/** What time alone has made of a trade: timed out, or past refunding. */
export function currentTrade<T extends Trade | undefined>({ store, clock }: Alipay, trade: T): T {
  if (!trade) return trade;
  const { status, paid, terms } = trade;
  if (status === 'WAIT_BUYER_PAY' && clock.now() >= terms.payUntil) {
    return saveProgress(store, { ...trade, status: 'TRADE_CLOSED', closedAt: terms.payUntil }) as T;
  }
  if (status === 'TRADE_SUCCESS' && paid && clock.now() >= paid.at + REFUNDABLE_MS) {
    return saveProgress(store, { ...trade, status: 'TRADE_FINISHED' }) as T;
  }
  return trade;
}

/** @throws AlipayError unless the trade waits for its payer */
export function closeTrade({ store, clock }: Alipay, trade: Trade): void {
  if (trade.status !== 'WAIT_BUYER_PAY') throw businessError('TRADE_STATUS_ERROR', '交易状态不合法');
  transaction(store, () => saveProgress(store, { ...trade, status: 'TRADE_CLOSED', closedAt: clock.now() }));
}

/** The answer of a query for a trade. */
export function tradeContent(app: AlipayApp, { tradeNo, terms, status, paid }: Trade): object {
  const charged = yuanOf(paid ? terms.total : 0);
  return {
    buyer_logon_id: PAYER_LOGON_ID,
    buyer_pay_amount: charged,
    invoice_amount: charged,
    out_trade_no: terms.outTradeNo,
    point_amount: '0.00',
    receipt_amount: charged,
    total_amount: yuanOf(terms.total),
    trade_no: tradeNo,
    trade_status: status,
    ...(paid && {
      send_pay_date: shanghaiText(paid.at),
      fund_bill_list: [{ amount: charged, fund_channel: 'ALIPAYACCOUNT' }],
      ...namedBuyer(app, paid.buyerId, 'buyer_user_id'),
    }),
  };
}

/** Whether a trade was made for somebody else than this user. */
export function isForOther(app: AlipayApp, { boundBuyer }: Terms, userId: string): boolean {
  return (
    boundBuyer !== null &&
    boundBuyer !== userId &&
    boundBuyer !== idForApp({ ...app, identity: 'open_id' }, userId)
  );
}

const TOTAL_MAX = 100_000_000_00;
const DAY_MS = 86_400_000;
const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS };
const PAYABLE_MS = 15 * DAY_MS;
const CODE_LIFE_MS = 2 * 3_600_000;
/** Twelve months after the payment a trade can no longer be refunded. */
const REFUNDABLE_MS = 365 * DAY_MS;

/** `time_expire` wins over `timeout_express`; without either a trade can be paid for 15 days. */
function payUntilOf({ time_expire: expire, timeout_express: express = '15d' }: Content, now: number): number {
  if (expire !== undefined) {
    const at = instantOf(expire);
    if (at === undefined) throw invalidParameter('time_expire 格式不对');
    return Math.min(at, now + PAYABLE_MS);
  }
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(express) ?? [];
  if (count === undefined) return instantOf(`${shanghaiText(now).slice(0, 10)} 23:59:59`) ?? now;
  return now + Math.min(Number(count) * (UNITS_MS[unit] ?? 0), PAYABLE_MS);
}

function requireSame(alipay: Alipay, { status, paid, terms: known }: Trade, terms: Terms): void {
  if (!hasSameBase(known, terms)) {
    recordOtherTerms(alipay, terms);
    throw businessError('CONTEXT_INCONSISTENT', '交易信息被篡改：与首次请求不一致');
  }
  if (paid) throw businessError('TRADE_HAS_SUCCESS', '交易已被支付');
  if (status === 'TRADE_CLOSED') throw businessError('TRADE_HAS_CLOSE', '交易已经关闭');
  if (known.boundBuyer !== null && terms.boundBuyer !== null && known.boundBuyer !== terms.boundBuyer) {
    throw businessError('TRADE_BUYER_NOT_MATCH', '交易买家不匹配');
  }
}

function recordOtherTerms({ store, clock }: Alipay, { outTradeNo }: Terms): void {
  recordViolation(store, 'order_number_with_other_terms', outTradeNo, clock.now());
}

/** The base data that a number stands for. */
function hasSameBase(known: Terms, terms: Terms): boolean {
  return known.total === terms.total && known.subject === terms.subject && known.body === terms.body;
}
