import { randomDigits } from '../random-text.ts';
import { shanghaiDigits } from '../shanghai-time.ts';
import { transaction } from '../store.ts';
import { changeBalance, findMerchant } from './merchant-store.ts';
import type { Order } from './order.ts';
import { orderContent } from './order-content.ts';
import { findHandle, findOrder, findOrderOfAnyMerchant, markPaid } from './order-store.ts';
import { withAge } from './orders.ts';
import { PAYER_OPENID, type Wechat } from './wechat.ts';

/** What the payer has in hand: a scanned code, a prepay id, or (for tests) the merchant's number. */
export type Scanned =
  | { readonly handle: string }
  | { readonly outTradeNo: string; readonly mchid?: string | undefined };

/** Why an order cannot be paid. */
export type Obstacle = 'handle_expired' | 'order_expired' | 'closed' | 'paid' | 'other_payer';

/** The payer's view of an order. */
export interface Bill {
  readonly order: Order;
  readonly obstacle: Obstacle | undefined;
}

export interface WalletResult {
  /** Whether this very act moved money. */
  readonly paid: boolean;
  readonly order: Order;
  readonly message: string;
}

/**
 * Looks up what was scanned; undefined when WeChat never gave it out.
 * @param openid the owner of the phone; when left out, any payer who is allowed
 */
export function scan(wechat: Wechat, scanned: Scanned, openid?: string): Bill | undefined {
  const found = 'handle' in scanned ? byHandle(wechat, scanned.handle) : byNumber(wechat, scanned);
  if (!found) return undefined;
  const order = withAge(wechat, found.order);
  return { order, obstacle: obstacleOf(order, found.handleExpiresAt, openid, wechat.clock.now()) };
}

/**
 * The payer confirms, or the wallet refuses (no money on the card). Nothing can come between the
 * check and the payment: a close comes before or after. A refusal leaves the order payable and
 * sends no callback.
 */
export function payBill(
  wechat: Wechat,
  { order, obstacle }: Bill,
  result: 'success' | 'refuse',
  openid = order.boundOpenid ?? PAYER_OPENID,
): WalletResult {
  if (obstacle) return { paid: false, order, message: OBSTACLES[obstacle] };
  if (result === 'refuse') return { paid: false, order, message: '余额不足，支付失败' };
  const { store, clock, callbacks } = wechat;
  return transaction(store, () => {
    const now = clock.now();
    const transactionId = `42000${randomDigits(5)}${shanghaiDigits(now).slice(0, 8)}${randomDigits(10)}`;
    const feeBasisPoints = findMerchant(store, order.mchid)?.feeBasisPoints ?? 0;
    const fee = Math.round((order.total * feeBasisPoints) / 10_000);
    const payment = { transactionId, at: now, openid, fee, feeBasisPoints };
    const paid: Order = { ...order, state: 'SUCCESS', paid: payment };
    markPaid(store, order, payment);
    changeBalance(store, order.mchid, order.total - fee);
    callbacks.plan({
      mchid: order.mchid,
      kind: 'payment',
      number: order.outTradeNo,
      notifyUrl: order.notifyUrl,
      eventType: 'TRANSACTION.SUCCESS',
      content: JSON.stringify(orderContent(paid)),
    });
    return { paid: true, order: paid, message: '支付成功' };
  });
}

export const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  handle_expired: '二维码或支付会话已失效',
  order_expired: '订单已过支付截止时间',
  closed: '订单已关闭',
  paid: '订单已支付',
  other_payer: '下单账号与支付账号不一致',
};

interface Found {
  readonly order: Order;
  readonly handleExpiresAt: number;
}

function byHandle({ store }: Wechat, text: string): Found | undefined {
  const handle = findHandle(store, text.trim().replace(/^prepay_id=/, ''));
  const order = handle && findOrder(store, handle.mchid, handle.outTradeNo);
  return order && { order, handleExpiresAt: handle.expiresAt };
}

function byNumber(
  { store }: Wechat,
  { outTradeNo, mchid }: { readonly outTradeNo: string; readonly mchid?: string | undefined },
): Found | undefined {
  const order =
    mchid === undefined ? findOrderOfAnyMerchant(store, outTradeNo) : findOrder(store, mchid, outTradeNo);
  return order && { order, handleExpiresAt: Number.POSITIVE_INFINITY };
}

function obstacleOf(
  order: Order,
  handleExpiresAt: number,
  openid: string | undefined,
  now: number,
): Obstacle | undefined {
  if (order.paid) return 'paid';
  if (order.state === 'CLOSED') return 'closed';
  if (now >= order.payUntil) return 'order_expired';
  if (now >= handleExpiresAt) return 'handle_expired';
  const isOther = openid !== undefined && order.boundOpenid !== null && order.boundOpenid !== openid;
  return isOther ? 'other_payer' : undefined;
}
