import { reasonText } from '@zhixiao/contract/words/reasons';
import { done, type Outcome, unknown } from '../../lib/outcome.ts';
import type { RefundState, RefundTerms } from '../channel.ts';
import { fenOf, objectOf, outcomeOf, parseContent, textOf, UnexpectedContent } from './content.ts';
import { plainText } from './plain-text.ts';
import { readRefund, type WechatRefund } from './refund-content.ts';
import { refusalOutcome, type Undone } from './refusal-codes.ts';
import type { WechatAccount } from './wechat-account.ts';
import type { WechatApi } from './wechat-api.ts';

/** The body of a refund. Without a `notify_url` WeChat calls back in the old XML, so it is always there. */
export function refundRequestBody({ merchant }: WechatAccount, terms: RefundTerms): string {
  const reason = plainText(terms.reason, REASON_MAX_BYTES);
  return JSON.stringify({
    ...merchant.refundFields,
    out_trade_no: terms.paymentNo,
    out_refund_no: terms.refundNo,
    ...(reason === '' ? {} : { reason }),
    notify_url: terms.callbackUrl,
    amount: { refund: terms.refundAmount, total: terms.paidAmount, currency: 'CNY' },
  });
}

/**
 * Sends a refund as stored, any number of times. Whatever is not a verified 200 is settled by asking
 * for the same number (doc 4014959631): `not_done` needs both a definitive refusal and the verdict
 * that the number does not exist. After `not_done` with NOT_ENOUGH the same number may be sent again
 * once the merchant's balance is topped up.
 */
export async function createRefund(
  api: WechatApi,
  account: WechatAccount,
  requestBody: string,
): Promise<Outcome<RefundState>> {
  const asked = readRequestBody(requestBody);
  const answer = await api.call(account, {
    method: 'POST',
    target: REFUNDS_PATH,
    body: requestBody,
    expected: 200,
  });
  if (answer.kind === 'accepted') {
    const { content } = answer;
    return outcomeOf(() => sameRefund(asked, readRefund(content, 'status')).state);
  }
  const attempt = answer.kind === 'refused' ? refusalOutcome('create_refund', answer) : answer;
  const found = await findRefund(api, account, asked.refundNo);
  if (found.kind !== 'done')
    return unknown(reasonText('refund_unsettled', { cause: describe(attempt), second: describe(found) }));
  if (found.value === 'not_found') return attempt;
  const refund = found.value;
  return outcomeOf(() => sameRefund(asked, refund).state);
}

export async function queryRefund(
  api: WechatApi,
  account: WechatAccount,
  refundNo: string,
  paymentNo: string,
): Promise<Outcome<RefundState | 'not_found'>> {
  const found = await findRefund(api, account, refundNo);
  if (found.kind !== 'done') return found;
  const refund = found.value;
  if (refund === 'not_found') return done('not_found');
  if (refund.paymentNo !== paymentNo) return unknown(reasonText('refund_other_payment'));
  return done(refund.state);
}

const REFUNDS_PATH = '/v3/refund/domestic/refunds';
const REASON_MAX_BYTES = 80;

async function findRefund(
  api: WechatApi,
  account: WechatAccount,
  refundNo: string,
): Promise<Outcome<WechatRefund | 'not_found'>> {
  const answer = await api.call(account, {
    method: 'GET',
    target: `${REFUNDS_PATH}/${encodeURIComponent(refundNo)}${account.merchant.refundQuery}`,
    expected: 200,
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') {
    if (answer.code === 'RESOURCE_NOT_EXISTS') return done('not_found');
    return refusalOutcome('query_refund', answer);
  }
  const { content } = answer;
  return outcomeOf(() => {
    const refund = readRefund(content, 'status');
    if (refund.refundNo !== refundNo) throw new UnexpectedContent(reasonText('other_refund_no'));
    return refund;
  });
}

type AskedRefund = Pick<RefundTerms, 'refundNo' | 'paymentNo' | 'refundAmount' | 'paidAmount'>;

function readRequestBody(requestBody: string): AskedRefund {
  const content = parseContent(requestBody);
  const amount = objectOf(content, 'amount');
  return {
    refundNo: textOf(content, 'out_refund_no'),
    paymentNo: textOf(content, 'out_trade_no'),
    refundAmount: fenOf(amount, 'refund'),
    paidAmount: fenOf(amount, 'total'),
  };
}

/** The refund, provided it is the one that was asked for. @throws UnexpectedContent */
function sameRefund(asked: AskedRefund, refund: WechatRefund): WechatRefund {
  const same =
    refund.refundNo === asked.refundNo &&
    refund.paymentNo === asked.paymentNo &&
    refund.paidAmount === asked.paidAmount &&
    refund.state.refundAmount === asked.refundAmount;
  if (!same) throw new UnexpectedContent(reasonText('refund_differs'));
  return refund;
}

function describe(outcome: Undone): string {
  return outcome.kind === 'unknown' ? outcome.reason : reasonText('coded', outcome);
}
