import type { InvoiceView } from '@zhixiao/contract/cashier/invoice-view';
import type { RefusalShown } from '@zhixiao/contract/cashier/plain-page';
import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { WALLET_NAMES } from '@zhixiao/contract/words/channels';
import { type Language, TEXTS } from './texts.ts';

/** Everything the pages about invoices say. */
export interface InvoiceTexts {
  readonly tag: string;
  readonly title: string;
  readonly otherLanguage: string;
  readonly sandbox: string;
  /** Of what a sandbox issued, in the place of `valid`. */
  readonly specimen: string;
  readonly explainSpecimen: string;
  readonly service: string;
  readonly heading: Readonly<Record<InvoiceView['state'], string>>;
  /** `{wallet}` stands for the wallet's name. */
  readonly explain: Readonly<Record<InvoiceView['state'], string>>;
  /** Instead, where documents are sent. */
  readonly explainSent: Readonly<Partial<Record<InvoiceView['state'], string>>>;
  readonly type: string;
  readonly individual: string;
  readonly company: string;
  readonly field: Readonly<
    Record<'payer_name' | 'payer_taxnum' | 'phone' | 'payer_email' | 'piaoju_memo', string>
  >;
  readonly hint: Readonly<Record<'payer_taxnum' | 'phone' | 'payer_email', string>>;
  readonly optional: string;
  readonly consent: (school: string) => string;
  readonly consentText: string;
  /** A refusal of the server, which says it in both languages. */
  readonly refused: (refusal: RefusalShown) => string;
  readonly doubt: (doubt: string) => string;
  readonly submit: string;
  readonly school: string;
  readonly buyer: string;
  readonly item: string;
  readonly amount: string;
  readonly refunded: string;
  readonly paidAt: string;
  readonly number: string;
  readonly issuedAt: string;
  readonly download: string;
  readonly again: string;
  readonly claim: string;
  readonly retry: string;
  readonly code: string;
  readonly wallet: Readonly<Record<ChannelName, string>>;
  readonly emulate: (wallet: string) => string;
}

const zh: InvoiceTexts = {
  tag: TEXTS.zh.tag,
  title: '电子票据',
  otherLanguage: TEXTS.zh.otherLanguage,
  sandbox: '沙箱环境，所开票据无效',
  specimen: '沙箱测试票据，无效',
  explainSpecimen: '由沙箱环境开具，没有真实付款，不能作为任何凭证。',
  service: TEXTS.zh.service,
  heading: {
    form: '申请票据',
    underWay: '票据受理中',
    issued: '票据已开具',
    valid: '票据有效',
    failed: '开票失败',
    reversing: '票据正在红冲',
    reversed: '票据已红冲作废',
    payerOnly: '请由付款人办理',
    signInFailed: '未能确认您的账号',
    otherPayer: '您不是这笔订单的付款人',
    notPaid: '订单尚未支付',
    notFound: '没有这张票据',
  },
  explain: {
    form: '开具后可在本页下载。',
    underWay: '通常几分钟内完成，最长可能需要数个工作日。本页会自动更新，也可以稍后再来查看，无需重复申请。',
    issued: '付款人可在本页下载。',
    valid: '与系统记录一致。如有退款，下方会显示。',
    failed: '请核对信息后重新申请，或联系学校财务。',
    reversing: '订单发生退款，原票据正在作废；剩余金额将重新开具。',
    reversed: '该票据已作废，不能再作为缴费凭证。',
    payerOnly:
      '票据由付款人申请和下载：请用付款时的浏览器打开本页，或用付款的{wallet}扫描二维码。在小程序中付款的，请在原系统申请或联系学校。',
    signInFailed: '{wallet}授权没有完成或已经失效，请重试。',
    otherPayer: '当前{wallet}账号与付款账号不一致。请换用付款的账号重试，或联系学校。',
    notPaid: '支付成功后即可申请票据。',
    notFound: '请检查地址是否完整。伪造的票据在这里查不到。',
  },
  explainSent: {
    form: '开具后将发送到您填写的手机或邮箱，也可在本页下载。',
    underWay: '通常几分钟内完成，最长可能需要数个工作日。完成后会通知您，无需重复申请。',
    issued: '付款人可在本页下载，也可在收到的短信或邮件中查看。',
  },
  type: '开票类型',
  individual: '个人',
  company: '单位',
  field: {
    payer_name: '抬头',
    payer_taxnum: '纳税人识别号',
    phone: '接收手机',
    payer_email: '接收邮箱',
    piaoju_memo: '备注',
  },
  hint: {
    payer_taxnum: '通常为 18 位统一社会信用代码',
    phone: '11 位手机号',
    payer_email: '用于接收票据',
  },
  optional: '（选填）',
  consent: (school) => `我同意${school}使用以上信息为本次付款开具并发送票据`,
  consentText: '查看个人信息使用说明',
  refused: ({ message }) => message,
  doubt: (doubt) => `${doubt}。确认无误请再次提交。`,
  submit: '提交申请',
  school: '收款单位',
  buyer: '抬头',
  item: '缴费项目',
  amount: '金额',
  refunded: '已退款',
  paidAt: '支付时间',
  number: '票据号码',
  issuedAt: '开具时间',
  download: '下载票据（PDF）',
  again: '重新申请',
  claim: '我是付款人，下载票据',
  retry: '重试',
  code: '本页地址的二维码',
  wallet: WALLET_NAMES.zh,
  emulate: (wallet) => `模拟在${wallet}中打开`,
};

const en: InvoiceTexts = {
  tag: TEXTS.en.tag,
  title: 'Receipt',
  otherLanguage: TEXTS.en.otherLanguage,
  sandbox: 'Sandbox: receipts issued here are not valid',
  specimen: 'Sandbox specimen, not valid',
  explainSpecimen: 'It was issued in a sandbox. No money was paid, and it is not proof of payment.',
  service: TEXTS.en.service,
  heading: {
    form: 'Request a receipt',
    underWay: 'Your receipt is being issued',
    issued: 'Your receipt has been issued',
    valid: 'This receipt is valid',
    failed: 'The receipt could not be issued',
    reversing: 'This receipt is being reversed',
    reversed: 'This receipt has been reversed',
    payerOnly: 'For the payer only',
    signInFailed: 'Your account could not be confirmed',
    otherPayer: 'You are not the payer of this order',
    notPaid: 'The order has not been paid',
    notFound: 'Receipt not found',
  },
  explain: {
    form: 'You can download it on this page once it is issued.',
    underWay:
      'This usually takes a few minutes, but can take several working days. Check this page again later; there is no need to request it again.',
    issued: 'The payer can download it on this page.',
    valid: 'It matches our records. Any refunds are shown below.',
    failed: 'Check the details and request it again, or contact the school’s finance office.',
    reversing:
      'The order was refunded, so the receipt is being cancelled. A new one will be issued for the remaining amount.',
    reversed: 'It has been cancelled and is no longer valid as proof of payment.',
    payerOnly:
      'Only the payer can request and download the receipt. Open this page in the browser that was used to pay, or scan the QR code with the {wallet} account that paid. If you paid in a mini-program, request it there or contact the school.',
    signInFailed: 'The {wallet} sign-in was not completed or has expired. Please try again.',
    otherPayer:
      'This {wallet} account is not the one that paid. Please try again with the account that paid, or contact the school.',
    notPaid: 'You can request a receipt once the order is paid.',
    notFound: 'Check that the address is complete. A forged receipt cannot be found here.',
  },
  explainSent: {
    form: 'Once issued, it is sent to the phone or e-mail address that you enter. You can also download it on this page.',
    underWay:
      'This usually takes a few minutes, but can take several working days. You will be notified; there is no need to request it again.',
    issued: 'The payer can download it on this page, or from the SMS or e-mail received.',
  },
  type: 'Issue to',
  individual: 'An individual',
  company: 'An organisation',
  field: {
    payer_name: 'Name',
    payer_taxnum: 'Taxpayer number',
    phone: 'Mobile phone',
    payer_email: 'E-mail',
    piaoju_memo: 'Note',
  },
  hint: {
    payer_taxnum: 'Usually 18 characters',
    phone: '11 digits (mainland China)',
    payer_email: 'To receive the receipt',
  },
  optional: ' (optional)',
  consent: (school) =>
    `I agree that ${school} uses this information to issue and send the receipt for this payment`,
  consentText: 'How your data is used',
  refused: ({ inEnglish }) => inEnglish,
  doubt: () => 'The taxpayer number looks unusual. If it is correct, submit again.',
  submit: 'Submit',
  school: 'Paid to',
  buyer: 'Issued to',
  item: 'For',
  amount: 'Amount',
  refunded: 'Refunded',
  paidAt: 'Paid at',
  number: 'Receipt number',
  issuedAt: 'Issued at',
  download: 'Download the receipt (PDF)',
  again: 'Request again',
  claim: 'I am the payer: download the receipt',
  retry: 'Try again',
  code: 'QR code of this page’s address',
  wallet: WALLET_NAMES.en,
  emulate: (wallet) => `Emulate ${wallet}`,
};

export const INVOICE_TEXTS: Readonly<Record<Language, InvoiceTexts>> = { zh, en };
