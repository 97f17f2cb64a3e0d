import type { Remedy } from './remedy.ts';

const REFUND = ['order_refund'];

export const REFUND_REFUSALS: Readonly<Record<string, Remedy>> = {
  refund_not_found: {
    on: ['refund_query'],
    zh: {
      cause: '该订单没有这个退款单号的退款：申请没有到达，或单号有误。',
      cure: '用相同的 out_refund_no 和金额再次申请退款，不会退两次。',
    },
    en: {
      cause: 'The order has no refund with this number: the request never arrived, or the number is wrong.',
      cure: 'Ask for the refund again with the same out_refund_no and amount: it is never refunded twice.',
    },
  },
  refund_day_exceeded: {
    on: REFUND,
    zh: {
      cause: '学校为该应用设了每日（北京时间）退款的金额或笔数上限，这一笔会超过。没有退款。',
      cure: '次日再退，或请学校调整限额、由学校在控制台退款。',
    },
    en: {
      cause:
        'The school limits what this app may refund in a day (Beijing time), by amount or count. Nothing was refunded.',
      cure: 'Refund on the next day, or ask the school to raise the limit or to refund it in the console.',
    },
  },
  refund_exceeds: {
    on: REFUND,
    zh: {
      cause: '累计退款会超过实付金额。处理中的退款也占用可退金额，说明里是剩余可退的分。',
      cure: '把 refund_fee 改为不超过剩余可退的金额；怀疑重复退款时，先查 refund_query。',
    },
    en: {
      cause:
        'Together with earlier refunds it would exceed what was paid. Refunds under way count too; the message says how many fen are left.',
      cure: 'Lower refund_fee to what is left. If you suspect a repeated refund, look at refund_query first.',
    },
  },
  refund_terms_differ: {
    on: REFUND,
    zh: {
      cause: '这个 out_refund_no 已用于另一笔退款，说明开头的字段（订单或金额）不同。',
      cure: '重试请用首次的参数；另一笔退款请用新的 out_refund_no。',
    },
    en: {
      cause:
        'This out_refund_no was used for another refund; the field named first (order or amount) differs.',
      cure: 'Repeat with the first parameters, or give another refund its own out_refund_no.',
    },
  },
  refund_declined: {
    on: REFUND,
    zh: {
      cause: '渠道明确拒绝退款，冒号后是原因，如商户余额不足、超过退款期限。没有退款，金额已释放。',
      cure: '按原因处理（如请学校充值）后，用新的 out_refund_no 再退。',
    },
    en: {
      cause:
        'The channel refused; the reason follows the colon, such as too little balance or too late. Nothing was refunded, the amount is free again.',
      cure: 'Remove the reason (such as the merchant’s balance), then refund with a new out_refund_no.',
    },
  },
  refund_unknown: {
    on: REFUND,
    zh: {
      cause: '渠道没有在时限内答复。退款可能已经发生，金额保持预占，平台会自行确认。',
      cure: '用 refund_query 查询，或用相同的 out_refund_no 原样重试；不要换新的退款单号。',
    },
    en: {
      cause:
        'The channel did not answer in time. The refund may have happened; its amount stays reserved while the gateway finds out.',
      cure: 'Ask refund_query, or repeat with the same out_refund_no. Never use a new refund number here.',
    },
  },
};
