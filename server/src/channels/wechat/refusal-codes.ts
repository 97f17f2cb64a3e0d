import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Outcome } from '../../lib/outcome.ts';
import { MISCONFIGURED } from '../channel.ts';
import type { WechatRefusal } from './wechat-api.ts';

export type WechatCall =
  | 'create_payment'
  | 'query_payment'
  | 'close_payment'
  | 'create_refund'
  | 'query_refund'
  | 'fetch_bill';

/** An outcome that is not `done`. */
export type Undone = Exclude<Outcome<never>, { kind: 'done' }>;

/**
 * What a refusal comes to. Only the codes listed below prove that this call did nothing; any other,
 * the ones that mean "already paid" included, is unknown and left to a query.
 */
export function refusalOutcome(call: WechatCall, { code, message }: WechatRefusal): Undone {
  if (CONFIGURATION_CODES.has(code)) {
    return {
      kind: 'not_done',
      code: MISCONFIGURED,
      message: reasonText('misconfigured_merchant', { who: '微信支付', code, message }),
    };
  }
  if (DEFINITIVE_CODES.has(code) || DEFINITIVE_CODES_OF[call].has(code)) {
    return { kind: 'not_done', code, message };
  }
  return { kind: 'unknown', reason: reasonText('refused', { who: '微信支付', code }) };
}

/** What WeChat said of a bill it does not give; undefined when it refused for something else. */
export function absenceOfBill({ code }: WechatRefusal): 'not_ready' | 'empty' | undefined {
  if (code === 'STATEMENT_CREATING') return 'not_ready';
  // the older name is that of the interface before v3
  return code === 'NO_STATEMENT_EXIST' || code === 'NO_BILL_EXIST' ? 'empty' : undefined;
}

const CONFIGURATION_CODES: ReadonlySet<string> = new Set([
  'SIGN_ERROR',
  'APPID_MCHID_NOT_MATCH',
  'MCH_NOT_EXISTS',
  'NO_AUTH',
]);

const DEFINITIVE_CODES: ReadonlySet<string> = new Set(['PARAM_ERROR', 'INVALID_REQUEST']);

const DEFINITIVE_CODES_OF: Readonly<Record<WechatCall, ReadonlySet<string>>> = {
  create_payment: new Set(['ORDER_CLOSED', 'RULE_LIMIT']),
  query_payment: new Set(),
  close_payment: new Set(),
  create_refund: new Set([
    // The merchant's balance: after a top-up the same number goes through.
    'NOT_ENOUGH',
    'USER_ACCOUNT_ABNORMAL',
    'RESOURCE_NOT_EXISTS',
    'TRADE_OVERDUE',
    'REFUND_FEE_MISMATCH',
    'REQUEST_BLOCKED',
  ]),
  query_refund: new Set(),
  fetch_bill: new Set(),
};
