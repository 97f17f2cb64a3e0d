import { type Clock, MINUTE_MS } from '../../lib/clock.ts';
import type { HttpClient } from '../../lib/http-client.ts';
import { done } from '../../lib/outcome.ts';
import type { AdapterOf, ChannelParts, Scene } from '../channel.ts';
import { alipayAccounts } from './alipay-account.ts';
import { createAlipayApi } from './alipay-api.ts';
import { fetchBill } from './bills.ts';
import { callbackReply, readCallback } from './callbacks.ts';
import { findCampusCard } from './campus-card.ts';
import { payerAuthorizeUrl, payerIdFromCode } from './payer-identity.ts';
import {
  closePayment,
  createPayment,
  payerParameters,
  paymentRequestBody,
  queryPayment,
} from './payments.ts';
import { createRefund, queryRefund, refundRequestBody } from './refunds.ts';

/** The channel itself, or the sandbox's emulator of it. */
export function openAlipayChannel({ http, clock, sandboxUrl }: ChannelParts): AdapterOf<'alipay'> {
  return createAlipayChannel({
    http,
    clock,
    ...(sandboxUrl === undefined
      ? {}
      : {
          gatewayUrl: `${sandboxUrl}/gateway.do`,
          authorizeUrl: `${sandboxUrl}/oauth2/publicAppAuthorize.htm`,
        }),
  });
}

/**
 * Alipay's open platform through its V2 gateway, for one merchant's own application. Methods throw
 * `InvalidAlipayAccount` when the account record itself is unusable.
 */
export function createAlipayChannel(parts: {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly gatewayUrl?: string;
  /** Where the payer's browser is sent for its code. */
  readonly authorizeUrl?: string;
}): AdapterOf<'alipay'> {
  const {
    http,
    clock,
    gatewayUrl = 'https://openapi.alipay.com/gateway.do',
    authorizeUrl = 'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm',
  } = parts;
  const open = alipayAccounts();
  const api = createAlipayApi({ http, clock, gatewayUrl });
  return {
    channel: 'alipay',
    merchantOf: (account) => open(account).appId,
    supports: ({ channel, settings }, scene) =>
      channel === 'alipay' &&
      Boolean(settings.appId) &&
      (scene !== 'mini_program' || settings.miniProgramEnabled === true) &&
      (scene !== 'jsapi' || settings.jsapiEnabled === true),

    linkLifetimeMs: (scene) => LINK_LIFETIMES_MS[scene],

    paymentRequestBody: (account, terms) => paymentRequestBody(open(account), terms, clock.now()),
    createPayment: (account, scene, requestBody) =>
      createPayment(api, gatewayUrl, open(account), scene, requestBody),
    queryPayment: (account, paymentNo) => queryPayment(api, open(account), paymentNo),
    closePayment: (account, paymentNo) => closePayment(api, open(account), paymentNo),
    payerParameters: (_account, _scene, credential) => payerParameters(credential),

    payerAuthorizeUrl: (account, redirectUrl, state) =>
      payerAuthorizeUrl(authorizeUrl, open(account), redirectUrl, state),
    payerIdFromCode: (account, code) => payerIdFromCode(api, open(account), code),

    refundRequestBody: (_account, terms) => refundRequestBody(terms),
    createRefund: (account, requestBody) => createRefund(api, open(account), requestBody),
    queryRefund: (account, refundNo, paymentNo) => queryRefund(api, open(account), refundNo, paymentNo),

    // Alipay names no new certificate before it uses it: operators install it beside the old one
    renewedKeys: async () => done(undefined),

    campusCards: {
      areOffered: (account) => open(account).campusContract !== undefined,
      find: async (record, holder) => {
        const account = open(record);
        if (!account.campusContract) throw new Error('the account has no contract for campus cards');
        return findCampusCard(api, account, account.campusContract, holder);
      },
    },
    fetchBill: (account, date) => fetchBill(http, api, open(account), date),
    billOwner: (account) => open(account).sellerId,

    readCallback: (account, request) => readCallback(open(account), request),
    callbackReply,
  };
}

/** A trade exists only once a code was scanned or a link opened; one for a known payer from its creation. */
const LINK_LIFETIMES_MS: Readonly<Record<Scene, number | undefined>> = {
  native: 5 * MINUTE_MS,
  wap: 15 * MINUTE_MS,
  page: 15 * MINUTE_MS,
  jsapi: undefined,
  mini_program: undefined,
};
