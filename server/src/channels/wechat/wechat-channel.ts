import type { Clock } from '../../lib/clock.ts';
import type { HttpClient } from '../../lib/http-client.ts';
import type { AdapterOf, ChannelParts } from '../channel.ts';
import { fetchBill, payerInBill } from './bills.ts';
import { callbackReply, readCallback } from './callbacks.ts';
import { renewedKeys } from './certificates.ts';
import { payerAuthorizeUrl, payerIdFromCode } from './payer-identity.ts';
import {
  closePayment,
  createPayment,
  payerParameters,
  paymentRequestBody,
  queryPayment,
  supportsScene,
} from './payments.ts';
import { createRefund, queryRefund, refundRequestBody } from './refunds.ts';
import { wechatAccounts } from './wechat-account.ts';
import { createWechatApi } from './wechat-api.ts';

/** The channel itself, or the sandbox's emulator of it. */
export function openWechatChannel({ http, clock, sandboxUrl }: ChannelParts): AdapterOf<'wechat'> {
  return createWechatChannel({
    http,
    clock,
    ...(sandboxUrl === undefined
      ? {}
      : { baseUrl: sandboxUrl, oauthBaseUrl: sandboxUrl, connectBaseUrl: sandboxUrl }),
  });
}

/**
 * WeChat Pay API v3, for a merchant or a service provider's sub-merchant. Base URLs have no path: it would be signed. Methods throw
 * `InvalidWechatAccount` when the account record itself is unusable.
 */
export function createWechatChannel(parts: {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** The payment API. */
  readonly baseUrl?: string;
  /** Where a code is redeemed for an openid. */
  readonly oauthBaseUrl?: string;
  /** Where the payer's browser is sent for its code. */
  readonly connectBaseUrl?: string;
}): AdapterOf<'wechat'> {
  const {
    http,
    clock,
    baseUrl = 'https://api.mch.weixin.qq.com',
    oauthBaseUrl = 'https://api.weixin.qq.com',
    connectBaseUrl = 'https://open.weixin.qq.com',
  } = parts;
  const open = wechatAccounts();
  const api = createWechatApi({ http, clock, baseUrl });
  return {
    channel: 'wechat',
    merchantOf: (account) => open(account).merchantNo,
    supports: ({ channel, settings }, scene) => channel === 'wechat' && supportsScene(settings, scene),

    linkLifetimeMs: () => undefined,

    paymentRequestBody: (account, terms) => paymentRequestBody(open(account), terms),
    createPayment: (account, scene, requestBody) =>
      createPayment(api, clock, open(account), scene, requestBody),
    queryPayment: (account, paymentNo) => queryPayment(api, open(account), paymentNo),
    closePayment: (account, paymentNo) => closePayment(api, open(account), paymentNo),
    payerParameters: (account, scene, credential) => payerParameters(clock, open(account), scene, credential),

    payerAuthorizeUrl: (account, redirectUrl, state) =>
      payerAuthorizeUrl(connectBaseUrl, open(account), redirectUrl, state),
    payerIdFromCode: (account, code) => payerIdFromCode(http, oauthBaseUrl, open(account), code),

    refundRequestBody: (account, terms) => refundRequestBody(open(account), terms),
    createRefund: (account, requestBody) => createRefund(api, open(account), requestBody),
    queryRefund: (account, refundNo, paymentNo) => queryRefund(api, open(account), refundNo, paymentNo),

    renewedKeys: (account) =>
      renewedKeys(
        api,
        open(account),
        account.settings.platformKeys as Readonly<Record<string, string>>,
        clock.now(),
      ),
    fetchBill: (account, date) => fetchBill(api, open(account), date),
    payerInBill: (account, file, paymentNo) => payerInBill(open(account), file, paymentNo),
    billOwner: (account) => open(account).merchant.id,

    readCallback: (account, request) => readCallback(open(account), request, clock.now()),
    callbackReply,
  };
}
