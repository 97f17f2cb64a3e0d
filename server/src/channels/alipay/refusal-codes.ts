import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Outcome } from '../../lib/outcome.ts';
import { MISCONFIGURED } from '../channel.ts';
import type { AlipayRefusal } from './alipay-api.ts';

export type AlipayCall =
  | 'create_payment'
  | 'query_payment'
  | 'close_payment'
  | 'create_refund'
  | 'query_refund'
  | 'payer_identity'
  | 'campus_card'
  | 'fetch_bill';

/** An outcome that is not `done`. */
export type Undone = Exclude<Outcome<never>, { kind: 'done' }>;

/**
 * What a refusal comes to. Only the codes listed below prove that this call did nothing; any other,
 * the ones that mean "already paid" included, is unknown and left to a query. Codes are looked for
 * inside the text, because Alipay's own prefixes vary (`ACQ.`, `AQC.`, `aop.ACQ.`).
 */
export function refusalOutcome(call: AlipayCall, { level, code, message }: AlipayRefusal): Undone {
  const unproven = { kind: 'unknown', reason: reasonText('refused', { who: '支付宝', code }) } as const;
  if (level === 'unsigned_business') return unproven;
  if (level === 'gateway' || CONFIGURATION_CODES.test(code)) {
    return {
      kind: 'not_done',
      code: MISCONFIGURED,
      message: reasonText('misconfigured_account', { who: '支付宝', code, message }),
    };
  }
  if (DEFINITIVE_CODES[call]?.test(code)) return { kind: 'not_done', code, message };
  if (code.includes('DISCORDANT_REPEAT_REQUEST')) {
    return { kind: 'unknown', reason: reasonText('refund_other_amount', { code }) };
  }
  return unproven;
}

/** Whether Alipay proved that it has no trade by this number, or not yet: a code may still be scanned. */
export function isTradeUnknown({ level, code }: AlipayRefusal): boolean {
  return level === 'business' && code.includes('TRADE_NOT_EXIST');
}

/** Whether a close was refused for the state of the trade: paid, or closed already. */
export function isPastClosing({ code }: AlipayRefusal): boolean {
  return PAST_CLOSING_CODES.test(code);
}

/** What Alipay proved about a bill it does not give; undefined when it refused for something else. */
export function absenceOfBill({ level, code }: AlipayRefusal): 'not_ready' | 'empty' | undefined {
  if (level !== 'business') return undefined;
  if (/NO_BILL_DATA|BILL_DATE_BEFORE_REGISTRATION/.test(code)) return 'empty';
  // said of a day without business and of a bill that is still being made alike
  return /bill_not_exist/i.test(code) ? 'not_ready' : undefined;
}

function anyOf(...codes: readonly string[]): RegExp {
  return new RegExp(codes.join('|'));
}

const CONFIGURATION_CODES = anyOf(
  'ACCESS_FORBIDDEN',
  'PARTNER_ERROR',
  'INVALID_PARAMETER',
  'EXIST_FORBIDDEN_WORD',
  'BEYOND_PAY_RESTRICTION',
  'BEYOND_PER_RECEIPT_',
  'MERCHANT_PERM_RECEIPT_',
  'MERCHANT_STATUS_NOT_NORMAL',
  'RISK_MERCHANT_IP_NOT_EXIST',
  'SUB_GOODS_SIZE_MAX_COUNT',
);

const PAST_CLOSING_CODES = anyOf(
  'TRADE_STATUS_ERROR',
  'REASON_TRADE_STATUS_INVALID',
  'REASON_ILLEGAL_STATUS',
  'TRADE_HAS_SUCCESS',
  'TRADE_HAS_CLOSE',
);

const DEFINITIVE_CODES: Readonly<Partial<Record<AlipayCall, RegExp>>> = {
  create_payment: anyOf(
    'TRADE_HAS_CLOSE',
    'NOW_TIME_AFTER_EXPIRE_TIME_ERROR',
    'BUYER_SELLER_EQUAL',
    'TOTAL_FEE_EXCEED',
    'BUYER_\\w*LIMIT',
    'BUYER_ENABLE_STATUS_FORBID',
    'TRADE_BUYER_NOT_MATCH',
  ),
  fetch_bill: anyOf('TYPE_NOT_SUPPORTED', 'INVAILID_ARGUMENTS'),
  create_refund: anyOf(
    // The merchant's balance: after a top-up the same number goes through.
    'SELLER_BALANCE_NOT_ENOUGH',
    'REFUND_AMT_NOT_EQUAL_TOTAL',
    'REASON_TRADE_REFUND_FEE_ERR',
    'TRADE_HAS_FINISHED',
    'TRADE_HAS_CLOSE',
    'TRADE_NOT_EXIST',
    'TRADE_NOT_ALLOW_REFUND',
    'NOT_ALLOW_PARTIAL_REFUND',
    'REFUND_FEE_ERROR',
    'BUYER_ERROR',
    'REASON_TRADE_BEEN_FREEZEN',
    'TRADE_SETTLE_ERROR',
    'REFUNDALLOC_UNAUTH_LIMIT',
  ),
};
