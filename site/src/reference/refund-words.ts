import { type FieldWords, type InterfaceWords, NUMBERS } from './interface-words.ts';

const OUT_REFUND_NO: FieldWords = {
  zh: '贵方的退款单号（扩展），每个应用内唯一。相同单号与金额即同一笔退款，重试不会退两次。',
  en: 'Your number of the refund (an extension), unique in the app. The same number and amount is the same refund: a repeat refunds nothing more.',
  example: 'R20261129000001',
};
const REFUND_ID: FieldWords = {
  zh: '平台的退款号。',
  en: 'The gateway’s number of the refund.',
  example: '1790000000000654321',
};
const REFUND_FEE: FieldWords = { zh: '退款金额，分。', en: 'The amount refunded, in fen.', example: '1000' };

const REFUND: Readonly<Record<string, FieldWords>> = {
  refund_id: REFUND_ID,
  out_refund_no: {
    ...OUT_REFUND_NO,
    zh: '申请时传的退款单号。',
    en: 'The refund number sent with the request.',
  },
  refund_fee: REFUND_FEE,
  status: { zh: '1 处理中，2 已退款，3 失败。', en: '1 under way, 2 refunded, 3 failed.', example: '2' },
  message: { zh: '失败的原因。', en: 'Why it failed.', example: '商户余额不足' },
  time_end: {
    zh: '退款完成或失败的时间，北京时间。',
    en: 'When it was settled, Beijing time.',
    example: '2026-11-29 11:02:07',
  },
};

export const REFUND_WORDS: Readonly<Record<string, InterfaceWords>> = {
  order_refund: {
    section: '2.4',
    group: 'refunds',
    zh: {
      title: '订单退款',
      summary:
        '退还已支付订单的一部分或全部，可分多次，累计不超过实付金额。渠道受理后返回成功，钱原路退回。请总是传 out_refund_no：超时之后原样重试，不会退两次。',
    },
    en: {
      title: 'Refund an order',
      summary:
        'Gives back part or all of a paid order, several times if need be, never more than was paid. It succeeds once the channel has accepted; money goes back the way it came. Always send out_refund_no: a call that timed out is then safely repeated.',
    },
    request: {
      out_trade_no: NUMBERS.out_trade_no,
      refund_fee: {
        zh: '退款金额，单位分，不超过剩余可退金额。',
        en: 'The amount in fen, no more than is left to refund.',
        example: '1000',
      },
      out_refund_no: OUT_REFUND_NO,
    },
    answer: { ...NUMBERS, ...REFUND },
  },
  refund_query: {
    section: undefined,
    group: 'refunds',
    zh: {
      title: '退款查询',
      summary:
        '查询一笔订单的全部退款，或其中指定的一笔。退款结果未知（-1，退款处理中）时，用它得到确定的结果。',
    },
    en: {
      title: 'Query refunds',
      summary:
        'Tells all refunds of an order, or one of them. Where a refund’s outcome was unknown, this is how it becomes certain.',
    },
    request: {
      out_trade_no: NUMBERS.out_trade_no,
      out_refund_no: {
        ...OUT_REFUND_NO,
        zh: '只查这个退款单号的退款。',
        en: 'Only the refund with this number of yours.',
      },
      refund_id: {
        ...REFUND_ID,
        zh: '只查平台的这个退款号。',
        en: 'Only the refund with this number of the gateway.',
      },
    },
    answer: {
      ...NUMBERS,
      refunds: {
        zh: '退款列表，没有退款时为空数组。',
        en: 'The refunds; an empty array when there are none.',
        example: [],
      },
      ...Object.fromEntries(Object.entries(REFUND).map(([name, words]) => [`refunds.${name}`, words])),
    },
  },
};
