import { NO_TRAITS } from '../faults.ts';
import { randomLetters } from '../random-text.ts';
import { shanghaiText } from '../shanghai-time.ts';
import type { Answer, EmulatedApi, Exchange } from '../wire.ts';
import { type Alipay, idForApp, PAYER_USER_ID } from './alipay.ts';
import { invalid, missing } from './alipay-error.ts';
import { type AlipayApp, findApp } from './app-store.ts';
import type { Parameters } from './signature.ts';

export const AUTHORIZE_PATH = '/oauth2/publicAppAuthorize.htm';

/** The sign-in page for browsers inside Alipay. The emulated payer agrees at once. */
export function createAuthorizeApi({ store, clock }: Alipay): EmulatedApi {
  return {
    handle({ query }: Exchange): Answer {
      const appId = query.get('app_id') ?? '';
      const redirectUri = query.get('redirect_uri') ?? '';
      const scope = query.get('scope') ?? '';
      if (!findApp(store, appId)) return page('应用 ID 无效');
      if (!/^auth_(?:base|user)$/.test(scope)) return page('scope 参数无效');
      if (!/^https?:/.test(redirectUri) || !URL.canParse(redirectUri)) return page('redirect_uri 参数无效');
      const back = new URL(redirectUri);
      const token = { kind: 'code', appId, userId: PAYER_USER_ID, expiresAt: clock.now() + CODE_LIFE_MS };
      back.searchParams.set('app_id', appId);
      back.searchParams.set('scope', scope);
      back.searchParams.set('auth_code', newToken(store, token));
      back.searchParams.set('state', query.get('state') ?? '');
      return { status: 302, headers: { location: back.href }, body: '', signed: false };
    },
    sign: (_exchange, answer) => answer,
    traits: NO_TRAITS,
  };
}

/** `alipay.system.oauth.token`: its granted answer has no `code`. @throws AlipayError */
export function redeemToken(alipay: Alipay, app: AlipayApp, parameters: Parameters): object {
  const { store, clock } = alipay;
  const now = clock.now();
  const [kind, token] = namedToken(parameters);
  const row = store
    .prepare('select * from alipay_tokens where token = ? and kind = ? and app_id = ?')
    .get(token, kind, app.appId);
  if (!row || row.used || Number(row.expires_at) <= now) {
    throw kind === 'code'
      ? invalid('code-invalid', '授权码code无效')
      : invalid('refresh-token-invalid', '刷新令牌refresh_token无效');
  }
  store.prepare('update alipay_tokens set used = 1 where token = ?').run(token);
  const userId = String(row.user_id);
  const refresh = { kind: 'refresh', appId: app.appId, userId, expiresAt: now + REFRESH_LIFE_MS };
  return {
    access_token: `authbseB${randomLetters(32)}`,
    auth_start: shanghaiText(now),
    expires_in: TOKEN_LIFE_SECONDS,
    re_expires_in: REFRESH_LIFE_MS / 1000,
    refresh_token: newToken(store, refresh),
    [app.identity]: idForApp(app, userId),
  };
}

const CODE_LIFE_MS = 24 * 3_600_000;
const TOKEN_LIFE_SECONDS = 15 * 86_400;
const REFRESH_LIFE_MS = 30 * 86_400_000;

interface NewToken {
  readonly kind: string;
  readonly appId: string;
  readonly userId: string;
  readonly expiresAt: number;
}

function newToken(store: Alipay['store'], { kind, appId, userId, expiresAt }: NewToken): string {
  const token = randomLetters(32);
  store
    .prepare(
      'insert into alipay_tokens (token, kind, app_id, user_id, expires_at, used) values (?, ?, ?, ?, ?, 0)',
    )
    .run(token, kind, appId, userId, expiresAt);
  return token;
}

function namedToken(parameters: Parameters): readonly ['code' | 'refresh', string] {
  const { grant_type: grantType, code, refresh_token: refreshToken } = parameters;
  if (grantType === 'authorization_code' && code) return ['code', code];
  if (grantType === 'refresh_token' && refreshToken) return ['refresh', refreshToken];
  if (!grantType) throw missing('grant-type', '缺少授权类型');
  throw /^(?:authorization_code|refresh_token)$/.test(grantType)
    ? missing('code', '缺少授权码')
    : invalid('grant-type-invalid', '授权类型无效');
}

function page(text: string): Answer {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  return { status: 200, headers, body: `<!doctype html><title>支付宝</title><p>${text}</p>`, signed: false };
}
