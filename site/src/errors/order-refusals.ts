import type { Remedy } from './remedy.ts';

const CREATE = ['order_create'];
const INVOICES = ['piaoju_create', 'piaoju_query'];

/** Of orders, of starting their payments, and of invoices. */
export const ORDER_REFUSALS: Readonly<Record<string, Remedy>> = {
  order_not_found: {
    on: ['order_query', 'order_cancel', 'order_refund', 'refund_query', ...INVOICES],
    zh: {
      cause: '该应用没有这个单号的订单：下单没有成功、单号有误，或用了另一个应用（测试与正式）的密钥。',
      cure: '核对单号与 appid。下单超时后查到“订单不存在”，可用相同参数重新下单。',
    },
    en: {
      cause:
        'This app has no such order: it was never created, the number is wrong, or the keys are another app’s (test and live).',
      cure: 'Check the number and the appid. If this follows a create that timed out, create it again with the same parameters.',
    },
  },
  order_paid: {
    on: ['order_create', 'order_cancel'],
    zh: {
      cause: '订单已经付款。取消时渠道也可能刚刚收到款，这时订单转为已支付。',
      cure: '按已支付处理：查询订单、发货或开通；要退钱请调用退款接口。',
    },
    en: {
      cause:
        'The order has been paid. While it is being cancelled, the channel may just have taken the money; it then becomes paid.',
      cure: 'Treat it as paid: query it and deliver. To give the money back, refund it.',
    },
  },
  order_not_paid: {
    on: ['order_refund', 'piaoju_create'],
    zh: { cause: '订单还没有付款，没有可退的钱，也不能开票。', cure: '先查询订单；不再需要的订单请取消。' },
    en: {
      cause: 'The order is not paid: there is nothing to refund or to invoice.',
      cure: 'Query the order first; cancel one that is not wanted any more.',
    },
  },
  order_closed: {
    on: ['order_create', 'order_refund'],
    zh: {
      cause: '订单已取消、已过期（下单一小时后）或支付失败而关闭，单号不能再用。',
      cure: '用新的 out_trade_no 重新下单。关闭后才到的钱，平台会自动原路退回。',
    },
    en: {
      cause:
        'The order was cancelled, expired (an hour after it was created) or failed, and its number is used up.',
      cure: 'Create an order with a new out_trade_no. Money that comes after the end is sent back by itself.',
    },
  },
  order_closing: {
    on: ['order_create', 'order_cancel'],
    zh: {
      cause: '订单正在渠道关闭，渠道还没有确认。这段时间里付款人仍可能付成功。',
      cure: '几秒后重试取消，或查询订单；平台会在后台继续关闭。',
    },
    en: {
      cause:
        'The order is being closed at the channel, which has not confirmed it. The payer may still pay meanwhile.',
      cure: 'Cancel again in a few seconds, or query the order. The gateway goes on closing it.',
    },
  },
  terms_differ: {
    on: CREATE,
    zh: {
      cause: '同一 out_trade_no 再次下单时，说明开头的字段与首次不同。平台不会用新条件覆盖旧订单。',
      cure: '重试时逐字使用首次的参数；条件确实变了，请取消旧订单，换新的 out_trade_no。',
    },
    en: {
      cause:
        'The same out_trade_no came again, and the field named first differs. An order is never overwritten by other terms.',
      cure: 'Repeat with the very parameters of the first time. If the terms did change, cancel the old order and use a new out_trade_no.',
    },
  },
  channel_not_enabled: {
    on: CREATE,
    zh: { cause: '学校没有为该应用配置这个支付渠道。', cure: '换一个 pay_type，或请学校开通。' },
    en: {
      cause: 'The school has not set this channel up for the app.',
      cure: 'Use the other pay_type, or ask the school to enable it.',
    },
  },
  mini_program_off: {
    on: CREATE,
    zh: {
      cause: '学校的支付宝商户没有打开小程序支付。',
      cure: '请学校在控制台的商户账户中打开“小程序支付”；或不传 openid，改用收银台页面。',
    },
    en: {
      cause: 'The school’s Alipay merchant account has mini-program payments switched off.',
      cure: 'Ask the school to switch them on in the merchant account; or leave openid out and use the cashier page.',
    },
  },
  payment_preparing: {
    on: CREATE,
    zh: {
      cause: '同一订单的另一个请求正在向渠道下单。',
      cure: '一两秒后用相同参数重试，会得到同一份 sp_data。',
    },
    en: {
      cause: 'Another request for the same order is at the channel this moment.',
      cure: 'Repeat with the same parameters after a second or two; the answer is the same sp_data.',
    },
  },
  payment_in_doubt: {
    on: CREATE,
    zh: {
      cause: '该订单的上一次支付结果还不确定，平台正在向渠道查询，此时再付可能付两次。',
      cure: '查询订单，得到确定的结果后再决定。',
    },
    en: {
      cause: 'It is not known yet how an earlier payment of this order ended; paying again might pay twice.',
      cure: 'Query the order and decide when its state is certain.',
    },
  },
  order_refunded: {
    on: ['piaoju_create'],
    zh: { cause: '订单的钱已全部退回，没有可以开票的金额。', cure: '不需要开票；如退款有误，请联系学校。' },
    en: {
      cause: 'All of the order’s money has gone back: there is no amount to invoice.',
      cure: 'Nothing to do. If the refund was a mistake, ask the school.',
    },
  },
  invoice_not_found: {
    on: ['piaoju_query'],
    zh: { cause: '该订单从未申请过票据。', cure: '先调用 piaoju_create，或下单时带上 piaoju。' },
    en: {
      cause: 'No invoice was ever requested for this order.',
      cure: 'Call piaoju_create first, or send piaoju with the order.',
    },
  },
  invoice_not_issued: {
    on: ['piaoju_create'],
    zh: { cause: '该订单现在没有已开具的票据，无从红冲。', cure: '查询票据，等 status 为 2 之后再试。' },
    en: {
      cause: 'The order has no invoice in force that could be taken back.',
      cure: 'Query the invoice and try again when status is 2.',
    },
  },
  invoice_terms_differ: {
    on: ['piaoju_create'],
    zh: {
      cause: '该订单已按另一份内容申请过票据，说明开头的字段不同。一笔订单同时只有一张票。',
      cure: '内容填错时，请学校红冲原票，红冲后再用新的内容申请。',
    },
    en: {
      cause:
        'An invoice was requested with other content; the field named first differs. An order has one invoice at a time.',
      cure: 'If the content was wrong, have the school take the invoice back, then request it with the new content.',
    },
  },
};
