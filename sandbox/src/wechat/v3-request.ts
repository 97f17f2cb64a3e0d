import type { Exchange } from '../wire.ts';
import type { EndpointFamily } from './authentication.ts';
import type { Merchant } from './merchant-store.ts';
import type { Wechat } from './wechat.ts';

/** One endpoint. Its path captures the number in it, if there is one. */
export interface V3Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly family: EndpointFamily;
  /** What the answer says; undefined for a 204, bytes for a file, which is not signed. @throws WechatError */
  call(wechat: Wechat, merchant: Merchant, request: V3Request): object | Buffer | undefined;
}

export interface V3Request {
  readonly exchange: Exchange;
  /** What the path captured, decoded. */
  readonly number: string;
  /** Parsed, not checked. */
  readonly body: unknown;
}
