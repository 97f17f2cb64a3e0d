import { createCipheriv, createHash } from 'node:crypto';
import type { Callback } from './callback-store.ts';
import type { Merchant } from './merchant-store.ts';

/** The event of a callback in the old XML of API v2: for refunds without a `notify_url`. */
export const XML_EVENT = 'V2.REFUND';

/** Not signed: its content is encrypted with the v2 key, for which the v3 key is used here. */
export function xmlBody(merchant: Merchant, callback: Callback): string {
  const told = JSON.parse(callback.content) as Record<string, unknown>;
  const amount = told.amount as Record<string, unknown>;
  const refund = element('root', {
    out_refund_no: told.out_refund_no,
    out_trade_no: told.out_trade_no,
    refund_id: told.refund_id,
    transaction_id: told.transaction_id,
    refund_status: told.refund_status,
    total_fee: amount.total,
    refund_fee: amount.refund,
  });
  const key = createHash('md5').update(merchant.apiV3Key).digest('hex');
  const aes = createCipheriv('aes-256-ecb', key, null);
  const reqInfo = Buffer.concat([aes.update(refund), aes.final()]).toString('base64');
  return element('xml', {
    return_code: 'SUCCESS',
    appid: merchant.appids[0],
    mch_id: merchant.mchid,
    nonce_str: callback.callbackId.slice(-16),
    req_info: reqInfo,
  });
}

/** Whether an answer in XML says that the callback was taken. */
export function isTakenXml(text: string): boolean {
  return /<return_code>(?:<!\[CDATA\[)?SUCCESS(?:\]\]>)?<\/return_code>/.test(text);
}

function element(name: string, fields: Readonly<Record<string, unknown>>): string {
  const inner = Object.entries(fields).map(([field, value]) => `<${field}><![CDATA[${value}]]></${field}>`);
  return `<${name}>${inner.join('')}</${name}>`;
}
