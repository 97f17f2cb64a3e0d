import type { RefusalShown } from '@zhixiao/contract/cashier/plain-page';
import type { CashierDevice, CashierState } from '@zhixiao/contract/codes/cashier';
import { type ChannelName, ofEachChannel } from '@zhixiao/contract/codes/channels';
import { ANY_WALLET, CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import type { RoughTime } from './format.ts';

export type Language = 'zh' | 'en';

/** Everything the page says. A function takes what is put into the sentence. */
export interface Texts {
  /** For `html lang`. */
  readonly tag: string;
  readonly title: string;
  readonly otherLanguage: string;
  readonly sandbox: string;
  /** Of what is still to be paid, and of what is not. */
  readonly amount: string;
  readonly orderAmount: string;
  readonly details: string;
  readonly payee: string;
  readonly app: string;
  readonly item: string;
  readonly orderNumber: string;
  readonly payer: string;
  readonly timeLeft: string;
  readonly paidAt: string;
  readonly paidWith: string;
  readonly refunded: string;
  readonly channel: Readonly<Record<ChannelName, string>>;
  readonly channels: string;
  readonly state: Readonly<Record<CashierState | 'notFound', string>>;
  readonly explain: Readonly<Record<Exclude<CashierState, 'waiting'> | 'notFound', string>>;
  readonly scan: Readonly<Record<ChannelName, string>>;
  readonly scanLabel: (channel: string, amount: string) => string;
  readonly preparing: string;
  readonly codeFailed: string;
  readonly newCode: string;
  readonly payWith: (channel: string) => string;
  readonly showCode: (channel: string) => string;
  readonly onThisPhone: string;
  readonly openIn: Readonly<Record<ChannelName, string>>;
  /** Where no wallet opens, or may not. */
  readonly elsewhere: Readonly<
    Partial<Record<CashierDevice, { readonly title: string; readonly hint: string }>>
  >;
  readonly copyLink: string;
  readonly copied: string;
  readonly notCopied: string;
  readonly phone: string;
  readonly alreadyPaid: string;
  readonly checking: string;
  readonly notices: Readonly<Record<'notYetPaid' | 'cancelledByPayer' | 'notPaid', string>>;
  /** A refusal of the server, which says it in both languages. */
  readonly refused: (refusal: RefusalShown) => string;
  readonly noChannel: string;
  /** Why the page tries again by itself. */
  readonly trouble: Readonly<Record<'offline' | 'busy', string>>;
  /** To somebody in line. */
  readonly turn: (time: RoughTime) => string;
  readonly goBack: string;
  /** Where somebody asks who cannot go on. */
  readonly ask: string;
  readonly contact: string;
  readonly goingBack: (seconds: number) => string;
  readonly stay: string;
  readonly invoice: string;
  readonly advice: string;
  readonly service: string;
  readonly noScript: string;
  readonly reload: string;
}

const zh: Texts = {
  tag: 'zh-CN',
  title: '收银台',
  otherLanguage: 'English',
  sandbox: '沙箱环境，不会产生真实扣款',
  amount: '应付金额',
  orderAmount: '订单金额',
  details: '订单信息',
  payee: '收款方',
  app: '业务系统',
  item: '缴费项目',
  orderNumber: '订单编号',
  payer: '缴费人',
  timeLeft: '剩余支付时间',
  paidAt: '支付时间',
  paidWith: '支付方式',
  refunded: '已退款',
  channel: CHANNEL_NAMES.zh,
  channels: '选择支付方式',
  state: {
    waiting: '待支付',
    confirming: '正在确认支付结果，请勿重复支付',
    paid: '支付成功',
    cancelled: '订单已取消',
    expired: '订单已过期',
    failed: '订单已关闭',
    notFound: '订单不存在',
  },
  explain: {
    confirming: '通常只需几秒，确认后本页会自动更新。',
    paid: '款项已收到，可以关闭本页面。',
    cancelled: '业务系统已取消该订单，无需支付。',
    expired: '已超过支付时间，请回到业务系统重新下单。',
    failed: '该订单无法支付，请回到业务系统重新下单。',
    notFound: '请检查链接是否完整，或回到业务系统重新进入。',
  },
  scan: ofEachChannel(({ wallet }) => `请用${wallet.zh}“扫一扫”扫码支付`),
  scanLabel: (channel, amount) => `${channel}付款二维码，金额 ${amount} 元`,
  preparing: '正在准备支付…',
  codeFailed: '暂时无法生成二维码',
  newCode: '重新获取',
  payWith: (channel) => `使用${channel}付款`,
  showCode: (channel) => `显示${channel}二维码`,
  onThisPhone: '就在这台手机上付款？',
  openIn: ofEachChannel(({ wallet }) => `复制本页链接，在${wallet.zh}中打开后付款；也可以用另一部手机扫码。`),
  elsewhere: {
    wecom: {
      title: '企业微信里不能直接付款',
      hint: '复制本页链接，发到微信（如“文件传输助手”）或粘贴到手机浏览器中，打开后付款；也可以显示二维码，用另一部手机扫码。',
    },
    mini_program: {
      title: '小程序里不能直接付款',
      hint: '复制本页链接，发到微信聊天或粘贴到手机浏览器中，打开后付款；也可以显示二维码，用另一部手机扫码。',
    },
    in_app: {
      title: `打不开${ANY_WALLET.zh}？`,
      hint: '复制本页链接，在手机浏览器中打开后付款。',
    },
  },
  copyLink: '复制链接',
  copied: '链接已复制',
  notCopied: '未能复制，请手动复制地址栏中的链接',
  phone: '打开模拟手机',
  alreadyPaid: '我已完成支付',
  checking: '正在查询…',
  notices: {
    notYetPaid: '尚未收到付款。如果您确已付款，请稍候片刻，无需再次支付。',
    cancelledByPayer: '已取消，尚未付款。',
    notPaid: '未能完成支付，请重试。',
  },
  refused: ({ message }) => message,
  noChannel: '当前环境暂无可用的支付方式，请复制链接，在微信或电脑浏览器中打开。',
  trouble: { offline: '网络不太顺畅，正在重试…', busy: '付款的人较多，正在自动重试…' },
  turn: ({ count, unit }) =>
    `付款的人较多，正在排队，约 ${count} ${unit === 'minute' ? '分钟' : '秒'}后轮到您，请勿关闭本页`,
  goBack: '返回业务系统',
  ask: '如有疑问，请联系学校。',
  contact: '学校咨询',
  goingBack: (seconds) => `${seconds} 秒后自动返回`,
  stay: '留在本页',
  invoice: '申请或查看票据',
  advice: '付款前请核对收款方与金额',
  service: '由知校聚合支付提供服务',
  noScript: '您的浏览器未启用脚本，请启用后刷新本页进行支付。',
  reload: '刷新本页',
};

const en: Texts = {
  tag: 'en',
  title: 'Checkout',
  otherLanguage: '中文',
  sandbox: 'Sandbox: no real money is taken',
  amount: 'Amount due',
  orderAmount: 'Order amount',
  details: 'Order details',
  payee: 'Pay to',
  app: 'Service',
  item: 'For',
  orderNumber: 'Order number',
  payer: 'Payer',
  timeLeft: 'Time left to pay',
  paidAt: 'Paid at',
  paidWith: 'Paid with',
  refunded: 'Refunded',
  channel: CHANNEL_NAMES.en,
  channels: 'Choose how to pay',
  state: {
    waiting: 'Unpaid',
    confirming: 'Confirming your payment. Please do not pay again',
    paid: 'Paid',
    cancelled: 'Order cancelled',
    expired: 'Order expired',
    failed: 'Order closed',
    notFound: 'Order not found',
  },
  explain: {
    confirming: 'This usually takes a few seconds. The page updates automatically.',
    paid: 'Payment received. You can close this page.',
    cancelled: 'The service cancelled this order. No payment is due.',
    expired: 'The time to pay has expired. Please return to the service and place the order again.',
    failed: 'This order cannot be paid. Please return to the service and place the order again.',
    notFound: 'Check that the link is complete, or open it again from the service.',
  },
  scan: ofEachChannel(({ wallet }) => `Scan with ${wallet.en} to pay`),
  scanLabel: (channel, amount) => `QR code to pay ${amount} yuan with ${channel}`,
  preparing: 'Preparing the payment…',
  codeFailed: 'The QR code is not available right now',
  newCode: 'Try again',
  payWith: (channel) => `Pay with ${channel}`,
  showCode: (channel) => `Show the QR code for ${channel}`,
  onThisPhone: 'Paying on this phone?',
  openIn: ofEachChannel(
    ({ wallet }) => `Copy this page’s link and open it in ${wallet.en} to pay, or scan with another phone.`,
  ),
  elsewhere: {
    wecom: {
      title: 'You cannot pay inside WeCom',
      hint: 'Copy this page’s link and open it in WeChat or in your phone’s browser to pay, or show the QR code and scan it with another phone.',
    },
    mini_program: {
      title: 'You cannot pay inside this mini-program',
      hint: 'Copy this page’s link and open it in a WeChat chat or in your phone’s browser to pay, or show the QR code and scan it with another phone.',
    },
    in_app: {
      title: `Cannot open ${ANY_WALLET.en}?`,
      hint: 'Copy this page’s link and open it in your phone’s browser to pay.',
    },
  },
  copyLink: 'Copy link',
  copied: 'Link copied',
  notCopied: 'Could not copy. Please copy the link from the address bar.',
  phone: 'Open the emulated phone',
  alreadyPaid: 'I have paid',
  checking: 'Checking…',
  notices: {
    notYetPaid: 'No payment has been received yet. If you have paid, please wait a moment; do not pay again.',
    cancelledByPayer: 'Cancelled. Nothing was paid.',
    notPaid: 'The payment did not go through. Please try again.',
  },
  refused: ({ inEnglish }) => inEnglish,
  noChannel:
    'No payment method is available here. Copy the link and open it in WeChat or in a browser on a computer.',
  trouble: {
    offline: 'The connection is unstable. Retrying…',
    busy: 'Many people are paying right now. Retrying…',
  },
  turn: ({ count, unit }) =>
    `Many people are paying right now. Your turn comes in about ${count} ${unit}${count === 1 ? '' : 's'}; please keep this page open.`,
  goBack: 'Back to the service',
  ask: 'Questions? Please contact the school.',
  contact: 'Questions',
  goingBack: (seconds) => `Returning in ${seconds} s`,
  stay: 'Stay on this page',
  invoice: 'Request or view the receipt',
  service: 'Powered by Zhixiao Pay',
  advice: 'Check the payee and the amount before you pay',
  noScript: 'JavaScript is disabled in your browser. Enable it and reload this page to pay.',
  reload: 'Reload',
};

export const TEXTS: Readonly<Record<Language, Texts>> = { zh, en };
