import { randomBytes } from 'node:crypto';
import type { Answer, EmulatedApi, Exchange } from '../wire.ts';
import { authenticate, requireAgentHeaders } from './authentication.ts';
import { V3_TRAITS } from './fault-traits.ts';
import { findMerchant } from './merchant-store.ts';
import type { PlatformKey } from './platform.ts';
import { parseAuthorization, signedAnswer } from './signature.ts';
import type { V3Route } from './v3-request.ts';
import { V3_ROUTES } from './v3-routes.ts';
import type { Wechat } from './wechat.ts';
import { parameterError, WechatError } from './wechat-error.ts';

/** `/v3/*` for merchants: the checks of the real API in its order, then the call itself. */
export function createV3Api(wechat: Wechat): EmulatedApi {
  return {
    handle(exchange) {
      const onPath = V3_ROUTES.filter(({ path }) => path.test(exchange.path));
      if (onPath.length === 0) return empty(404);
      const route = onPath.find(({ method }) => method === exchange.method);
      if (!route) return empty(405);
      try {
        return call(wechat, route, exchange);
      } catch (error) {
        if (!(error instanceof WechatError)) throw error;
        return refusal(wechat, exchange, route, error);
      }
    },
    sign(exchange, answer, distortion) {
      if (!answer.signed) return answer;
      return signedAnswer(answer, answeringKey(wechat, exchange), wechat.clock.now(), distortion);
    },
    traits: V3_TRAITS,
  };
}

function call(wechat: Wechat, route: V3Route, exchange: Exchange): Answer {
  if (route.family === 'other') requireAgentHeaders(exchange);
  const merchant = authenticate(wechat, exchange, route.family);
  const number = route.path.exec(exchange.path)?.[1] ?? '';
  const body = route.method === 'POST' ? parseJson(exchange.body) : undefined;
  const content = route.call(wechat, merchant, { exchange, number: decoded(number), body });
  if (Buffer.isBuffer(content)) return fileAnswer(content);
  return {
    status: content === undefined ? 204 : 200,
    headers: commonHeaders(0),
    body: content === undefined ? '' : JSON.stringify(content),
    signed: true,
  };
}

function fileAnswer(content: Buffer): Answer {
  const headers = { ...commonHeaders(0), 'content-type': 'application/octet-stream' };
  return { status: 200, headers, body: content.toString('latin1'), charset: 'latin1', signed: false };
}

function refusal(wechat: Wechat, exchange: Exchange, route: V3Route, error: WechatError): Answer {
  const { status, code, message, detail, internalCode, beforeAuthentication } = error;
  const signed = !beforeAuthentication && (merchantOf(wechat, exchange)?.signBusinessErrors ?? false);
  const { 'request-id': requestId, ...headers } = commonHeaders(internalCode);
  const hasRequestId = status !== 401 || route.family === 'other';
  return {
    status,
    headers: hasRequestId ? { ...headers, 'request-id': requestId } : headers,
    body: JSON.stringify({ code, message, ...(detail && { detail }) }),
    signed,
  };
}

function answeringKey(wechat: Wechat, exchange: Exchange): PlatformKey {
  const { publicKey, certificate, certificates } = wechat.platform;
  const wanted = String(exchange.headers['wechatpay-serial'] ?? '').toUpperCase();
  if (wanted === publicKey.serial) return publicKey;
  const named = certificates.find(({ serial }) => serial === wanted);
  if (named) return named;
  return merchantOf(wechat, exchange)?.keyMode === 'certificate' ? certificate : publicKey;
}

function merchantOf(wechat: Wechat, { headers }: Exchange) {
  const authorization = parseAuthorization(String(headers.authorization ?? ''));
  return authorization && findMerchant(wechat.store, authorization.mchid);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw parameterError('请求报文格式不符合要求：不是合法的JSON');
  }
}

function decoded(number: string): string {
  try {
    return decodeURIComponent(number);
  } catch {
    throw parameterError('请求路径的编码不正确');
  }
}

function empty(status: 404 | 405): Answer {
  return { status, body: '', signed: false };
}

function commonHeaders(internalCode: number): Record<string, string> & { 'request-id': string } {
  return {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache, must-revalidate',
    'x-content-type-options': 'nosniff',
    'content-language': 'zh-CN',
    'request-id': `08${randomBytes(16).toString('hex').toUpperCase()}-${internalCode}`,
  };
}
