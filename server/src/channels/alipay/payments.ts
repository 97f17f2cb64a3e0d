import assert from 'node:assert';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { done, type Outcome, unknown } from '../../lib/outcome.ts';
import type { PaymentCredential, PaymentState, PaymentTerms, Scene } from '../channel.ts';
import type { AlipayAccount } from './alipay-account.ts';
import { type AlipayApi, formText } from './alipay-api.ts';
import { optionalTextOf, outcomeOf, parseContent, requireText, textOf } from './content.ts';
import { instantOf, plainText } from './plain-text.ts';
import { isPastClosing, isTradeUnknown, refusalOutcome } from './refusal-codes.ts';
import { type Parameters, signedParameters } from './signature.ts';
import { readTrade } from './trade-content.ts';
import { yuanOf } from './yuan.ts';

/**
 * A payment's method and parameters. A redirect is signed over its `timestamp`, so that is kept too:
 * the same request gives the same address. A call gets the time it is made.
 */
export function paymentRequestBody(account: AlipayAccount, terms: PaymentTerms, now: Date): string {
  const { scene } = terms;
  const { method, isRedirect } = WAYS[scene];
  return JSON.stringify({
    method,
    ...(isRedirect && { timestamp: formatShanghaiTime(now), return_url: terms.returnUrl }),
    notify_url: terms.callbackUrl,
    biz_content: bizContent(account, terms),
  });
}

/** Sends a payment as stored, or makes the address that the payer's browser takes to Alipay. */
export async function createPayment(
  api: AlipayApi,
  gatewayUrl: string,
  account: AlipayAccount,
  scene: Scene,
  requestBody: string,
): Promise<Outcome<PaymentCredential>> {
  const stored = readRequestBody(requestBody);
  const { method, query, body, paymentNo, expiresAt } = stored;
  if (WAYS[scene].isRedirect) {
    return done({ kind: 'redirect', url: await redirectUrl(gatewayUrl, account, stored), expiresAt });
  }
  const answer = await api.call(account, { method, query, body });
  if (answer.kind === 'refused') return refusalOutcome('create_payment', answer);
  if (answer.kind === 'unknown') return answer;
  const { content } = answer;
  return outcomeOf(() => {
    requireText(content, 'out_trade_no', paymentNo);
    return scene === 'native'
      ? { kind: 'qr', codeUrl: textOf(content, 'qr_code'), expiresAt }
      : { kind: 'trade', tradeNo: textOf(content, 'trade_no'), expiresAt };
  });
}

export async function queryPayment(
  api: AlipayApi,
  account: AlipayAccount,
  paymentNo: string,
): Promise<Outcome<PaymentState>> {
  const answer = await api.call(account, { method: 'alipay.trade.query', body: tradeBody(paymentNo) });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') {
    if (isTradeUnknown(answer)) return done({ status: 'not_found' });
    return refusalOutcome('query_payment', answer);
  }
  const { content } = answer;
  return outcomeOf(() => {
    requireText(content, 'out_trade_no', paymentNo);
    return readTrade(content, 'send_pay_date').state;
  });
}

/** Never by `alipay.trade.cancel`, which gives the money back when it comes too late. */
export async function closePayment(
  api: AlipayApi,
  account: AlipayAccount,
  paymentNo: string,
): Promise<Outcome<'closed' | 'paid' | 'not_found'>> {
  const answer = await api.call(account, { method: 'alipay.trade.close', body: tradeBody(paymentNo) });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'accepted') {
    const { content } = answer;
    return outcomeOf(() => {
      requireText(content, 'out_trade_no', paymentNo);
      return 'closed';
    });
  }
  if (isPastClosing(answer)) return endOf(await queryPayment(api, account, paymentNo));
  if (isTradeUnknown(answer)) return done('not_found');
  return refusalOutcome('close_payment', answer);
}

/** What `tradePay` takes, in a mini-program and on a page alike; every other handle is opened as it is. */
export async function payerParameters(credential: PaymentCredential): Promise<Record<string, string>> {
  assert(credential.kind === 'trade', `a ${credential.kind} credential has no payer parameters`);
  return { tradeNO: credential.tradeNo };
}

interface Way {
  readonly method: string;
  readonly productCode: string;
  readonly isRedirect: boolean;
}

const CREATE: Way = { method: 'alipay.trade.create', productCode: 'JSAPI_PAY', isRedirect: false };

const WAYS: Readonly<Record<Scene, Way>> = {
  native: { method: 'alipay.trade.precreate', productCode: 'QR_CODE_OFFLINE', isRedirect: false },
  wap: { method: 'alipay.trade.wap.pay', productCode: 'QUICK_WAP_WAY', isRedirect: true },
  page: { method: 'alipay.trade.page.pay', productCode: 'FAST_INSTANT_TRADE_PAY', isRedirect: true },
  jsapi: CREATE,
  mini_program: CREATE,
};

const DEFAULT_SUBJECT = '校园缴费';

/** Documented fields only: Alipay may intercept any other. */
function bizContent(account: AlipayAccount, terms: PaymentTerms): string {
  const { scene, returnUrl } = terms;
  return JSON.stringify({
    out_trade_no: terms.paymentNo,
    total_amount: yuanOf(terms.totalAmount),
    subject: plainText(terms.description) || DEFAULT_SUBJECT,
    product_code: WAYS[scene].productCode,
    time_expire: formatShanghaiTime(terms.expiresAt),
    ...(scene === 'wap' && { quit_url: returnUrl }),
    ...(WAYS[scene] === CREATE && { ...buyerOf(terms), op_app_id: account.miniProgramAppId }),
  });
}

/** Newer applications know their users by an `open_id`, older ones by the 2088… user id. */
function buyerOf({ openid }: PaymentTerms): Parameters {
  assert(openid, 'a trade for a payer known beforehand needs his openid');
  return /^2088\d{12}$/.test(openid) ? { buyer_id: openid } : { buyer_open_id: openid };
}

interface StoredRequest {
  readonly method: string;
  readonly timestamp: string | undefined;
  readonly query: Parameters;
  readonly body: { readonly biz_content: string };
  readonly paymentNo: string;
  readonly expiresAt: Date;
}

function readRequestBody(requestBody: string): StoredRequest {
  const stored = parseContent(requestBody);
  const body = { biz_content: textOf(stored, 'biz_content') };
  const terms = parseContent(body.biz_content);
  const returnUrl = optionalTextOf(stored, 'return_url');
  return {
    method: textOf(stored, 'method'),
    timestamp: optionalTextOf(stored, 'timestamp'),
    query: {
      notify_url: textOf(stored, 'notify_url'),
      ...(returnUrl === undefined ? {} : { return_url: returnUrl }),
    },
    body,
    paymentNo: textOf(terms, 'out_trade_no'),
    expiresAt: instantOf(terms, 'time_expire'),
  };
}

async function redirectUrl(
  gatewayUrl: string,
  account: AlipayAccount,
  stored: StoredRequest,
): Promise<string> {
  const { method, timestamp, query, body } = stored;
  assert(timestamp, 'a redirect is stored with its timestamp');
  const signed = await signedParameters(account, method, timestamp, { ...query, ...body });
  return `${gatewayUrl}?${formText(signed)}`;
}

function tradeBody(paymentNo: string): Parameters {
  return { biz_content: JSON.stringify({ out_trade_no: paymentNo }) };
}

/** What a trade that would not be closed has come to. */
function endOf(found: Outcome<PaymentState>): Outcome<'closed' | 'paid'> {
  if (found.kind !== 'done') return found;
  const { status } = found.value;
  if (status === 'closed' || status === 'paid') return done(status);
  return unknown(reasonText('close_refused', { who: '支付宝' }));
}
