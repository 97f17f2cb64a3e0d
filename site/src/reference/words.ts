import { type FieldWords, type InterfaceWords, NUMBERS } from './interface-words.ts';
import { INVOICE_WORDS } from './invoice-words.ts';
import { PEOPLE_WORDS } from './people-words.ts';
import { REFUND_WORDS } from './refund-words.ts';

const TIME_END: FieldWords = {
  zh: '付款时间，北京时间。仅已支付时有。',
  en: 'When it was paid, Beijing time; with a paid order only.',
  example: '2026-11-29 10:15:30',
};
const PAY_TYPE: FieldWords = {
  zh: '付款渠道：1 微信，2 支付宝。',
  en: 'The channel: 1 WeChat Pay, 2 Alipay.',
  example: '1',
};

export const INTERFACE_WORDS: Readonly<Record<string, InterfaceWords>> = {
  order_create: {
    section: '2.1',
    group: 'orders',
    zh: {
      title: '订单创建',
      summary:
        '创建一笔一小时内可支付的订单。相同单号、相同条件再次调用，返回同一笔订单，不会重复下单；所以超时之后原样重试是安全的。',
    },
    en: {
      title: 'Create an order',
      summary:
        'Creates an order that can be paid for one hour. The same number on the same terms gives the same order and never a second one, so a call that timed out is safely repeated as it was.',
    },
    request: {
      body: {
        zh: '订单描述，付款人在收银台和账单里看到。',
        en: 'What is paid for, as the payer reads it.',
        example: '宿舍电费',
      },
      out_trade_no: NUMBERS.out_trade_no,
      total_fee: { zh: '金额，单位分。', en: 'The amount in fen.', example: '3000' },
      user_no: {
        zh: '缴费人学号或工号，原样带在通知里。',
        en: 'Student or staff number; comes back in the notification.',
        example: '20140548',
      },
      user_name: {
        zh: '缴费人姓名，原样带在通知里。',
        en: 'Name of the person paid for; comes back in the notification.',
        example: '张三',
      },
      return_url: {
        zh: '付款后收银台上“返回”的地址。页面跳转不代表已付款，以通知或查询为准。',
        en: 'Where the cashier leads back to. Coming back does not mean paid: trust the notification or a query.',
        example: 'https://dorm.example.edu.cn/return',
      },
      notify_url: {
        zh: '接收支付通知的地址；正式环境须公网可达。省略 http:// 时按 http 处理。',
        en: 'Where payments are notified; reached from the internet in production. Without a scheme it is read as http.',
        example: 'https://dorm.example.edu.cn/notify',
      },
      pay_type: {
        zh: '1 微信，2 支付宝。不传 openid 时，只是在收银台上预选；传 openid 时必填。',
        en: '1 WeChat Pay, 2 Alipay. Preselects on the cashier; required together with openid.',
        example: 1,
      },
      openid: {
        zh: '小程序支付时付款人在该小程序里的标识（微信 openid 或支付宝 user_id）。',
        en: 'For mini-programs: who pays there (WeChat’s openid, Alipay’s user id).',
        example: 'oGTHE5BRsqWUqkvsNz3PGa_rXPKA',
      },
      piaoju: {
        zh: '随单开票：付款后自动开具，下单时就校验。也可以是 JSON 字符串。',
        en: 'An invoice to be issued when the order is paid; checked now. May be a JSON string.',
        example: { payer_type: 1, payer_name: '张三', phone: '13000000000' },
      },
    },
    answer: {
      ...NUMBERS,
      url: {
        zh: '收银台页面。在浏览器、微信或支付宝中打开都可以付款。',
        en: 'The cashier page; opens in a browser, WeChat or Alipay.',
        example: 'http://127.0.0.1:8080/pay/orderId/1790000000000123456.html',
      },
      sp_data: {
        zh: '传 openid 时才有：小程序调起支付的参数。微信为 timeStamp、nonceStr、package、signType、paySign 等，支付宝为 tradeNO。',
        en: 'With openid only: what the mini-program’s payment call takes. WeChat: timeStamp, nonceStr, package, signType, paySign; Alipay: tradeNO.',
        example: { tradeNO: '2026112922001400000000000001' },
      },
    },
  },
  order_query: {
    section: '2.2',
    group: 'orders',
    zh: {
      title: '订单查询',
      summary:
        '查询订单状态。待支付的订单可能已付款时，平台会先向渠道确认（每单至多几秒一次）。请以通知为主、查询为辅。',
    },
    en: {
      title: 'Query an order',
      summary:
        'Tells the state of an order. Where a pending one may have been paid, the channel is asked first, every few seconds at most. Rely on notifications, and query besides.',
    },
    request: { out_trade_no: NUMBERS.out_trade_no },
    answer: {
      ...NUMBERS,
      status: {
        zh: '1 待支付，2 已支付（退款后仍为 2），3 已关闭。',
        en: '1 can be paid, 2 paid (also after refunds), 3 closed.',
        example: '2',
      },
      time_end: TIME_END,
      total_fee: { zh: '订单金额，分。', en: 'The order’s amount in fen.', example: '3000' },
      refunded_fee: {
        zh: '已退款金额，分；处理中的退款不计。',
        en: 'What was refunded, in fen; refunds under way do not count.',
        example: '0',
      },
      pay_type: PAY_TYPE,
    },
  },
  order_cancel: {
    section: '2.3',
    group: 'orders',
    zh: {
      title: '订单取消',
      summary:
        '取消待支付的订单。渠道确认关闭后才返回成功，此后不会再收到这笔订单的钱。已取消的订单再次取消仍返回成功。',
    },
    en: {
      title: 'Cancel an order',
      summary:
        'Cancels an order that is not paid. It succeeds once the channel has confirmed the close: no money comes for it any more. Cancelling again succeeds again.',
    },
    request: { out_trade_no: NUMBERS.out_trade_no },
    answer: NUMBERS,
  },
  notification: {
    section: '2.5',
    group: 'orders',
    zh: {
      title: '支付通知',
      summary:
        '订单付款后，平台以表单 POST 到 notify_url，字段 id、param、sign 与请求相同。保存后应答 success；否则按递增的间隔重试，直到付款后第七天。同一通知可能到达多次。',
    },
    en: {
      title: 'Payment notification',
      summary:
        'When an order is paid, the gateway posts a form to notify_url, with id, param and sign as in a request. Answer success once it is stored; otherwise it comes again at growing intervals until the seventh day. It may come more than once.',
    },
    request: {
      ...NUMBERS,
      time_end: { ...TIME_END, zh: '付款时间，北京时间。', en: 'When it was paid, Beijing time.' },
      user_no: { zh: '下单时传的学号或工号。', en: 'The number sent with the order.', example: '20140548' },
      user_name: { zh: '下单时传的姓名。', en: 'The name sent with the order.', example: '张三' },
      uid: {
        zh: '付款人在渠道的标识：微信 openid 或支付宝用户号。信息按规定删除之后补发的通知中为空。',
        en: 'Who paid, by the channel’s id; empty when a notification is sent again after the data were erased.',
        example: 'oSandboxPayer0000000000zhang',
      },
      pay_type: PAY_TYPE,
    },
    answer: {},
  },
  ...REFUND_WORDS,
  ...PEOPLE_WORDS,
  ...INVOICE_WORDS,
};
