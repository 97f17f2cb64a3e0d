import { type HttpClient, HttpFailure } from '../../lib/http-client.ts';
import { notDone, type Outcome, unknown } from '../../lib/outcome.ts';
import { MISCONFIGURED } from '../channel.ts';
import { type Content, outcomeOf, parseContent, textOf, UnexpectedContent } from './content.ts';
import type { WechatAccount } from './wechat-account.ts';

/**
 * The sign-in address for a browser inside WeChat, which returns with `code`. WeChat requires this order of
 * parameters.
 */
export function payerAuthorizeUrl(
  connectBaseUrl: string,
  account: WechatAccount,
  redirectUrl: string,
  state: string,
): string {
  const url = new URL('/connect/oauth2/authorize', connectBaseUrl);
  url.search =
    `appid=${account.appId}&redirect_uri=${encodeURIComponent(redirectUrl)}` +
    `&response_type=code&scope=snsapi_base&state=${encodeURIComponent(state)}`;
  url.hash = 'wechat_redirect';
  return url.href;
}

/** Redeems a code for the openid under the account's appid. */
export async function payerIdFromCode(
  http: HttpClient,
  oauthBaseUrl: string,
  account: WechatAccount,
  code: string,
): Promise<Outcome<string>> {
  if (account.appSecret === undefined) {
    return notDone(MISCONFIGURED, '微信支付账户没有设置 secrets.appSecret，无法识别付款人');
  }
  const url = new URL('/sns/oauth2/access_token', oauthBaseUrl);
  url.searchParams.set('appid', account.appId);
  url.searchParams.set('secret', account.appSecret);
  url.searchParams.set('code', code);
  url.searchParams.set('grant_type', 'authorization_code');
  try {
    const answer = await http.request({ method: 'GET', url, headers: { accept: 'application/json' } });
    if (answer.status !== 200) return unknown(`微信授权答复 HTTP ${answer.status}`);
    return readIdentity(parseContent(answer.body));
  } catch (error) {
    if (error instanceof HttpFailure || error instanceof UnexpectedContent) return unknown(error.message);
    throw error;
  }
}

const BUSY = -1;
const CODE_ERRORS: ReadonlySet<unknown> = new Set([40029, 40163, 42003]);

function readIdentity(content: Content): Outcome<string> {
  const errcode = content.errcode ?? 0;
  if (errcode === BUSY) return unknown('微信授权系统繁忙');
  if (CODE_ERRORS.has(errcode)) return notDone(`${errcode}`, '微信授权已失效，请重新打开页面');
  if (errcode !== 0) return notDone(MISCONFIGURED, `微信授权失败（${errcode}）：请检查 appId 与 appSecret`);
  // The stand-in account of WeChat's "snapshot" pages: an order made with it cannot be paid.
  if (content.is_snapshotuser === 1) {
    return notDone('SNAPSHOT_USER', '当前是微信快照页，请点击“使用完整服务”后再付款');
  }
  return outcomeOf(() => textOf(content, 'openid'));
}
