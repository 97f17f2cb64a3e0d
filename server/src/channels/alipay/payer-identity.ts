import { notDone, type Outcome } from '../../lib/outcome.ts';
import type { AlipayAccount } from './alipay-account.ts';
import type { AlipayApi } from './alipay-api.ts';
import { optionalTextOf, outcomeOf, textOf } from './content.ts';
import { refusalOutcome } from './refusal-codes.ts';

/** The sign-in address for a browser inside Alipay, which returns with `auth_code`. */
export function payerAuthorizeUrl(
  authorizeUrl: string,
  account: AlipayAccount,
  redirectUrl: string,
  state: string,
): string {
  const url = new URL(authorizeUrl);
  url.searchParams.set('app_id', account.appId);
  url.searchParams.set('scope', 'auth_base');
  url.searchParams.set('redirect_uri', redirectUrl);
  url.searchParams.set('state', state);
  return url.href;
}

/** Redeems a code for the payer's user id, or for the `open_id` newer applications get instead. */
export async function payerIdFromCode(
  api: AlipayApi,
  account: AlipayAccount,
  code: string,
): Promise<Outcome<string>> {
  const answer = await api.call(account, {
    method: 'alipay.system.oauth.token',
    body: { grant_type: 'authorization_code', code },
    grantsWithoutCode: true,
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') {
    if (answer.code.startsWith('isv.code-')) return notDone(answer.code, '支付宝授权已失效，请重新打开页面');
    return refusalOutcome('payer_identity', answer);
  }
  const { content } = answer;
  return outcomeOf(() => optionalTextOf(content, 'user_id') ?? textOf(content, 'open_id'));
}
