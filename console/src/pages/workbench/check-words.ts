import type { Verdict } from '@zhixiao/contract/codes/workbench';
import type { Tone } from '../../components/status-tag.tsx';
import type { Words } from '../../language/language.tsx';

/** Where the way of an order ends, and what helps. */
interface Advice {
  readonly verdict: string;
  readonly cure: string;
}

export const ADVICE: Words<Readonly<Record<Verdict, Advice>>> = {
  zh: {
    nothing_arrived: {
      verdict: '没有收到过这个单号的请求，也没有这个订单',
      cure: '核对单号与应用；确认贵方请求的地址、appid 正确，并查看“接口请求”里有没有签名错误的请求：签名不对时我们读不到单号。请求只保存七天。',
    },
    not_created: {
      verdict: '收到了请求，但没有生成订单',
      cure: '按下面未通过的步骤修正后，用相同的商户订单号重新下单。',
    },
    unpaid: {
      verdict: '订单还没有付款',
      cure: '让付款人打开收银台付款。付款人说已付的，请他核对支付凭证上的商户订单号，一小时后未付的订单会关闭。',
    },
    payment_unknown: {
      verdict: '渠道还不能确定是否已付款',
      cure: '系统会继续向渠道查询，结果确定后自动入账并通知，通常在几分钟内。不要重新下单。',
    },
    closed: {
      verdict: '订单已关闭，没有付款',
      cure: '需要付款时请用新的商户订单号重新下单。',
    },
    late_money: {
      verdict: '付款在订单关闭之后才到，已自动退回付款人',
      cure: '需要付款时请用新的商户订单号重新下单；退款由渠道原路退回。',
    },
    held: {
      verdict: '收到的金额与订单不一致，等待学校处理',
      cure: '请联系学校的财务人员：由他们退回这笔款。',
    },
    sending: {
      verdict: '已付款，通知正要发出',
      cure: '几秒后刷新本页。贵方也可以用 order_query 查询订单。',
    },
    retrying: {
      verdict: '已付款，通知发出过，但贵方没有确认',
      cure: '看下面贵方的应答：须返回 2xx，内容为 success。修好后点“补发”，不必等下一次。',
    },
    paused: {
      verdict: '已付款，但贵方的通知地址连续无应答，已暂停逐条通知',
      cure: '检查通知地址能否从公网访问。恢复后积压的通知会自动发出；也可以现在补发这一条。',
    },
    given_up: {
      verdict: '已付款，通知七天内都没有送达，不再发送',
      cure: '修好通知地址后点“补发”；也可以用 order_query 查询并补记。',
    },
    delivered: {
      verdict: '已付款，贵方已确认收到通知',
      cure: '贵方的系统返回过 success，请检查收到通知之后的处理：是否先返回 success 再记账，记账失败时没有重来。需要时可再补发一次。',
    },
  },
  en: {
    nothing_arrived: {
      verdict: 'No request with this number has arrived, and there is no such order',
      cure: 'Check the number and the app. Make sure that your system uses the right address and appid, and look for requests with a wrong signature under Requests: without a valid signature the number cannot be read. Requests are kept for seven days.',
    },
    not_created: {
      verdict: 'A request arrived, but no order was created',
      cure: 'Correct what the check below says, then create the order again with the same number.',
    },
    unpaid: {
      verdict: 'The order has not been paid',
      cure: 'Have the payer open the cashier. If the payer says it was paid, compare the number on the payment receipt. An order closes after an hour.',
    },
    payment_unknown: {
      verdict: 'The channel cannot confirm yet whether it was paid',
      cure: 'We keep querying the channel. Once it confirms, the payment is booked and notified automatically, usually within minutes. Do not create another order.',
    },
    closed: {
      verdict: 'The order was closed without a payment',
      cure: 'To pay, create an order with another number.',
    },
    late_money: {
      verdict: 'The payment came after the order was closed and is refunded to the payer automatically',
      cure: 'To pay, create an order with another number. The money goes back to the account it came from.',
    },
    held: {
      verdict: 'The amount received differs from the order; the school has to decide',
      cure: 'Ask the finance office of the school to refund it.',
    },
    sending: {
      verdict: 'Paid; the notification is about to be sent',
      cure: 'Refresh this page in a few seconds. Your system can also call order_query.',
    },
    retrying: {
      verdict: 'Paid; the notification was sent, but your server did not acknowledge it',
      cure: 'See what your server answered below: it has to answer 2xx with “success”. Then choose Resend instead of waiting for the next attempt.',
    },
    paused: {
      verdict: 'Paid; your endpoint does not answer, so notifications are paused',
      cure: 'Check that the address can be reached from the internet. Once it answers, all waiting notifications are sent automatically; this one can be sent now.',
    },
    given_up: {
      verdict: 'Paid; the notification could not be delivered for seven days and is no longer retried',
      cure: 'Fix the endpoint and choose Resend, or record the payment by order_query.',
    },
    delivered: {
      verdict: 'Paid, and your server acknowledged the notification',
      cure: 'Your system answered “success”. Check what it does after that: it may have answered before the payment was recorded, and not tried again. The notification can be sent once more.',
    },
  },
};

export const VERDICT_KINDS: Readonly<Record<Verdict, 'success' | 'info' | 'warning' | 'error'>> = {
  nothing_arrived: 'error',
  not_created: 'error',
  unpaid: 'info',
  payment_unknown: 'warning',
  closed: 'info',
  late_money: 'warning',
  held: 'warning',
  sending: 'info',
  retrying: 'warning',
  paused: 'error',
  given_up: 'error',
  delivered: 'success',
};

/** How each stretch of the way went. */
export const STATE_NAMES = {
  zh: { passed: '通过', failed: '未通过', waiting: '等待', skipped: '未到' },
  en: { passed: 'Passed', failed: 'Failed', waiting: 'Waiting', skipped: 'Not reached' },
} as const;
export type StretchState = keyof (typeof STATE_NAMES)['zh'];
export const STATE_TONES: Readonly<Record<StretchState, Tone>> = {
  passed: 'good',
  failed: 'bad',
  waiting: 'open',
  skipped: 'over',
};

export const WORDS = {
  zh: {
    intro: '付款人说付了，贵方却显示未付？填商户订单号或订单号，逐段检查：请求、订单、付款、通知。',
    number: '商户订单号或订单号',
    needed: '请填写单号',
    app: '应用（选填）',
    run: '检查',
    again: '刷新',
    result: '检查结果',
    request: '1. 收到请求',
    order: '2. 生成订单',
    payment: '3. 渠道付款',
    notification: '4. 通知贵方',
    requests: (count: number) => `${count} 个请求，最近的在前`,
    noRequest: '七天内没有记录',
    notKept: '没有留下记录（超过七天，或当天请求过多）',
    noPayment: '没有人开始付款',
    begun: '开始付款',
    paid: '付款成功',
    doubtful: '渠道未能答复',
    attempts: '每次通知与贵方的应答',
    attempt: '次',
    at: '时间',
    answer: '贵方应答',
    took: '耗时（毫秒）',
    next: '下次通知',
  },
  en: {
    intro:
      'The payer says it was paid, but your system shows unpaid? Enter your number or the order’s to check each step: request, order, payment, notification.',
    number: 'Partner’s number or order number',
    needed: 'Enter a number',
    app: 'App (optional)',
    run: 'Check',
    again: 'Refresh',
    result: 'Result',
    request: '1. Request arrived',
    order: '2. Order created',
    payment: '3. Paid at the channel',
    notification: '4. Your system notified',
    requests: (count: number) => (count === 1 ? '1 request' : `${count} requests, the latest first`),
    noRequest: 'None in the last seven days',
    notKept: 'Not kept (older than seven days, or too many on that day)',
    noPayment: 'No payment attempts yet',
    begun: 'started',
    paid: 'paid',
    doubtful: 'the channel could not confirm it',
    attempts: 'Attempts and what your server answered',
    attempt: 'No.',
    at: 'Time',
    answer: 'Your answer',
    took: 'Time (ms)',
    next: 'Next attempt',
  },
};
