import { transaction } from '../store.ts';
import { type Alipay, PAYER_USER_ID } from './alipay.ts';
import { AlipayError } from './alipay-error.ts';
import { changeBalance, findApp } from './app-store.ts';
import { planNotice } from './notice-content.ts';
import {
  findCode,
  findCodeOfAnyApp,
  findTrade,
  findTradeByNo,
  findTradeOfAnyApp,
  saveProgress,
  type Terms,
  type Trade,
} from './trade-store.ts';
import { currentTrade, enterTrade, isForOther } from './trades.ts';

/** What the payer has in hand: a scanned code, a trade, or (for tests) the merchant's number. */
export type Scanned =
  | { readonly qrCode: string }
  | { readonly tradeNo: string }
  | { readonly outTradeNo: string };

/** Why a trade cannot be paid. */
export type Obstacle = 'code_expired' | 'expired' | 'closed' | 'paid' | 'other_payer' | 'other_terms';

/** The payer's view. There is no trade if the code had expired before it was scanned. */
export interface Bill {
  readonly terms: Terms;
  readonly sellerId: string;
  readonly trade: Trade | undefined;
  readonly obstacle: Obstacle | undefined;
}

export interface WalletResult {
  /** Whether this very act moved money. */
  readonly paid: boolean;
  readonly trade: Trade | undefined;
  readonly message: string;
}

/** Looks up what was scanned; scanning a code makes its trade. Undefined when Alipay never gave it out. */
export function scan(alipay: Alipay, scanned: Scanned, userId = PAYER_USER_ID): Bill | undefined {
  const { store } = alipay;
  if ('qrCode' in scanned) return scanCode(alipay, findCode(store, scanned.qrCode.trim()), userId);
  const trade =
    'tradeNo' in scanned
      ? findTradeByNo(store, scanned.tradeNo.trim())
      : findTradeOfAnyApp(store, scanned.outTradeNo);
  if (trade) return billOf(alipay, currentTrade(alipay, trade), userId);
  return 'tradeNo' in scanned
    ? undefined
    : scanCode(alipay, findCodeOfAnyApp(store, scanned.outTradeNo), userId);
}

/**
 * The payer confirms, or the wallet refuses (no money on the card). Nothing can come between the
 * check and the payment: a close comes before or after. A refusal leaves the trade payable and
 * sends no notice.
 */
export function payBill(
  alipay: Alipay,
  { trade, obstacle }: Bill,
  result: 'success' | 'refuse',
  userId = PAYER_USER_ID,
): WalletResult {
  if (obstacle) return { paid: false, trade, message: OBSTACLES[obstacle] };
  const app = trade && findApp(alipay.store, trade.terms.appId);
  if (!trade || !app) throw new Error('a bill without an obstacle has a trade of an app');
  if (result === 'refuse') return { paid: false, trade, message: '余额不足，支付失败' };
  const { store, clock } = alipay;
  return transaction(store, () => {
    const paid = { at: clock.now(), buyerId: userId };
    const done = saveProgress(store, { ...trade, status: 'TRADE_SUCCESS', paid });
    changeBalance(store, app.appId, trade.terms.total);
    planNotice(alipay, app, done);
    return { paid: true, trade: done, message: '支付成功' };
  });
}

export const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  code_expired: '二维码已失效',
  expired: '订单已过支付截止时间',
  closed: '交易已关闭',
  paid: '交易已支付',
  other_payer: '交易买家不匹配',
  other_terms: '交易信息与首次请求不一致',
};

function scanCode(alipay: Alipay, code: ReturnType<typeof findCode>, userId: string): Bill | undefined {
  if (!code) return undefined;
  const { terms, expiresAt } = code;
  const app = findApp(alipay.store, terms.appId);
  if (!app) return undefined;
  const refused = (obstacle: Obstacle): Bill => {
    const trade = findTrade(alipay.store, terms.appId, terms.outTradeNo);
    return { terms, sellerId: app.sellerId, trade, obstacle };
  };
  const now = alipay.clock.now();
  try {
    const isOver = now >= Math.min(expiresAt, terms.payUntil);
    return isOver ? refused('code_expired') : billOf(alipay, enterTrade(alipay, terms), userId);
  } catch (error) {
    if (!(error instanceof AlipayError)) throw error;
    return refused(OBSTACLES_OF_ENTRY[error.subCode] ?? 'closed');
  }
}

const OBSTACLES_OF_ENTRY: Readonly<Record<string, Obstacle>> = {
  'ACQ.TRADE_HAS_SUCCESS': 'paid',
  'ACQ.TRADE_HAS_CLOSE': 'closed',
  'ACQ.CONTEXT_INCONSISTENT': 'other_terms',
};

function billOf(alipay: Alipay, trade: Trade, userId: string): Bill | undefined {
  const app = findApp(alipay.store, trade.terms.appId);
  if (!app) return undefined;
  const { terms } = trade;
  const obstacle = obstacleOf(trade, alipay.clock.now());
  const isOther = obstacle === undefined && isForOther(app, terms, userId);
  return { terms, sellerId: app.sellerId, trade, obstacle: isOther ? 'other_payer' : obstacle };
}

function obstacleOf({ status, paid, terms }: Trade, now: number): Obstacle | undefined {
  if (paid) return 'paid';
  if (status === 'TRADE_CLOSED') return now >= terms.payUntil ? 'expired' : 'closed';
  return undefined;
}
