import { randomBytes } from 'node:crypto';
import { NO_TRAITS } from '../faults.ts';
import { randomLetters } from '../random-text.ts';
import type { Answer, EmulatedApi, Exchange } from '../wire.ts';
import { findMerchantOfApp } from './merchant-store.ts';
import { PAYER_OPENID, type Wechat } from './wechat.ts';

/** The two open platforms: they give a browser or a mini-program the payer's openid. */
export function createOauthApi(wechat: Wechat): EmulatedApi {
  return {
    handle(exchange) {
      switch (`${exchange.method} ${exchange.path}`) {
        case 'GET /connect/oauth2/authorize':
          return authorize(wechat, exchange);
        case 'GET /sns/oauth2/access_token':
          return redeem(wechat, exchange, 'code', (openid) => ({
            access_token: randomBytes(32).toString('base64url'),
            expires_in: 7200,
            refresh_token: randomBytes(32).toString('base64url'),
            openid,
            scope: 'snsapi_base',
          }));
        case 'GET /sns/jscode2session':
          return redeem(wechat, exchange, 'js_code', (openid) => ({
            openid,
            session_key: randomBytes(16).toString('base64'),
          }));
        default:
          return { status: 404, body: '', signed: false };
      }
    },
    sign: (_exchange, answer) => answer,
    traits: NO_TRAITS,
  };
}

/** A code such as `wx.login` gives a mini-program; single use, five minutes. */
export function newCode({ store, clock }: Wechat, appid: string, openid = PAYER_OPENID): string {
  const code = `0${randomLetters(31)}`;
  store
    .prepare('insert into wechat_codes (code, appid, openid, expires_at, used) values (?, ?, ?, ?, 0)')
    .run(code, appid, openid, clock.now() + CODE_LIFE_MS);
  return code;
}

const CODE_LIFE_MS = 5 * 60_000;

/** The emulated payer agrees at once. */
function authorize(wechat: Wechat, { query }: Exchange): Answer {
  const appid = query.get('appid') ?? '';
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!findMerchantOfApp(wechat.store, appid)) return page('AppID 参数错误');
  if (query.get('response_type') !== 'code') return page('response_type 参数错误');
  if (!/^snsapi_(?:base|userinfo)$/.test(query.get('scope') ?? '')) return page('Scope 参数错误');
  if (!/^https?:/.test(redirectUri) || !URL.canParse(redirectUri)) return page('redirect_uri 参数错误');
  const back = new URL(redirectUri);
  back.searchParams.set('code', newCode(wechat, appid));
  back.searchParams.set('state', query.get('state') ?? '');
  return { status: 302, headers: { location: back.href }, body: '', signed: false };
}

function redeem(
  { store, clock }: Wechat,
  { query }: Exchange,
  codeName: 'code' | 'js_code',
  answer: (openid: string) => object,
): Answer {
  const appid = query.get('appid') ?? '';
  const merchant = findMerchantOfApp(store, appid);
  if (!merchant) return json({ errcode: 40013, errmsg: 'invalid appid' });
  if (merchant.appSecrets[appid] !== query.get('secret')) {
    return json({ errcode: 40125, errmsg: 'invalid appsecret' });
  }
  if (query.get('grant_type') !== 'authorization_code') {
    return json({ errcode: 40002, errmsg: 'invalid grant_type' });
  }
  const code = query.get(codeName) ?? '';
  const found = store.prepare('select * from wechat_codes where code = ? and appid = ?').get(code, appid);
  if (!found) return json({ errcode: 40029, errmsg: 'invalid code' });
  if (found.used) return json({ errcode: 40163, errmsg: 'code been used' });
  if (Number(found.expires_at) <= clock.now()) return json({ errcode: 42003, errmsg: 'oauth_code超时' });
  store.prepare('update wechat_codes set used = 1 where code = ?').run(code);
  return json(answer(String(found.openid)));
}

function json(content: object): Answer {
  const headers = { 'content-type': 'text/plain' };
  return { status: 200, headers, body: JSON.stringify(content), signed: false };
}

function page(text: string): Answer {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  return { status: 200, headers, body: `<!doctype html><title>微信</title><p>${text}</p>`, signed: false };
}
