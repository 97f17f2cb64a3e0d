import type { CashierChannel, CashierState } from './view.ts';

export type Language = 'zh' | 'en';

/** Everything the page says. A function takes what is put into the sentence. */
export interface Texts {
  readonly title: string;
  readonly otherLanguage: string;
  readonly sandbox: string;
  readonly payee: string;
  readonly item: string;
  readonly orderNumber: string;
  readonly payer: string;
  readonly timeLeft: string;
  readonly paidAt: string;
  readonly refunded: (fee: string) => string;
  readonly channel: Readonly<Record<CashierChannel, string>>;
  readonly channels: string;
  readonly state: Readonly<Record<CashierState | 'notFound', string>>;
  readonly explain: Readonly<Record<Exclude<CashierState, 'waiting'> | 'notFound', string>>;
  readonly scan: (channel: string) => string;
  readonly scanLabel: (channel: string, fee: string) => string;
  readonly preparing: string;
  readonly payWith: (channel: string) => string;
  readonly openInWechat: string;
  readonly copyLink: string;
  readonly copied: string;
  readonly otherPhone: string;
  readonly phone: string;
  readonly alreadyPaid: string;
  readonly notYetPaid: string;
  readonly cancelledByPayer: string;
  readonly bridgeFailed: string;
  readonly noChannel: string;
  readonly offline: string;
  readonly retry: string;
  readonly goBack: string;
  readonly goingBack: (seconds: number) => string;
  readonly stay: string;
  readonly noScript: string;
  readonly reload: string;
}

const zh: Texts = {
  title: '收银台',
  otherLanguage: 'English',
  sandbox: '沙箱环境，不会产生真实扣款',
  payee: '收款方',
  item: '缴费项目',
  orderNumber: '订单编号',
  payer: '缴费人',
  timeLeft: '剩余支付时间',
  paidAt: '支付时间',
  refunded: (fee) => `已退款 ¥${fee}`,
  channel: { wechat: '微信支付', alipay: '支付宝' },
  channels: '选择支付方式',
  state: {
    waiting: '待支付',
    confirming: '正在确认支付结果',
    paid: '支付成功',
    cancelled: '订单已取消',
    expired: '订单已过期',
    failed: '订单已关闭',
    notFound: '订单不存在',
  },
  explain: {
    confirming: '请稍候，请勿重复支付。',
    paid: '款项已收到，可以关闭本页面。',
    cancelled: '业务系统已取消该订单，无需支付。',
    expired: '已超过支付时间，请回到业务系统重新下单。',
    failed: '该订单无法支付，请回到业务系统重新下单。',
    notFound: '请检查链接是否完整，或回到业务系统重新进入。',
  },
  scan: (channel) => `打开${channel === '微信支付' ? '微信' : channel}“扫一扫”完成支付`,
  scanLabel: (channel, fee) => `${channel}付款二维码，金额 ${fee} 元`,
  preparing: '正在准备支付…',
  payWith: (channel) => `${channel}付款`,
  openInWechat: '请复制链接，在微信中打开后付款',
  copyLink: '复制链接',
  copied: '链接已复制，请到微信中粘贴打开',
  otherPhone: '也可以用另一部手机扫码：',
  phone: '打开模拟手机',
  alreadyPaid: '我已完成支付',
  notYetPaid: '尚未收到付款。如已付款，请稍候片刻，无需再次支付。',
  cancelledByPayer: '已取消，尚未付款。',
  bridgeFailed: '未能完成支付，请重试。',
  noChannel: '当前环境暂无可用的支付方式，请复制链接在微信或电脑浏览器中打开。',
  offline: '网络不太顺畅，正在重试…',
  retry: '重试',
  goBack: '返回业务系统',
  goingBack: (seconds) => `${seconds} 秒后自动返回`,
  stay: '留在本页',
  noScript: '您的浏览器未启用脚本，请启用后刷新本页进行支付。',
  reload: '刷新',
};

const en: Texts = {
  title: 'Checkout',
  otherLanguage: '中文',
  sandbox: 'Sandbox: no real money is taken',
  payee: 'Pay to',
  item: 'For',
  orderNumber: 'Order',
  payer: 'Payer',
  timeLeft: 'Time left to pay',
  paidAt: 'Paid at',
  refunded: (fee) => `¥${fee} refunded`,
  channel: { wechat: 'WeChat Pay', alipay: 'Alipay' },
  channels: 'Choose how to pay',
  state: {
    waiting: 'To be paid',
    confirming: 'Confirming your payment',
    paid: 'Paid',
    cancelled: 'Order cancelled',
    expired: 'Order expired',
    failed: 'Order closed',
    notFound: 'No such order',
  },
  explain: {
    confirming: 'One moment. Please do not pay again.',
    paid: 'The money has arrived. You can close this page.',
    cancelled: 'The order was cancelled. There is nothing to pay.',
    expired: 'The time to pay is over. Please order again.',
    failed: 'This order cannot be paid. Please order again.',
    notFound: 'Please check that the link is complete, or enter again.',
  },
  scan: (channel) => `Scan with ${channel === 'WeChat Pay' ? 'WeChat' : channel} to pay`,
  scanLabel: (channel, fee) => `QR code to pay ${fee} yuan with ${channel}`,
  preparing: 'Preparing the payment…',
  payWith: (channel) => `Pay with ${channel}`,
  openInWechat: 'Copy the link and open it in WeChat to pay',
  copyLink: 'Copy link',
  copied: 'Copied. Paste it in WeChat and open it.',
  otherPhone: 'Or scan with another phone:',
  phone: 'Open the emulated phone',
  alreadyPaid: 'I have paid',
  notYetPaid: 'No payment has arrived yet. If you have paid, wait a moment; do not pay again.',
  cancelledByPayer: 'Cancelled. Nothing was paid.',
  bridgeFailed: 'The payment did not go through. Please try again.',
  noChannel: 'There is no way to pay here. Open the link in WeChat or on a computer.',
  offline: 'The network is unsteady. Trying again…',
  retry: 'Try again',
  goBack: 'Back to the service',
  goingBack: (seconds) => `Going back in ${seconds} s`,
  stay: 'Stay here',
  noScript: 'Scripts are off in your browser. Turn them on and reload to pay.',
  reload: 'Reload',
};

export const TEXTS: Readonly<Record<Language, Texts>> = { zh, en };
