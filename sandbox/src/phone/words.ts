import type { BillObstacle } from './wallet.ts';

export type Language = 'zh' | 'en';

export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

/** Everything the phone says. */
export interface Words {
  readonly switchTo: string;
  readonly sandbox: string;
  readonly switchboard: string;
  readonly home: string;
  readonly back: string;
  readonly waiting: string;
  readonly nothingWaiting: string;
  readonly pasteLabel: string;
  readonly pasteHint: string;
  readonly scan: string;
  readonly pay: string;
  readonly payTo: (merchant: string) => string;
  readonly item: string;
  readonly number: string;
  readonly payer: string;
  readonly confirm: string;
  readonly refuse: string;
  readonly cancel: string;
  readonly done: string;
  readonly toMerchant: string;
  readonly paid: string;
  readonly refused: string;
  readonly unknownCode: string;
  readonly cannotPay: string;
  readonly obstacles: Readonly<Record<BillObstacle, string>>;
}

const zh: Words = {
  switchTo: 'English',
  sandbox: '模拟环境，不会产生真实交易',
  switchboard: '故障开关',
  home: '扫一扫',
  back: '返回',
  waiting: '待付款的二维码',
  nothingWaiting: '现在没有待付款的二维码。在收银台打开一个，再回到这里刷新。',
  pasteLabel: '二维码内容、prepay_id 或支付宝交易号',
  pasteHint: 'weixin://wxpay/bizpayurl?pr=…',
  scan: '识别',
  pay: '付款',
  payTo: (merchant) => `商户 ${merchant}`,
  item: '商品',
  number: '商户单号',
  payer: '付款人',
  confirm: '确认支付',
  refuse: '拒绝支付（余额不足）',
  cancel: '取消',
  done: '完成',
  toMerchant: '返回商户',
  paid: '支付成功',
  refused: '余额不足，支付失败。订单仍可付款。',
  unknownCode: '无法识别这个二维码',
  cannotPay: '无法付款',
  obstacles: {
    code_expired: '二维码已失效，请在收银台重新获取',
    expired: '订单已过支付截止时间',
    closed: '订单已关闭',
    paid: '订单已支付',
    other_payer: '下单账号与支付账号不一致',
    other_terms: '交易信息与首次请求不一致',
  },
};

const en: Words = {
  switchTo: '中文',
  sandbox: 'Emulated: no real money moves',
  switchboard: 'Faults',
  home: 'Scan',
  back: 'Back',
  waiting: 'Codes waiting to be paid',
  nothingWaiting: 'No code is waiting. Open one on the cashier, then come back and reload.',
  pasteLabel: 'Content of a QR code, a prepay_id, or an Alipay trade_no',
  pasteHint: 'weixin://wxpay/bizpayurl?pr=…',
  scan: 'Scan',
  pay: 'Pay',
  payTo: (merchant) => `Merchant ${merchant}`,
  item: 'Item',
  number: 'Number',
  payer: 'Payer',
  confirm: 'Confirm payment',
  refuse: 'Refuse (no money left)',
  cancel: 'Cancel',
  done: 'Done',
  toMerchant: 'Back to the merchant',
  paid: 'Paid',
  refused: 'Not enough money: the payment failed. The order can still be paid.',
  unknownCode: 'This code is unknown',
  cannotPay: 'Cannot be paid',
  obstacles: {
    code_expired: 'The code has expired; get a new one on the cashier',
    expired: 'The time to pay this order is over',
    closed: 'The order is closed',
    paid: 'The order is paid',
    other_payer: 'The order was made for another payer',
    other_terms: 'The number stands for another order',
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { zh, en };
