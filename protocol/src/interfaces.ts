import {
  accepting,
  choice,
  fee,
  isEmptyArray,
  matching,
  nested,
  optionalAsPhp,
  type Reader,
  required,
  text,
  type Values,
  webUrl,
} from './fields.ts';
import { type InvoiceRequest, invoiceShape, requireTaxNo } from './invoice-fields.ts';
import { parseBoundedJson } from './json.ts';
import { PAY_TYPE_MEANING, PAY_TYPES } from './pay-type.ts';

const payType = choice(PAY_TYPES, PAY_TYPE_MEANING);
const outTradeNo = text(40);
const outRefundNo = matching(/^[\x21-\x7e]+$/, 64, '只能由字母、数字和英文符号组成');
const orderId = matching(/^[1-9][0-9]{0,18}$/, 19, '不是有效的订单号');

/** `piaoju` of section 2.1, also in JSON of its own, once or twice. */
const invoiceRequest: Reader<InvoiceRequest | undefined> = accepting(
  { type: 'object', shape: invoiceShape },
  (value, field) => {
    const content = fromJson(fromJson(value));
    if (content === undefined || content === null || isEmptyArray(content)) return undefined;
    return requireTaxNo(nested(invoiceShape)(content, field), `${field}.`);
  },
);

/** What is no JSON stays the text that it is. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return undefined;
  try {
    return parseBoundedJson(value);
  } catch {
    return value;
  }
}

/** Section 2.1. */
export const orderCreateShape = {
  body: required(text(128)),
  out_trade_no: required(outTradeNo),
  total_fee: required(fee),
  user_no: optionalAsPhp(text(64)),
  user_name: optionalAsPhp(text(128)),
  return_url: optionalAsPhp(webUrl),
  notify_url: required(webUrl),
  pay_type: optionalAsPhp(payType),
  openid: optionalAsPhp(text(128)),
  piaoju: optionalAsPhp(invoiceRequest),
};
export type OrderCreate = Values<typeof orderCreateShape>;

/** Section 2.2. */
export const orderQueryShape = { out_trade_no: required(outTradeNo) };

/** Section 2.3. */
export const orderCancelShape = { out_trade_no: required(outTradeNo) };

/** Section 2.4, with the extension `out_refund_no`. */
export const orderRefundShape = {
  out_trade_no: required(outTradeNo),
  refund_fee: required(fee),
  out_refund_no: optionalAsPhp(outRefundNo),
};

/** Extension: one refund by either of its numbers, or all refunds of the order. */
export const refundQueryShape = {
  out_trade_no: required(outTradeNo),
  out_refund_no: optionalAsPhp(outRefundNo),
  refund_id: optionalAsPhp(orderId),
};

/** Section 2.6. */
export const userIdentityShape = { uid: required(text(128)) };

/** Section 2.7; `school_id` stands in its example only. */
export const userCardShape = { school_id: optionalAsPhp(text(32)), user_no: required(text(64)) };
