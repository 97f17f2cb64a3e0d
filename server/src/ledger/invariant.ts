import type { Words } from '../lib/words.ts';

/** What must hold in the books at any instant, whatever channels, partners and machines did, in words. */
export const INVARIANTS = {
  ledger_balances: {
    zh: '每笔记账的借贷相等',
    en: 'every ledger transaction balances',
  },
  received_once: {
    zh: '收到的每笔款项记账一次，金额一致',
    en: 'money received is posted once, in its amount',
  },
  received_only: {
    zh: '没有收到的款项没有记账',
    en: 'nothing is posted as received that was not',
  },
  transaction_once: {
    zh: '同一商户号下，渠道的一个交易号只对应一笔支付',
    en: 'a transaction number pays once at one merchant account',
  },
  paid_by_one: {
    zh: '订单已支付，当且仅当有一笔支付付清了它',
    en: 'an order is paid exactly when one payment paid it',
  },
  refunds_add_up: {
    zh: '支付上的退款中金额和已退金额等于其各笔退款之和',
    en: 'reserved and refunded amounts are those of the refunds',
  },
  refunds_within_paid: {
    zh: '退款不超过实付金额',
    en: 'refunds do not exceed what was paid',
  },
  refunds_posted: {
    zh: '每笔退款的记账与其状态一致',
    en: 'every refund is posted as it stands',
  },
  unwanted_goes_back: {
    zh: '迟到和重复的款项已退回或正在退回',
    en: 'money nobody asked for has gone back or is on its way',
  },
  commission_as_billed: {
    zh: '手续费按对账单记账',
    en: 'a commission is posted as a line of a bill has it',
  },
  bills_in_books: {
    zh: '对账单上的款项都已按金额入账，或列为差异',
    en: 'money on a bill is in the books in its amount, or a known difference',
  },
  day_sums_agree: {
    zh: '日汇总与账目一致',
    en: 'the sums by day are those of the ledger',
  },
  partner_notified: {
    zh: '已支付的订单有通知，未支付的没有',
    en: 'the partner of a paid order is notified, and of no other',
  },
  delivered_acknowledged: {
    zh: '记为已送达的通知得到过确认',
    en: 'what counts as delivered was acknowledged',
  },
} as const satisfies Record<string, Words>;

export type Invariant = keyof typeof INVARIANTS;

/** What came of the check of one invariant. */
export interface InvariantResult {
  readonly invariant: Invariant;
  readonly state: 'holds' | 'violated' | 'unchecked';
  /** The numbers of what violates it (orders, payments, refunds, ledger transactions), a hundred at most. */
  readonly subjects: readonly string[];
  /** Whether there are more than those. */
  readonly isMore: boolean;
  /** Why it could not be checked, as the database says. */
  readonly reason?: string;
  readonly tookMs: number;
}
