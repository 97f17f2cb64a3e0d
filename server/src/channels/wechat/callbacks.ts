import { createDecipheriv } from 'node:crypto';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { CallbackRejected, type CallbackRequest, type ChannelCallback, UnknownKey } from '../channel.ts';
import { type Content, objectOf, parseContent, textOf, UnexpectedContent } from './content.ts';
import { readPayment } from './payment-content.ts';
import { readRefund } from './refund-content.ts';
import { signatureDefect, UNKNOWN_KEY } from './signature.ts';
import type { WechatAccount } from './wechat-account.ts';

/**
 * Verifies the raw bytes, then decrypts, then reads.
 * @throws CallbackRejected
 */
export function readCallback(account: WechatAccount, request: CallbackRequest, now: Date): ChannelCallback {
  const { headers, body } = request;
  if (isXml(request)) return readHint(account, request);
  const defect = signatureDefect(account.platformKeys, headers, body, now);
  if (defect === UNKNOWN_KEY) throw new UnknownKey(defect);
  if (defect) throw new CallbackRejected(defect);
  try {
    return readEvent(account, parseContent(body));
  } catch (error) {
    if (error instanceof UnexpectedContent) throw new CallbackRejected(error.message);
    throw error;
  }
}

/** The answer WeChat takes as "received"; anything but 2xx makes it repeat the callback. */
export function callbackReply(
  accepted: boolean,
  request: CallbackRequest,
): { status: number; contentType: string; body: string } {
  if (isXml(request)) {
    const code = accepted ? 'SUCCESS' : 'FAIL';
    const body = `<xml><return_code><![CDATA[${code}]]></return_code></xml>`;
    return { status: accepted ? 200 : 500, contentType: 'text/xml', body };
  }
  const contentType = 'application/json';
  if (accepted) return { status: 204, contentType, body: '' };
  return { status: 500, contentType, body: JSON.stringify({ code: 'FAIL', message: '失败' }) };
}

/** The old format: sent for refunds made by hand on WeChat's merchant platform, and not signed. */
function isXml({ body }: CallbackRequest): boolean {
  return /^\s*<xml>/.test(body.toString('latin1', 0, 64));
}

/** Not even a hint, when it names another merchant than the account's. @throws CallbackRejected */
function readHint({ merchantId, merchant }: WechatAccount, { body }: CallbackRequest): ChannelCallback {
  const text = body.toString('utf8');
  const named = (field: string) =>
    new RegExp(`<${field}>(?:<!\\[CDATA\\[)?([^<\\]]{0,64})`).exec(text)?.[1]?.trim();
  if (named('return_code') === undefined) throw new CallbackRejected('旧版回调缺少 return_code');
  const signer = named('mch_id') ?? merchantId;
  const sub = named('sub_mch_id') || undefined;
  const isForeignSub = sub !== undefined && sub !== merchant.billOwner.subMerchantId;
  if (signer !== merchantId || isForeignSub) throw new CallbackRejected(reasonText('other_merchant'));
  return { kind: 'hint' };
}

const TAG_BYTES = 16;

function readEvent(account: WechatAccount, event: Content): ChannelCallback {
  const callbackId = textOf(event, 'id');
  const [kind] = textOf(event, 'event_type').split('.');
  const content = decryptResource(account.apiV3Key, objectOf(event, 'resource'));
  const decrypted = parseContent(content);
  switch (kind) {
    case 'TRANSACTION':
      return { callbackId, content, kind: 'payment', ...readPayment(decrypted, account.merchant) };
    case 'REFUND': {
      account.merchant.requireOwn(decrypted);
      const { refundNo, paymentNo, state } = readRefund(decrypted, 'refund_status');
      return { callbackId, content, kind: 'refund', refundNo, paymentNo, state };
    }
    default:
      throw new UnexpectedContent(reasonText('callback_unknown'));
  }
}

/** AES-256-GCM with the APIv3 key: IV and AAD are the UTF-8 bytes of `nonce` and `associated_data`, the tag comes last. */
export function decryptResource(apiV3Key: Buffer, resource: Content): string {
  if (textOf(resource, 'algorithm') !== 'AEAD_AES_256_GCM')
    throw new UnexpectedContent(reasonText('cipher_unknown'));
  const sealed = Buffer.from(textOf(resource, 'ciphertext'), 'base64');
  const associatedData = resource.associated_data ?? '';
  if (sealed.length < TAG_BYTES || typeof associatedData !== 'string') {
    throw new UnexpectedContent(reasonText('cipher_text'));
  }
  const nonce = Buffer.from(textOf(resource, 'nonce'), 'utf8');
  try {
    const aes = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_BYTES });
    aes.setAAD(Buffer.from(associatedData, 'utf8'));
    aes.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([aes.update(sealed.subarray(0, -TAG_BYTES)), aes.final()]).toString('utf8');
  } catch {
    throw new UnexpectedContent(reasonText('not_decrypted'));
  }
}
