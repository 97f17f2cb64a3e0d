import { reasonText } from '@zhixiao/contract/words/reasons';
import type { WechatBillOwner } from './bill-file.ts';
import { type Content, isContent, textOf, UnexpectedContent } from './content.ts';

/**
 * Who takes the money, in the words WeChat has for it: a merchant of its own, or a sub-merchant
 * (特约商户) in whose name a service provider signs. Everything the two do differently is here.
 */
export interface Merchant {
  /** What identifies the merchant. */
  readonly id: string;
  /** What all paths of orders begin with. */
  readonly ordersPath: string;
  /** The merchant's query of an order, and that of a refund. */
  readonly orderQuery: string;
  readonly refundQuery: string;
  /** What a question for a bill adds. */
  readonly billQuery: string;
  /** The numbers by which lines of a bill are its own. */
  readonly billOwner: WechatBillOwner;
  /** The merchant's fields in the body of a close, and in that of a refund. */
  readonly closeFields: object;
  readonly refundFields: object;
  /** The merchant's fields in the body of an order for a payer who uses `appId`. */
  orderFields(appId: string): object;
  /** An openid under `appId`, as an order names its payer. */
  payerField(openid: string): object;
  /** Who paid, by the same appid; empty when WeChat does not say. */
  payerUid(content: Content): string;
  /** @throws UnexpectedContent when the content belongs to another merchant */
  requireOwn(content: Content): void;
}

export function directMerchant(merchantId: string): Merchant {
  return {
    id: merchantId,
    ordersPath: '/v3/pay/transactions',
    orderQuery: `?mchid=${merchantId}`,
    refundQuery: '',
    billQuery: '',
    billOwner: { merchantId },
    closeFields: { mchid: merchantId },
    refundFields: {},
    orderFields: (appId) => ({ appid: appId, mchid: merchantId }),
    payerField: (openid) => ({ openid }),
    payerUid: (content) => openidIn(content, 'openid'),
    requireOwn: (content) => requireSame(content, 'mchid', merchantId),
  };
}

/** @param ids.appId the service provider's own; `subAppId` only where payers use the school's */
export function subMerchant(ids: {
  readonly merchantId: string;
  readonly appId: string;
  readonly subMerchantId: string;
  readonly hasSubAppId: boolean;
}): Merchant {
  const { merchantId, appId, subMerchantId, hasSubAppId } = ids;
  const identity = { sp_mchid: merchantId, sub_mchid: subMerchantId };
  const openid = hasSubAppId ? 'sub_openid' : 'sp_openid';
  return {
    id: `${merchantId}/${subMerchantId}`,
    ordersPath: '/v3/pay/partner/transactions',
    orderQuery: `?sp_mchid=${merchantId}&sub_mchid=${subMerchantId}`,
    refundQuery: `?sub_mchid=${subMerchantId}`,
    billQuery: `&sub_mchid=${subMerchantId}`,
    billOwner: { merchantId, subMerchantId },
    closeFields: identity,
    refundFields: { sub_mchid: subMerchantId },
    orderFields: (payerAppId) => ({
      ...(hasSubAppId ? { sp_appid: appId, sub_appid: payerAppId } : { sp_appid: payerAppId }),
      ...identity,
    }),
    payerField: (id) => ({ [openid]: id }),
    payerUid: (content) => openidIn(content, openid) || openidIn(content, 'sp_openid'),
    requireOwn(content) {
      requireSame(content, 'sp_mchid', merchantId);
      requireSame(content, 'sub_mchid', subMerchantId);
    },
  };
}

function openidIn({ payer }: Content, field: string): string {
  const openid = isContent(payer) ? payer[field] : undefined;
  return typeof openid === 'string' ? openid : '';
}

function requireSame(content: Content, field: string, expected: string): void {
  if (textOf(content, field) !== expected) throw new UnexpectedContent(reasonText('other_merchant'));
}
