import type { Merchant } from './merchant-store.ts';
import type { Order, SubMerchant, TradeType } from './order.ts';
import type { Fields } from './parameters.ts';
import { OPENID, ORDER_FIELDS, type OrderRequest, TEXT_32 } from './request-fields.ts';
import { WechatError } from './wechat-error.ts';

/** Which of the two families of order endpoints is used: a merchant's own, or a service provider's. */
export interface Party {
  readonly ordersPath: string;
  /** What an order of this kind may hold. */
  orderFields(tradeType: TradeType): Fields;
  readonly closeFields: Fields;
  /** The order in the words of a direct merchant, and for whom it is. @throws WechatError */
  orderOf(
    merchant: Merchant,
    body: Record<string, unknown>,
  ): {
    readonly order: OrderRequest;
    readonly sub: SubMerchant | null;
  };
  /** Whether close and query name the merchants that the order belongs to. @throws WechatError */
  requireNamed(merchant: Merchant, order: Order | undefined, named: Record<string, unknown>): void;
}

const DIRECT: Party = {
  ordersPath: '/v3/pay/transactions',
  orderFields: (tradeType) => ORDER_FIELDS[tradeType],
  closeFields: { mchid: { ...TEXT_32, required: true } },
  orderOf: (_merchant, body) => ({ order: body as unknown as OrderRequest, sub: null }),
  requireNamed(merchant, order, { mchid }) {
    requireSame(mchid, merchant.mchid);
    // a service provider's order is found on its own paths only
    if (order?.sub) throw mustPassSub();
  },
};

const PARTNER: Party = {
  ordersPath: '/v3/pay/partner/transactions',
  orderFields: (tradeType) => PARTNER_FIELDS[tradeType],
  closeFields: { sp_mchid: { ...TEXT_32, required: true }, sub_mchid: { ...TEXT_32, required: true } },
  orderOf(merchant, body) {
    const { sp_appid, sp_mchid, sub_appid, sub_mchid, payer, ...rest } = body as unknown as PartnerOrder;
    requireRelated(merchant, sub_mchid);
    const bound = payerOf(payer, sub_appid);
    if (sub_appid !== undefined && !merchant.subMerchants[sub_mchid]?.includes(sub_appid)) {
      throw notBound('sub_appid和sub_mchid不匹配，请检查后再试');
    }
    const order = { ...rest, appid: sp_appid, mchid: sp_mchid, ...(bound && { payer: { openid: bound } }) };
    return { order, sub: { mchid: sub_mchid, appid: sub_appid ?? null } };
  },
  requireNamed(merchant, order, { sp_mchid, sub_mchid }) {
    requireSame(sp_mchid, merchant.mchid);
    requireRelated(merchant, String(sub_mchid ?? ''));
    if (order && order.sub?.mchid !== sub_mchid) throw otherSub();
  },
};

export const PARTIES: readonly Party[] = [DIRECT, PARTNER];

/** A refund, or its query, must name the sub-merchant of its order, and no other. @throws WechatError */
export function requireSub(order: Order, subMchid: string | null | undefined): void {
  if (order.sub && !subMchid) throw mustPassSub();
  if (!order.sub && subMchid) throw noRelation();
  if (order.sub && order.sub.mchid !== subMchid) throw otherSub();
}

interface PartnerOrder extends Omit<OrderRequest, 'appid' | 'mchid' | 'payer'> {
  readonly sp_appid: string;
  readonly sp_mchid: string;
  readonly sub_appid?: string;
  readonly sub_mchid: string;
  readonly payer?: { readonly sp_openid?: string; readonly sub_openid?: string };
}

const PARTNER_FIELDS: Readonly<Record<TradeType, Fields>> = {
  NATIVE: partnerFields(ORDER_FIELDS.NATIVE),
  APP: partnerFields(ORDER_FIELDS.APP),
  MWEB: partnerFields(ORDER_FIELDS.MWEB),
  JSAPI: {
    ...partnerFields(ORDER_FIELDS.JSAPI),
    payer: { type: 'object', required: true, fields: { sp_openid: OPENID, sub_openid: OPENID } },
  },
};

function partnerFields({ appid: _appid, mchid: _mchid, ...rest }: Fields): Fields {
  return {
    sp_appid: { ...TEXT_32, required: true },
    sp_mchid: { ...TEXT_32, required: true },
    sub_appid: TEXT_32,
    sub_mchid: { ...TEXT_32, required: true },
    ...rest,
  };
}

/** Exactly one openid, under the appid it belongs to. @throws WechatError */
function payerOf(payer: PartnerOrder['payer'], subAppid: string | undefined): string | undefined {
  if (!payer) return undefined;
  const { sp_openid: ofProvider, sub_openid: ofSub } = payer;
  if ((ofProvider === undefined) === (ofSub === undefined)) {
    throw refused(400, 'PARAM_ERROR', 'sp_openid和sub_openid必须且只能传一个', 268501013);
  }
  if (ofSub !== undefined && subAppid === undefined) {
    throw refused(400, 'PARAM_ERROR', '传sub_openid时sub_appid必填', 268501013);
  }
  return ofProvider ?? ofSub;
}

function requireSame(named: unknown, mchid: string): void {
  if (named !== mchid) throw refused(400, 'PARAM_ERROR', '请求中的mchid与签名所用的商户号不一致', 268435461);
}

/** @throws WechatError unless the merchant is this one's service provider */
export function requireRelated(merchant: Merchant, subMchid: string): void {
  if (!subMchid) throw mustPassSub();
  if (subMchid === merchant.mchid) {
    throw refused(400, 'INVALID_REQUEST', 'sub_mchid不能是服务商自己的商户号', 268443705);
  }
  if (!Object.hasOwn(merchant.subMerchants, subMchid)) throw noRelation();
}

function mustPassSub(): WechatError {
  return refused(400, 'INVALID_REQUEST', '服务商必须传sub_mchid', 268443704);
}

function noRelation(): WechatError {
  return refused(403, 'NO_AUTH', '特约商户未授权服务商的产品权限', 268443701);
}

function otherSub(): WechatError {
  return refused(400, 'INVALID_REQUEST', 'sub_mchid与订单不匹配', 268447845);
}

function notBound(message: string): WechatError {
  return refused(400, 'APPID_MCHID_NOT_MATCH', message, 268445527);
}

function refused(status: number, code: string, message: string, internalCode: number): WechatError {
  return new WechatError(status, code, message, { internalCode });
}
