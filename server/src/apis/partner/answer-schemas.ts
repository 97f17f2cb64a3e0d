import { oneOf, TEXT } from '@zhixiao/contract/schema';
import { Type } from 'typebox';

/** What each interface of the document answers when it succeeds; numbers and states are texts there. */
const ORDER_NUMBERS = { out_trade_no: TEXT, order_id: TEXT };

export const ORDER_CREATED = Type.Object({
  ...ORDER_NUMBERS,
  url: TEXT,
  /** The parameters of a mini-program's payment call; as a JSON string for apps that want it so. */
  sp_data: Type.Optional(Type.Union([Type.Record(Type.String(), Type.String()), TEXT])),
});

export const ORDER_FOUND = Type.Object({
  ...ORDER_NUMBERS,
  status: oneOf(['1', '2', '3']),
  time_end: Type.Optional(TEXT),
  total_fee: TEXT,
  refunded_fee: TEXT,
  pay_type: Type.Optional(TEXT),
});

export const ORDER_CANCELLED = Type.Object(ORDER_NUMBERS);

const REFUND = {
  refund_id: TEXT,
  out_refund_no: Type.Optional(TEXT),
  refund_fee: TEXT,
  status: oneOf(['1', '2', '3']),
  message: Type.Optional(TEXT),
  time_end: Type.Optional(TEXT),
};
export const ORDER_REFUNDED = Type.Object({ ...ORDER_NUMBERS, ...REFUND });
export const REFUNDS_FOUND = Type.Object({ ...ORDER_NUMBERS, refunds: Type.Array(Type.Object(REFUND)) });

const PERSON = { user_no: TEXT, user_name: TEXT, sex: TEXT, identity_type: TEXT };
export const IDENTITY_FOUND = Type.Object({ open_id: TEXT, ...PERSON, uid: TEXT });
export const CARD_FOUND = Type.Object({ school_id: TEXT, ...PERSON, schema_url: TEXT });

export const INVOICE_FOUND = Type.Object({
  ...ORDER_NUMBERS,
  piaoju_no: TEXT,
  status: oneOf(['1', '2', '3', '4', '5']),
  total_fee: Type.Optional(TEXT),
  number: Type.Optional(TEXT),
  time_end: Type.Optional(TEXT),
  code: Type.Optional(TEXT),
  verify_url: Type.Optional(TEXT),
  url: Type.Optional(TEXT),
  message: Type.Optional(TEXT),
});
/** The document shows no JSON here. */
export const INVOICE_TAKEN = Type.Literal('开票成功');
