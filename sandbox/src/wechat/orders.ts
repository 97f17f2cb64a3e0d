import { randomDigits, randomLetters } from '../random-text.ts';
import { shanghaiDigits } from '../shanghai-time.ts';
import { transaction } from '../store.ts';
import { recordViolation } from '../violations.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Merchant } from './merchant-store.ts';
import type { Order, SubMerchant, TradeType } from './order.ts';
import { changeState, expireHandles, findOrder, insertHandle, insertOrder } from './order-store.ts';
import type { OrderRequest } from './request-fields.ts';
import type { Wechat } from './wechat.ts';
import { parameterError, WechatError } from './wechat-error.ts';

/**
 * Creates an order, or gives a fresh handle for one that was created with the very same parameters.
 * @returns the handle: a `code_url` for NATIVE, otherwise a `prepay_id`
 * @throws WechatError
 */
export function createOrder(
  wechat: Wechat,
  merchant: Merchant,
  tradeType: TradeType,
  body: OrderRequest,
  sub: SubMerchant | null,
): string {
  if (body.mchid !== merchant.mchid) throw parameterError('请求中的mchid与签名所用的商户号不一致');
  if (!merchant.appids.includes(body.appid)) {
    const message = 'appid和mch_id不匹配，请检查后再试';
    throw new WechatError(400, 'APPID_MCHID_NOT_MATCH', message, { internalCode: 268445527 });
  }
  const request = canonicalJson({ trade_type: tradeType, ...(sub && { sub }), ...body });
  const known = currentOrder(wechat, merchant.mchid, body.out_trade_no);
  if (known) requireRepeatable(wechat, known, request);
  return transaction(wechat.store, () =>
    newHandle(wechat, known ?? newOrder(wechat, merchant, tradeType, { body, sub }, request)),
  );
}

/** The order as it is now: an unpaid one closes when it expires. */
export function currentOrder(wechat: Wechat, mchid: string, outTradeNo: string): Order | undefined {
  const order = findOrder(wechat.store, mchid, outTradeNo);
  return order && withAge(wechat, order);
}

/** Applies what time alone does to an order. */
export function withAge(wechat: Wechat, order: Order): Order {
  const endsAt = Math.max(order.createdAt + UNPAID_LIFE_MS, order.payUntil);
  if (order.state !== 'NOTPAY' || wechat.clock.now() < endsAt) return order;
  changeState(wechat.store, order, 'CLOSED');
  return { ...order, state: 'CLOSED' };
}

/** Closes an unpaid order; closing it again succeeds. @throws WechatError */
export function closeOrder(wechat: Wechat, order: Order): void {
  if (order.paid) {
    throw new WechatError(400, 'ORDER_PAID', '该订单已支付', { internalCode: 268449538 });
  }
  if (order.state === 'NOTPAY') changeState(wechat.store, order, 'CLOSED');
}

/** How long a `code_url` or a `prepay_id` can be paid with; an H5 address lives shorter. */
const HANDLE_LIFE_MS = 2 * 3_600_000;
const H5_LIFE_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const UNPAID_LIFE_MS = 7 * DAY_MS;
/** A shorter deadline is lifted to this. */
const PAY_TIME_MIN_MS = 60_000;
const PAY_DAYS_MAX: Readonly<Record<TradeType, number>> = { NATIVE: 7, JSAPI: 15, MWEB: 15, APP: 15 };

function newOrder(
  wechat: Wechat,
  merchant: Merchant,
  tradeType: TradeType,
  { body, sub }: { readonly body: OrderRequest; readonly sub: SubMerchant | null },
  request: string,
): Order {
  const now = wechat.clock.now();
  const order: Order = {
    mchid: merchant.mchid,
    outTradeNo: body.out_trade_no,
    tradeType,
    appid: body.appid,
    sub,
    description: body.description,
    attach: body.attach ?? null,
    notifyUrl: body.notify_url,
    total: body.amount.total,
    boundOpenid: body.payer?.openid ?? null,
    request,
    createdAt: now,
    payUntil: payUntil(now, tradeType, body.time_expire),
    state: 'NOTPAY',
    toldState: null,
    paid: undefined,
  };
  insertOrder(wechat.store, order);
  return order;
}

function payUntil(now: number, tradeType: TradeType, timeExpire: string | undefined): number {
  if (timeExpire === undefined) return now + UNPAID_LIFE_MS;
  const at = RFC3339.test(timeExpire) ? Date.parse(timeExpire) : Number.NaN;
  const issue = timeIssue(at, now, PAY_DAYS_MAX[tradeType]);
  if (issue === undefined) return Math.max(at, now + PAY_TIME_MIN_MS);
  const detail = { field: '/time_expire', value: timeExpire, issue, location: 'body' } as const;
  throw parameterError(`time_expire${issue}`, detail);
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)$/;

function timeIssue(at: number, now: number, daysMax: number): string | undefined {
  if (Number.isNaN(at)) return '格式不符合rfc3339';
  if (at <= now) return '早于当前时间';
  return at > now + daysMax * DAY_MS ? `超过${daysMax}天` : undefined;
}

function requireRepeatable(wechat: Wechat, order: Order, request: string): void {
  const same = order.request === request;
  const now = wechat.clock.now();
  if (!same) recordViolation(wechat.store, 'order_number_with_other_terms', order.outTradeNo, now);
  if (order.paid) throw new WechatError(400, 'ORDERPAID', '该订单已支付', { internalCode: 268498689 });
  if (order.state === 'CLOSED' || now >= order.payUntil) {
    throw new WechatError(400, 'ORDER_CLOSED', '该订单已关闭', { internalCode: 268447914 });
  }
  if (!same) {
    const message = '商户订单号重复，请求重入时参数与首次请求不一致';
    throw new WechatError(403, 'OUT_TRADE_NO_USED', message, { internalCode: 268498688 });
  }
}

function newHandle({ store, clock }: Wechat, order: Order): string {
  const now = clock.now();
  // Of several QR codes only the last one shown can be paid.
  if (order.tradeType === 'NATIVE') expireHandles(store, order, now);
  const handle =
    order.tradeType === 'NATIVE'
      ? `weixin://wxpay/bizpayurl?pr=${randomLetters(7)}zz`
      : `wx${shanghaiDigits(now)}${randomDigits(20)}`;
  const { mchid, outTradeNo } = order;
  const lifeMs = order.tradeType === 'MWEB' ? H5_LIFE_MS : HANDLE_LIFE_MS;
  insertHandle(store, { handle, mchid, outTradeNo, expiresAt: now + lifeMs });
  return handle;
}
