/** What a field means, and one value of it. */
export interface FieldWords {
  readonly zh: string;
  readonly en: string;
  readonly example: unknown;
}

/** One interface in words; what its fields may hold comes from the schemas. */
export interface InterfaceWords {
  /** Of the interface document; undefined: an extension. */
  readonly section: string | undefined;
  readonly group: 'orders' | 'refunds' | 'invoices' | 'people';
  readonly zh: { readonly title: string; readonly summary: string };
  readonly en: { readonly title: string; readonly summary: string };
  readonly request: Readonly<Record<string, FieldWords>>;
  /** By name; those of members have a dot, as `refunds.status`. Undefined: the answer is the text of the example. */
  readonly answer: Readonly<Record<string, FieldWords>>;
}

const OUT_TRADE_NO: FieldWords = {
  zh: '贵方的订单号，每个应用内唯一。重试必须用同一个号。',
  en: 'Your number of the order, unique in the app. A repeat must have the same.',
  example: 'E20261129000001',
};
const ORDER_ID: FieldWords = {
  zh: '平台的订单号，1 至 19 位数字，请按字符串保存。',
  en: 'The gateway’s number of the order, 1 to 19 digits; keep it as a string.',
  example: '1790000000000123456',
};

/** The numbers that nearly every answer names its order by. */
export const NUMBERS = { out_trade_no: OUT_TRADE_NO, order_id: ORDER_ID };
