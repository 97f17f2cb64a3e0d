import { oneOf, TEXT } from '@zhixiao/contract/schema';
import { FieldError } from '@zhixiao/protocol/fields';
import {
  orderCancelShape,
  orderCreateShape,
  orderQueryShape,
  orderRefundShape,
  refundQueryShape,
  userCardShape,
  userIdentityShape,
} from '@zhixiao/protocol/interfaces';
import { PAY_TYPE } from '@zhixiao/protocol/pay-type';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { Type } from 'typebox';
import type { App } from '../../apps/app.ts';
import { unaudited } from '../../audit/unaudited.ts';
import { answerable, findPayer, type Inquiry } from '../../directory/find-person.ts';
import { getCard } from '../../directory/get-card.ts';
import type { Person } from '../../directory/person.ts';
import { checkAddresses } from '../../notifications/check-addresses.ts';
import { cashierUrl, type OrderStatus, termsOf } from '../../orders/order.ts';
import { cancelOrder } from '../../processing/cancel-order.ts';
import { createOrder } from '../../processing/create-order.ts';
import { queryOrder } from '../../processing/query-order.ts';
import { refundOrder } from '../../processing/refund-order.ts';
import { queryRefunds } from '../../refunds/query-refunds.ts';
import type { Refund, RefundStatus } from '../../refunds/refund.ts';
import { INVOICE_INTERFACES } from './invoice-interfaces.ts';
import { ORDER_NUMBERS, orderNumbers, type PartnerInterface, partnerInterface } from './partner-interface.ts';

// what each answers when it succeeds; numbers and states are texts in the document

const ORDER_CREATED = Type.Object({
  ...ORDER_NUMBERS,
  url: TEXT,
  /** The parameters of a mini-program's payment call; as a JSON string for apps that want it so. */
  sp_data: Type.Optional(Type.Union([Type.Record(Type.String(), Type.String()), TEXT])),
});

const ORDER_FOUND = Type.Object({
  ...ORDER_NUMBERS,
  status: oneOf(['1', '2', '3']),
  time_end: Type.Optional(TEXT),
  total_fee: TEXT,
  refunded_fee: TEXT,
  pay_type: Type.Optional(TEXT),
});

const ORDER_CANCELLED = Type.Object(ORDER_NUMBERS);

const REFUND = {
  refund_id: TEXT,
  out_refund_no: Type.Optional(TEXT),
  refund_fee: TEXT,
  status: oneOf(['1', '2', '3']),
  message: Type.Optional(TEXT),
  time_end: Type.Optional(TEXT),
};
const ORDER_REFUNDED = Type.Object({ ...ORDER_NUMBERS, ...REFUND });
const REFUNDS_FOUND = Type.Object({ ...ORDER_NUMBERS, refunds: Type.Array(Type.Object(REFUND)) });

const PERSON = { user_no: TEXT, user_name: TEXT, sex: TEXT, identity_type: TEXT };
const IDENTITY_FOUND = Type.Object({ open_id: TEXT, ...PERSON, uid: TEXT });
const CARD_FOUND = Type.Object({ school_id: TEXT, ...PERSON, schema_url: TEXT });

/** The interfaces by the last part of their path under `/pay_api/`. */
export const PARTNER_INTERFACES: Readonly<Record<string, PartnerInterface>> = {
  order_create: partnerInterface(orderCreateShape, ORDER_CREATED, async (core, app, values) => {
    if (values.openid !== undefined && values.pay_type === undefined) {
      throw new FieldError('pay_type', '不能为空（传 openid 时必填）');
    }
    await checkAddresses(core, app.appId, values);
    const { order, spData } = await createOrder(core, app, termsOf(values));
    const url = cashierUrl(core.publicUrl, order.orderId);
    if (!spData) return { ...orderNumbers(order), url };
    return { ...orderNumbers(order), url, sp_data: app.spDataAsText ? JSON.stringify(spData) : spData };
  }),

  order_query: partnerInterface(orderQueryShape, ORDER_FOUND, async (core, app, { out_trade_no }) => {
    const order = await queryOrder(core, app.appId, out_trade_no);
    return {
      ...orderNumbers(order),
      status: ORDER_STATUS[order.status],
      ...(order.paidAt ? { time_end: formatShanghaiTime(order.paidAt) } : {}),
      total_fee: String(order.totalAmount),
      refunded_fee: String(order.paidBy?.refundedAmount ?? 0),
      ...(order.paidBy ? { pay_type: String(PAY_TYPE[order.paidBy.channel]) } : {}),
    };
  }),

  order_cancel: partnerInterface(orderCancelShape, ORDER_CANCELLED, async (core, app, { out_trade_no }) =>
    orderNumbers(await cancelOrder(unaudited(core), app.appId, out_trade_no)),
  ),

  order_refund: partnerInterface(orderRefundShape, ORDER_REFUNDED, async (core, app, values) => {
    if (app.rules.refundNoRequired && values.out_refund_no === undefined) {
      throw new FieldError('out_refund_no', '不能为空（学校要求退款须带退款单号）');
    }
    const { order, refund } = await refundOrder(core, app.appId, {
      outTradeNo: values.out_trade_no,
      refundAmount: values.refund_fee,
      outRefundNo: values.out_refund_no,
    });
    return { ...orderNumbers(order), ...refundContent(refund) };
  }),

  refund_query: partnerInterface(refundQueryShape, REFUNDS_FOUND, async (core, app, values) => {
    const { order, refunds } = await queryRefunds(core, app.appId, {
      outTradeNo: values.out_trade_no,
      outRefundNo: values.out_refund_no,
      refundId: values.refund_id,
    });
    return { ...orderNumbers(order), refunds: refunds.map(refundContent) };
  }),

  user_identity: partnerInterface(userIdentityShape, IDENTITY_FOUND, async (core, app, { uid }) => {
    const person = answerable(await findPayer(core, inquiryOf(app, 'identity'), uid), 'payer_not_bound');
    // an answer that names what was asked cannot be taken for another's
    return { open_id: person.openId, ...personContent(person), uid };
  }),

  user_card: partnerInterface(userCardShape, CARD_FOUND, async (core, app, { school_id, user_no }) => {
    if (school_id !== undefined && school_id !== app.schoolId) {
      throw new FieldError('school_id', '不是本应用所属学校的编号');
    }
    const { person, schemaUrl } = await getCard(core, app, user_no);
    return { school_id: app.schoolId, ...personContent(person), user_no, schema_url: schemaUrl };
  }),

  ...INVOICE_INTERFACES,
};

const ORDER_STATUS = { pending: '1', paid: '2', closed: '3' } as const satisfies Record<OrderStatus, string>;
const REFUND_STATUS = {
  processing: '1',
  succeeded: '2',
  failed: '3',
} as const satisfies Record<RefundStatus, string>;

/** An app asks about its own school only. */
function inquiryOf(app: App, action: Inquiry['action']): Inquiry {
  return { schoolId: app.schoolId, actor: { kind: 'app', name: app.appId }, action };
}

function personContent({ userNo, userName, sex, identityType }: Person) {
  return { user_no: userNo, user_name: userName, sex: String(sex), identity_type: String(identityType) };
}

function refundContent(refund: Refund) {
  return {
    refund_id: refund.refundId,
    ...(refund.outRefundNo === undefined ? {} : { out_refund_no: refund.outRefundNo }),
    refund_fee: String(refund.refundAmount),
    status: REFUND_STATUS[refund.status],
    ...(refund.failure === undefined ? {} : { message: refund.failure }),
    ...(refund.settledAt === undefined ? {} : { time_end: formatShanghaiTime(refund.settledAt) }),
  };
}
