import { fenOf } from '../yuan.ts';
import { invalid, invalidParameter } from './alipay-error.ts';

/** What a field of `biz_content` may be. Lengths are characters. */
interface Rule {
  readonly required?: boolean;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** An object or list; kept as its JSON. */
  readonly nested?: boolean;
}

export type Fields = Readonly<Record<string, Rule>>;

/** The fields that were sent, each as text. */
export type Content = Readonly<Record<string, string>>;

/**
 * Reads `biz_content`: a JSON object of documented fields; Alipay "may intercept" any other.
 * @throws AlipayError
 */
export function readContent(fields: Fields, text: string | undefined): Content {
  const given = parseObject(text ?? '');
  const content: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!rule) throw invalidParameter(`${name} 不是该接口的参数`);
    if (value === null || value === '') continue;
    content[name] = textOf(name, rule, value);
  }
  for (const [name, { required }] of Object.entries(fields)) {
    if (required && content[name] === undefined) throw invalidParameter(`${name} 不能为空`);
  }
  return content;
}

/** @throws AlipayError */
export function amountOf(content: Content, name: string): number {
  const fen = fenOf(content[name] ?? '');
  if (fen === undefined || fen < 1) throw invalidParameter(`${name} 应为 0.01 起的金额，最多两位小数`);
  return fen;
}

const NUMBER: Rule = { max: 64, pattern: /^\w+$/ };
const SUBJECT: Rule = { required: true, max: 256, pattern: /^[^/=&]+$/ };
const TIME: Rule = { pattern: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/ };

/** What names a trade: Alipay's number wins. */
const TRADE: Fields = { trade_no: { max: 64 }, out_trade_no: NUMBER };

/** What every way of paying asks. */
export const PAYMENT_FIELDS: Fields = {
  out_trade_no: { ...NUMBER, required: true },
  total_amount: { required: true, max: 12 },
  subject: SUBJECT,
  product_code: { max: 64 },
  body: { max: 128 },
  time_expire: TIME,
  timeout_express: { pattern: /^(?:\d{1,5}[mhd]|1c)$/ },
  passback_params: { max: 512 },
  operator_id: { max: 28 },
  store_id: { max: 32 },
  terminal_id: { max: 32 },
  goods_detail: { nested: true },
  extend_params: { nested: true },
  business_params: { nested: true },
  query_options: { nested: true },
};
export const PAGE_FIELDS: Fields = {
  ...PAYMENT_FIELDS,
  product_code: { required: true, pattern: /^FAST_INSTANT_TRADE_PAY$/ },
  qr_pay_mode: { pattern: /^[0-4]$/ },
  qrcode_width: { pattern: /^\d{1,4}$/ },
  integration_type: { max: 16 },
};
export const WAP_FIELDS: Fields = {
  ...PAYMENT_FIELDS,
  product_code: { required: true, pattern: /^QUICK_WAP_WAY$/ },
  quit_url: { max: 400 },
};
export const CREATE_FIELDS: Fields = {
  ...PAYMENT_FIELDS,
  product_code: { required: true, pattern: /^JSAPI_PAY$/ },
  op_app_id: { required: true, pattern: /^\d{16}$/ },
  buyer_id: { pattern: /^2088\d{12}$/ },
  buyer_open_id: { max: 128 },
  op_buyer_open_id: { max: 128 },
};
export const TRADE_FIELDS: Fields = { ...TRADE, query_options: { nested: true } };
export const CLOSE_FIELDS: Fields = { ...TRADE, operator_id: { max: 28 } };
export const REFUND_FIELDS: Fields = {
  ...TRADE,
  refund_amount: { required: true, max: 12 },
  refund_reason: { max: 256 },
  out_request_no: { max: 64 },
  operator_id: { max: 28 },
  query_options: { nested: true },
};
export const REFUND_QUERY_FIELDS: Fields = {
  ...TRADE,
  out_request_no: { required: true, max: 64 },
  query_options: { nested: true },
};
export const BILL_FIELDS: Fields = {
  bill_type: { required: true, max: 20 },
  bill_date: { required: true, max: 15 },
};

export const CERTIFICATE_FIELDS: Fields = { alipay_cert_sn: { required: true, max: 64 } };

/** Words in a value by which Alipay recognises somebody forging parameters. */
const SUSPECT = /out_trade_no|total_fee/;

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('illegal-json', 'biz_content 不是合法的 JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('illegal-json', 'biz_content 应为 JSON 对象');
  }
  return value;
}

function textOf(name: string, { nested = false, max, pattern }: Rule, value: unknown): string {
  if ((typeof value === 'object') !== nested) throw invalidParameter(`${name} 的类型不对`);
  const text = nested ? JSON.stringify(value) : String(value);
  if (SUSPECT.test(text)) throw invalid('suspected-attack', '参数疑似攻击');
  if (max !== undefined && text.length > max) throw invalidParameter(`${name} 超过 ${max} 个字符`);
  if (pattern && !pattern.test(text)) throw invalidParameter(`${name} 格式不对`);
  return text;
}
