import type { Exchange } from '../wire.ts';
import { findMerchant, type Merchant } from './merchant-store.ts';
import { parseAuthorization, requestVerifies } from './signature.ts';
import type { Wechat } from './wechat.ts';
import { signError, WechatError } from './wechat-error.ts';

/** The transaction endpoints differ from all others in what they tell an unknown caller. */
export type EndpointFamily = 'transactions' | 'other';

const TIME_WINDOW_SECONDS = 300;

/** @throws WechatError 400 without the headers that these endpoints insist on */
export function requireAgentHeaders({ headers }: Exchange): void {
  if (headers['user-agent'] && headers.accept) return;
  throw new WechatError(400, 'INVALID_REQUEST', 'Http头缺少Accept或User-Agent', {
    beforeAuthentication: true,
  });
}

/**
 * Who is calling: form of the header, time, merchant and serial, and only then the signature.
 * @throws WechatError 401
 */
export function authenticate(wechat: Wechat, exchange: Exchange, family: EndpointFamily): Merchant {
  const authorization = parseAuthorization(String(exchange.headers.authorization ?? ''));
  if (!authorization || !/^\d{1,12}$/.test(authorization.timestamp)) throw signError(MALFORMED[family]);
  const nowSeconds = Math.floor(wechat.clock.now() / 1000);
  if (Math.abs(nowSeconds - Number(authorization.timestamp)) > TIME_WINDOW_SECONDS) {
    throw signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  const merchant = findMerchant(wechat.store, authorization.mchid);
  if (merchant?.certificateSerial.toUpperCase() !== authorization.serial_no.toUpperCase() || !merchant) {
    throw signError('商户证书序列号有误。请使用签名私钥匹配的证书序列号');
  }
  if (!requestVerifies(merchant.publicKeyPem, exchange, authorization)) throw signError('签名错误');
  return merchant;
}

const MALFORMED: Readonly<Record<EndpointFamily, string>> = {
  transactions: '签名信息错误，验签失败',
  other: 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
};
