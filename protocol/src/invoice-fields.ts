import {
  accepting,
  choice,
  FieldError,
  matching,
  optionalAsPhp,
  type Reader,
  required,
  type Shape,
  text,
  type Values,
} from './fields.ts';

const MAX_BYTES_A_CHARACTER = 4;

/** Line breaks and tabs, which tax offices and mail headers refuse. */
const BREAKS = /[\s\p{Zl}\p{Zp}]+/gu;
/** Invisible characters, which are pasted along with a name and make it a different string. */
const UNSEEN = /\p{Cf}/gu;

/** One line of text of at most `max` characters, without spaces around it. */
function characters(max: number): Reader<string> {
  const read = text(max * MAX_BYTES_A_CHARACTER);
  return accepting({ type: 'text', maxCharacters: max }, (value, field) => {
    const string = read(value, field).replace(BREAKS, ' ').replace(UNSEEN, '').trim();
    if (string === '') throw new FieldError(field, '不能为空');
    if ([...string].length > max) throw new FieldError(field, `过长，不能超过 ${max} 个字`);
    return string;
  });
}

/** Longer than any number with whatever stands between its digits; compatibility forms grow when they are resolved. */
const COMPACT_MAX_BYTES = 256;

/** Reads what people type with full-width digits, spaces and hyphens in it. */
function compact(read: Reader<string>): Reader<string> {
  const bounded = text(COMPACT_MAX_BYTES);
  return accepting({ type: 'text', ...read.accepts }, (value, field) =>
    read(
      typeof value === 'string' ? bounded(value, field).normalize('NFKC').replace(/[\s-]/g, '') : value,
      field,
    ),
  );
}

const PHONE = matching(/^1[3-9][0-9]{9}$/, 20, '格式错误，应为 11 位手机号');

/** A mobile phone's number, without +86 before it. */
const phone = compact(
  accepting({ type: 'text', ...PHONE.accepts }, (value, field) =>
    PHONE(typeof value === 'string' ? value.replace(/^(\+|00)86/, '') : value, field),
  ),
);

const TAX_NO = matching(
  /^[0-9A-Z]{6,20}$/,
  20,
  '格式错误，应为纳税人识别号（15、17、18 或 20 位数字和字母，临时登记以 L 开头）',
);

const taxNo = compact(
  accepting({ type: 'text', ...TAX_NO.accepts }, (value, field) =>
    TAX_NO(typeof value === 'string' ? value.toUpperCase() : value, field),
  ),
);

const payerType = choice([1, 2], '1（个人）或 2（单位）');

/** Whom an invoice is made out to, in 2.1 and in 2.8. */
const buyerShape = {
  payer_name: required(characters(100)),
  payer_taxnum: optionalAsPhp(taxNo),
  payer_address: optionalAsPhp(characters(100)),
  payer_bank: optionalAsPhp(characters(100)),
  piaoju_memo: optionalAsPhp(characters(200)),
  phone: required(phone),
  payer_email: optionalAsPhp(matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 100, '格式错误，应为一个邮箱地址')),
};

/** `piaoju` of section 2.1. */
export const invoiceShape = { payer_type: required(payerType), ...buyerShape };
export type InvoiceRequest = Values<typeof invoiceShape>;

/** Section 2.8, which calls the payer's type by two names. */
export const invoiceCreateShape = {
  out_trade_no: optionalAsPhp(text(40)),
  zx_order_no: optionalAsPhp(text(20)),
  payer_type: optionalAsPhp(payerType),
  pay_type: optionalAsPhp(payerType),
  ...buyerShape,
} satisfies Shape;

/** Extension: what became of an order's invoice. */
export const invoiceQueryShape = {
  out_trade_no: optionalAsPhp(text(40)),
  zx_order_no: optionalAsPhp(text(20)),
};

/** A company (payer_type 2) must name its taxpayer number. @throws FieldError */
export function requireTaxNo(invoice: InvoiceRequest, prefix = ''): InvoiceRequest {
  if (invoice.payer_type === 2 && invoice.payer_taxnum === undefined) {
    throw new FieldError(`${prefix}payer_taxnum`, '不能为空（开票类型为单位）');
  }
  return invoice;
}

/** The request for an invoice within a piaoju_create. @throws FieldError */
export function invoiceRequestOf(create: Values<typeof invoiceCreateShape>): InvoiceRequest {
  const { out_trade_no: _, zx_order_no: __, payer_type, pay_type, ...buyer } = create;
  const type = payer_type ?? pay_type;
  if (type === undefined) throw new FieldError('payer_type', '不能为空');
  if (pay_type !== undefined && pay_type !== type) throw new FieldError('pay_type', '与 payer_type 不一致');
  return requireTaxNo({ payer_type: type, ...buyer });
}
