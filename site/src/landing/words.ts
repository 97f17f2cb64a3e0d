import type { Language } from '../render/language.ts';

/** What stands on the sandbox's page before its script runs. */
export interface LandingWords {
  readonly name: string;
  readonly sandbox: string;
  readonly title: string;
  readonly lead: string;
  readonly docs: string;
  readonly other: string;
  readonly skip: string;
  readonly parts: string;
  readonly noScript: string;
  readonly create: readonly [title: string, text: string];
  readonly send: string;
  readonly request: string;
  readonly answer: string;
  readonly pay: readonly [title: string, text: string];
  readonly phone: string;
  readonly phoneEmpty: string;
  readonly notify: readonly [title: string, text: string];
  readonly refund: readonly [title: string, text: string];
  readonly refundHalf: string;
  readonly ledger: readonly [title: string, text: string];
  readonly next: string;
  readonly again: string;
  readonly nextLinks: readonly (readonly [text: string, address: string])[];
}

export const LANDING_WORDS: Readonly<Record<Language, LandingWords>> = {
  zh: {
    name: '知校聚合支付',
    sandbox: '沙箱',
    title: '在这里完成第一笔支付',
    lead: '五步：创建订单、付款、收到通知、退一半、看账。全部是真实的请求、签名和记账，只有钱是模拟的。',
    docs: '开发文档',
    other: 'English',
    skip: '跳到正文',
    parts: '这里运行着',
    noScript: '本页需要 JavaScript。没有它时，请按文档用 openssl 和 curl 完成第一笔支付。',
    create: [
      '创建订单',
      '业务系统要发的就是这个请求，用接口文档的测试应用签名和加密。可以由本页发送，也可以复制到终端运行：单号相同，不会多出一个订单。',
    ],
    send: '发送这个请求',
    request: '内容（加密之前）',
    answer: '应答',
    pay: ['付款', '付款人打开收银台，用手机扫码。这里有一部模拟手机。'],
    phone: '模拟手机',
    phoneEmpty: '订单创建以后，在这里付款',
    notify: [
      '收到通知',
      '付款一入账，平台就向订单的 notify_url 发出通知，没有得到 success 就一直重发到第七天。这里的接收方是本页的收件箱：先验签，再解密，核对是自己的订单，然后应答 success。',
    ],
    refund: ['退一半', '退款带着自己的单号 out_refund_no：重发同一个请求，不会退两次。'],
    refundHalf: '退 ¥15.00',
    ledger: ['看账', '每一笔钱都是一组借贷相等的分录。控制台里的订单也显示这些分录。'],
    next: '接下来',
    again: '再来一笔',
    nextLinks: [
      ['从您的程序发起第一笔支付', 'docs/guides/first-payment.html'],
      ['不会丢的通知', 'docs/guides/notifications.html'],
      ['放心退款', 'docs/guides/refunds.html'],
      ['调试任何一次调用', 'docs/debugger.html'],
    ],
  },
  en: {
    name: 'Zhixiao Pay',
    sandbox: 'Sandbox',
    title: 'Make a first payment here',
    lead: 'Five steps: create an order, pay it, receive the notification, refund half, read the ledger. Requests, signatures and bookings are real; only the money is not.',
    docs: 'Docs',
    other: '中文',
    skip: 'Skip to the text',
    parts: 'What runs here',
    noScript:
      'This page needs JavaScript. Without it, make the first payment with openssl and curl as the documentation shows.',
    create: [
      'Create an order',
      'This is the request that a partner system sends, signed and encrypted with the test app of the interface document. Let this page send it, or run it in a terminal: the number is the same, so there is no second order.',
    ],
    send: 'Send this request',
    request: 'Content, before it is encrypted',
    answer: 'Answer',
    pay: ['Pay it', 'The payer opens the cashier and scans its code with a phone. Here is an emulated one.'],
    phone: 'Emulated phone',
    phoneEmpty: 'The order is paid here once it has been created',
    notify: [
      'Receive the notification',
      'As soon as the payment is booked, the gateway posts to the order’s notify_url, and repeats it up to the seventh day until the answer is success. The receiver here is an inbox of this page: it verifies, decrypts, checks that the order is its own, and answers success.',
    ],
    refund: [
      'Refund half',
      'A refund has a number of its own, out_refund_no: the same request sent again refunds nothing twice.',
    ],
    refundHalf: 'Refund ¥15.00',
    ledger: [
      'Read the ledger',
      'Every movement of money is a set of entries whose debits equal their credits. The console shows the same entries with the order.',
    ],
    next: 'What next',
    again: 'Make another one',
    nextLinks: [
      ['A first payment from your own program', 'docs/en/guides/first-payment.html'],
      ['Notifications that cannot be lost', 'docs/en/guides/notifications.html'],
      ['Refunds without fear', 'docs/en/guides/refunds.html'],
      ['Debug any call', 'docs/en/debugger.html'],
    ],
  },
};
