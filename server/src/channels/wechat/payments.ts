import assert from 'node:assert';
import { randomBytes } from 'node:crypto';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { type Clock, HOUR_MS, MINUTE_MS } from '../../lib/clock.ts';
import { done, type Outcome } from '../../lib/outcome.ts';
import { signAside } from '../../lib/sign-aside.ts';
import type { PaymentCredential, PaymentState, PaymentTerms, Scene } from '../channel.ts';
import { type Content, instantOf, outcomeOf, parseContent, textOf, UnexpectedContent } from './content.ts';
import { readPayment } from './payment-content.ts';
import { plainText, rfc3339 } from './plain-text.ts';
import { refusalOutcome } from './refusal-codes.ts';
import { epochSeconds, paySignMessage } from './signature.ts';
import type { WechatAccount } from './wechat-account.ts';
import type { WechatApi } from './wechat-api.ts';

/**
 * How each way of paying is ordered: the end of its path, what the answer gives, and how long that is given out: as
 * long as WeChat keeps it alive, less a margin for a payer who is just about to pay.
 */
const WAYS: Readonly<Partial<Record<Scene, Way>>> = {
  native: {
    path: '/native',
    lifeMs: 2 * HOUR_MS - 5 * MINUTE_MS,
    credential: (content, expiresAt) => ({ kind: 'qr', codeUrl: textOf(content, 'code_url'), expiresAt }),
  },
  jsapi: {
    path: '/jsapi',
    lifeMs: 2 * HOUR_MS - 5 * MINUTE_MS,
    credential: (content, expiresAt) => ({
      kind: 'prepay',
      prepayId: textOf(content, 'prepay_id'),
      expiresAt,
    }),
  },
  mini_program: {
    path: '/jsapi',
    lifeMs: 2 * HOUR_MS - 5 * MINUTE_MS,
    credential: (content, expiresAt) => ({
      kind: 'prepay',
      prepayId: textOf(content, 'prepay_id'),
      expiresAt,
    }),
  },
  wap: {
    path: '/h5',
    lifeMs: 5 * MINUTE_MS - MINUTE_MS,
    // without a redirect_url WeChat leads back to the page the payer came from: the cashier
    credential: (content, expiresAt) => ({ kind: 'redirect', url: textOf(content, 'h5_url'), expiresAt }),
  },
};

interface Way {
  readonly path: string;
  readonly lifeMs: number;
  readonly credential: (content: Content, expiresAt: Date) => PaymentCredential;
}

function wayOf(scene: Scene): Way {
  const way = WAYS[scene];
  assert(way, `WeChat Pay has no scene ${scene}`);
  return way;
}

/** Whether an account can be paid this way; H5 has to be signed for at WeChat. */
export function supportsScene(settings: Readonly<Record<string, unknown>>, scene: Scene): boolean {
  return Boolean(settings.appId) && scene in WAYS && (scene !== 'wap' || settings.h5Enabled === true);
}

/** The body of an order, with documented fields only: WeChat refuses any other. */
export function paymentRequestBody(account: WechatAccount, terms: PaymentTerms): string {
  return JSON.stringify({
    ...account.merchant.orderFields(appIdFor(account, terms.scene)),
    description: plainText(terms.description, DESCRIPTION_MAX_BYTES) || DEFAULT_DESCRIPTION,
    out_trade_no: terms.paymentNo,
    time_expire: rfc3339(terms.expiresAt),
    notify_url: terms.callbackUrl,
    amount: { total: terms.totalAmount, currency: 'CNY' },
    ...payerFields(account, terms),
  });
}

function payerFields({ merchant }: WechatAccount, { scene, openid, payerIp }: PaymentTerms): object {
  switch (scene) {
    case 'native':
      return {};
    case 'wap':
      assert(payerIp, 'scene wap needs the address of the payer');
      return { scene_info: { payer_client_ip: payerIp, h5_info: { type: 'Wap' } } };
    default:
      assert(openid, `scene ${scene} needs an openid`);
      return { payer: merchant.payerField(openid) };
  }
}

/** Sends an order as stored. Sent again as it is, WeChat answers with a fresh handle. */
export async function createPayment(
  api: WechatApi,
  clock: Clock,
  account: WechatAccount,
  scene: Scene,
  requestBody: string,
): Promise<Outcome<PaymentCredential>> {
  const way = wayOf(scene);
  const deadline = instantOf(parseContent(requestBody), 'time_expire');
  const expiresAt = credentialExpiry(clock.now(), way.lifeMs, deadline);
  const answer = await api.call(account, {
    method: 'POST',
    target: account.merchant.ordersPath + way.path,
    body: requestBody,
    expected: 200,
  });
  if (answer.kind === 'refused') return refusalOutcome('create_payment', answer);
  if (answer.kind === 'unknown') return answer;
  const { content } = answer;
  return outcomeOf(() => way.credential(content, expiresAt));
}

export async function queryPayment(
  api: WechatApi,
  account: WechatAccount,
  paymentNo: string,
): Promise<Outcome<PaymentState>> {
  const answer = await api.call(account, {
    method: 'GET',
    target: paymentPath(account, paymentNo) + account.merchant.orderQuery,
    expected: 200,
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') {
    if (answer.code === 'ORDER_NOT_EXIST') return done({ status: 'not_found' });
    return refusalOutcome('query_payment', answer);
  }
  const { content } = answer;
  return outcomeOf(() => {
    const payment = readPayment(content, account.merchant);
    if (payment.paymentNo !== paymentNo) throw new UnexpectedContent(reasonText('other_payment_no'));
    return payment.state;
  });
}

export async function closePayment(
  api: WechatApi,
  account: WechatAccount,
  paymentNo: string,
): Promise<Outcome<'closed' | 'paid' | 'not_found'>> {
  const answer = await api.call(account, {
    method: 'POST',
    target: `${paymentPath(account, paymentNo)}/close`,
    body: JSON.stringify(account.merchant.closeFields),
    expected: 204,
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'accepted') return done('closed');
  switch (answer.code) {
    // WeChat's own pages spell it both ways.
    case 'ORDERPAID':
    case 'ORDER_PAID':
      return done('paid');
    case 'ORDER_NOT_EXIST':
      return done('not_found');
    case 'ORDER_CLOSED':
      return done('closed');
    default:
      return refusalOutcome('close_payment', answer);
  }
}

/** What `WeixinJSBridge` and `wx.requestPayment` take; the latter ignores `appId` but it is signed. */
export async function payerParameters(
  clock: Clock,
  account: WechatAccount,
  scene: Scene,
  credential: PaymentCredential,
): Promise<Record<string, string>> {
  assert(credential.kind === 'prepay', `a ${credential.kind} credential has no payer parameters`);
  const appId = appIdFor(account, scene);
  const timeStamp = epochSeconds(clock.now());
  const nonceStr = randomBytes(16).toString('hex');
  const pack = `prepay_id=${credential.prepayId}`;
  const paySign = await signAside(
    account.merchantPrivateKey,
    paySignMessage(appId, timeStamp, nonceStr, pack),
  );
  return { appId, timeStamp, nonceStr, package: pack, signType: 'RSA', paySign };
}

const DESCRIPTION_MAX_BYTES = 127;
const DEFAULT_DESCRIPTION = '校园缴费';

function appIdFor(account: WechatAccount, scene: Scene): string {
  return scene === 'mini_program' ? account.miniProgramAppId : account.appId;
}

function credentialExpiry(sentAt: Date, lifeMs: number, deadline: Date): Date {
  return new Date(Math.min(sentAt.getTime() + lifeMs, deadline.getTime()));
}

function paymentPath({ merchant }: WechatAccount, paymentNo: string): string {
  return `${merchant.ordersPath}/out-trade-no/${encodeURIComponent(paymentNo)}`;
}
