import { reasonText } from '@zhixiao/contract/words/reasons';
import { done, type Outcome, unknown } from '../../lib/outcome.ts';
import type { RefundState, RefundTerms } from '../channel.ts';
import type { AlipayAccount } from './alipay-account.ts';
import type { AlipayAnswer, AlipayApi } from './alipay-api.ts';
import {
  type Content,
  optionalTextOf,
  outcomeOf,
  parseContent,
  requireText,
  textOf,
  UnexpectedContent,
} from './content.ts';
import { plainText } from './plain-text.ts';
import { isTradeUnknown, refusalOutcome, type Undone } from './refusal-codes.ts';
import { fenOf, yuanOf } from './yuan.ts';

/** The `biz_content` of a refund. Alipay sends notices of refunds to the `notify_url` of the payment. */
export function refundRequestBody(terms: RefundTerms): string {
  return JSON.stringify({
    out_trade_no: terms.paymentNo,
    refund_amount: yuanOf(terms.refundAmount),
    // Without it a second partial refund would be taken for a repeat of the first.
    out_request_no: terms.refundNo,
    refund_reason: plainText(terms.reason) || undefined,
  });
}

/**
 * Sends a refund as stored, any number of times. It succeeded when Alipay says that this call moved
 * money, or when a query finds the number with this amount; 10000 alone says neither. `not_done` needs
 * both a definitive refusal and the verdict that the number does not exist. After `not_done` with
 * SELLER_BALANCE_NOT_ENOUGH the same number may be sent again once the balance is topped up.
 */
export async function createRefund(
  api: AlipayApi,
  account: AlipayAccount,
  requestBody: string,
): Promise<Outcome<RefundState>> {
  const asked = readRequestBody(requestBody);
  const answer = await api.call(account, {
    method: 'alipay.trade.refund',
    body: { biz_content: requestBody },
  });
  if (answer.kind === 'accepted' && answer.content.fund_change === 'Y') {
    const { content } = answer;
    return outcomeOf(() => {
      requireText(content, 'out_trade_no', asked.paymentNo);
      // Not the answer's refund_fee: that is the sum of all refunds of the trade.
      return succeeded(content, asked.refundNo, asked.refundAmount);
    });
  }
  const attempt = readAttempt(answer);
  const found = await queryRefund(api, account, asked.refundNo, asked.paymentNo);
  if (found.kind !== 'done')
    return unknown(reasonText('refund_unsettled', { cause: describe(attempt), second: describe(found) }));
  if (found.value === 'not_found') return attempt;
  if (found.value.refundAmount === asked.refundAmount) return done(found.value);
  return unknown(reasonText('refund_amount_differs', { cause: describe(attempt) }));
}

export async function queryRefund(
  api: AlipayApi,
  account: AlipayAccount,
  refundNo: string,
  paymentNo: string,
): Promise<Outcome<RefundState | 'not_found'>> {
  const answer = await api.call(account, {
    method: 'alipay.trade.fastpay.refund.query',
    body: { biz_content: JSON.stringify({ out_trade_no: paymentNo, out_request_no: refundNo }) },
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') {
    if (isTradeUnknown(answer)) return done('not_found');
    return refusalOutcome('query_refund', answer);
  }
  const { content } = answer;
  return outcomeOf(() => readFound(content, refundNo, paymentNo));
}

type AskedRefund = Pick<RefundTerms, 'refundNo' | 'paymentNo' | 'refundAmount'>;

function readRequestBody(requestBody: string): AskedRefund {
  const content = parseContent(requestBody);
  return {
    refundNo: textOf(content, 'out_request_no'),
    paymentNo: textOf(content, 'out_trade_no'),
    refundAmount: fenOf(content, 'refund_amount'),
  };
}

function readAttempt(answer: AlipayAnswer): Undone {
  switch (answer.kind) {
    case 'accepted':
      return { kind: 'unknown', reason: reasonText('refund_no_change', { who: '支付宝' }) };
    case 'refused':
      return refusalOutcome('create_refund', answer);
    case 'unknown':
      return answer;
  }
}

/** A number Alipay does not know is answered with 10000 and nothing else. @throws UnexpectedContent */
function readFound(content: Content, refundNo: string, paymentNo: string): RefundState | 'not_found' {
  const status = optionalTextOf(content, 'refund_status');
  if (status === undefined && optionalTextOf(content, 'refund_amount') === undefined) return 'not_found';
  if (status !== 'REFUND_SUCCESS')
    throw new UnexpectedContent(reasonText('refund_status', { status: 'REFUND_SUCCESS' }));
  requireText(content, 'out_request_no', refundNo);
  requireText(content, 'out_trade_no', paymentNo);
  return succeeded(content, refundNo, fenOf(content, 'refund_amount'));
}

/** Alipay gives a refund no number of its own. */
function succeeded(content: Content, refundNo: string, refundAmount: number): RefundState {
  return { status: 'succeeded', refundAmount, channelRefundId: `${textOf(content, 'trade_no')}-${refundNo}` };
}

function describe(outcome: Undone): string {
  return outcome.kind === 'unknown' ? outcome.reason : reasonText('coded', outcome);
}
