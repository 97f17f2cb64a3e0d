import { FieldError, optional, type Reader, readFields, required } from '@zhixiao/protocol/fields';
import { parseJson } from '@zhixiao/protocol/json';
import { PAY_TYPES } from '@zhixiao/protocol/pay-type';
import type {
  Notification,
  OrderCreateAnswer,
  OrderNumbers,
  OrderQueryAnswer,
  PiaojuQueryAnswer,
  Refund,
  RefundQueryAnswer,
  UserCardAnswer,
  UserIdentityAnswer,
} from './types.ts';

/** Reads decrypted JSON as the content that is expected; throws FieldError when it is something else. */
export type ContentReader<T> = (content: unknown) => T;

const anyText: Reader<string> = (value, field) => {
  if (typeof value !== 'string' && typeof value !== 'number') throw new FieldError(field, '应为字符串');
  return String(value);
};

function oneOf<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, field) => {
    const found = allowed.find((item) => item === String(value));
    if (found === undefined) throw new FieldError(field, `应为 ${allowed.join('、')} 之一`);
    return found;
  };
}

const payType = oneOf(...PAY_TYPES.map((number) => `${number}` as const));

const list: Reader<readonly unknown[]> = (value, field) => {
  if (!Array.isArray(value)) throw new FieldError(field, '应为数组');
  return value;
};

/** An object, also one sent as a JSON string. */
const anyObject: Reader<Readonly<Record<string, unknown>>> = (value, field) => {
  const object = typeof value === 'string' ? parseJson(value) : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw new FieldError(field, '应为 JSON 对象');
  }
  return { ...object };
};

const numbers = { out_trade_no: required(anyText), order_id: required(anyText) };

const refundShape = {
  refund_id: required(anyText),
  out_refund_no: optional(anyText),
  refund_fee: required(anyText),
  status: required(oneOf('1', '2', '3')),
  message: optional(anyText),
  time_end: optional(anyText),
};

export const orderCreateContent: ContentReader<OrderCreateAnswer> = (content) =>
  readFields({ ...numbers, url: required(anyText), sp_data: optional(anyObject) }, content);

const orderQueryShape = {
  ...numbers,
  status: required(oneOf('1', '2', '3')),
  time_end: optional(anyText),
  total_fee: required(anyText),
  refunded_fee: required(anyText),
  pay_type: optional(payType),
};

export const orderQueryContent: ContentReader<OrderQueryAnswer> = (content) =>
  readFields(orderQueryShape, content);

export const orderCancelContent: ContentReader<OrderNumbers> = (content) => readFields(numbers, content);

export const orderRefundContent: ContentReader<OrderNumbers & Refund> = (content) =>
  readFields({ ...numbers, ...refundShape }, content);

export const refundQueryContent: ContentReader<RefundQueryAnswer> = (content) => {
  const { refunds, ...order } = readFields({ ...numbers, refunds: required(list) }, content);
  return { ...order, refunds: refunds.map((refund): Refund => readFields(refundShape, refund, 'refunds')) };
};

/** The document shows no JSON here: the text is all there is. */
export const piaojuCreateContent: ContentReader<void> = (content) => {
  if (content !== '开票成功') throw new FieldError('ret_content', '应为“开票成功”');
};

const piaojuShape = {
  ...numbers,
  piaoju_no: required(anyText),
  status: required(oneOf('1', '2', '3', '4', '5')),
  total_fee: optional(anyText),
  number: optional(anyText),
  code: optional(anyText),
  time_end: optional(anyText),
  verify_url: optional(anyText),
  url: optional(anyText),
  message: optional(anyText),
};

export const piaojuQueryContent: ContentReader<PiaojuQueryAnswer> = (content) =>
  readFields(piaojuShape, content);

const personShape = {
  user_no: required(anyText),
  user_name: required(anyText),
  sex: required(oneOf('0', '1', '2')),
  identity_type: required(oneOf('0', '1', '2')),
};

export const userIdentityContent: ContentReader<UserIdentityAnswer> = (content) =>
  readFields({ open_id: required(anyText), ...personShape, uid: optional(anyText) }, content);

export const userCardContent: ContentReader<UserCardAnswer> = (content) =>
  readFields({ school_id: required(anyText), ...personShape, schema_url: required(anyText) }, content);

const notificationShape = {
  ...numbers,
  time_end: required(anyText),
  user_no: optional(anyText),
  user_name: optional(anyText),
  uid: required(anyText),
  pay_type: required(payType),
};

export const notificationContent: ContentReader<Notification> = (content) =>
  readFields(notificationShape, content);
