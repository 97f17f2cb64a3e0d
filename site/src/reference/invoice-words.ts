import { type FieldWords, type InterfaceWords, NUMBERS } from './interface-words.ts';

const ZX_ORDER_NO: FieldWords = {
  zh: '平台的订单号，即 order_id。与 out_trade_no 至少传一个，都传须是同一订单。',
  en: 'The gateway’s number, order_id. Send this or out_trade_no; both must name one order.',
  example: '1790000000000123456',
};
const EITHER_NUMBER: FieldWords = {
  ...NUMBERS.out_trade_no,
  zh: '贵方的订单号。与 zx_order_no 至少传一个。',
  en: 'Your number of the order. Send this or zx_order_no.',
};

/** Whom an invoice is made out to; also the members of `piaoju`. */
export const BUYER_WORDS: Readonly<Record<string, FieldWords>> = {
  payer_type: { zh: '1 个人，2 单位。', en: '1 a person, 2 a company.', example: 1 },
  payer_name: { zh: '发票抬头。', en: 'Whom the invoice is made out to.', example: '张三' },
  payer_taxnum: {
    zh: '纳税人识别号，单位必填。空格和短横线会去掉，小写转为大写。',
    en: 'Taxpayer number, required of a company. Spaces and hyphens are dropped, letters become capitals.',
    example: '91330100MA27Y5XA0Q',
  },
  payer_address: {
    zh: '购方地址及电话。',
    en: 'Address and telephone of the buyer.',
    example: '杭州市余杭区文一西路 1 号 0571-60213301',
  },
  payer_bank: {
    zh: '购方开户行及账号。',
    en: 'Bank and account of the buyer.',
    example: '工商银行杭州支行 100001',
  },
  piaoju_memo: { zh: '发票备注。', en: 'A note on the invoice.', example: '5 号楼 302' },
  phone: {
    zh: '接收人手机号，可带 +86。',
    en: 'Mobile number of the recipient, with or without +86.',
    example: '13000000000',
  },
  payer_email: { zh: '接收人邮箱。', en: 'E-mail of the recipient.', example: 'zhangsan@example.edu.cn' },
};

export const INVOICE_WORDS: Readonly<Record<string, InterfaceWords>> = {
  piaoju_create: {
    section: '2.8',
    group: 'invoices',
    zh: {
      title: '票据创建',
      summary:
        '为已支付的订单申请票据。成功表示已受理，通常几秒内开出，财政票据可能需要数日。相同内容再次申请仍是同一张。',
    },
    en: {
      title: 'Request an invoice',
      summary:
        'Requests an invoice for a paid order. Success means accepted: it is issued in seconds as a rule, a fiscal one may take days. The same content again is the same invoice.',
    },
    request: {
      out_trade_no: EITHER_NUMBER,
      zx_order_no: ZX_ORDER_NO,
      ...BUYER_WORDS,
      pay_type: {
        zh: '原文档对开票类型的另一个叫法，与 payer_type 相同；都传须一致，至少传一个。',
        en: 'The document’s other name of payer_type; equal if both are sent, and one must be.',
        example: 1,
      },
    },
    answer: {},
  },
  piaoju_query: {
    section: undefined,
    group: 'invoices',
    zh: {
      title: '票据查询',
      summary: '查询一笔订单最近的一张票据：进度、号码与 PDF 下载地址。',
    },
    en: {
      title: 'Query an invoice',
      summary: 'Tells how an order’s latest invoice stands, its number, and where its PDF is.',
    },
    request: { out_trade_no: EITHER_NUMBER, zx_order_no: ZX_ORDER_NO },
    answer: {
      ...NUMBERS,
      piaoju_no: {
        zh: '本次开票的单号，重新申请后会变。',
        en: 'Number of this invoice; another after a new request.',
        example: 'R2026112900000001',
      },
      status: {
        zh: '1 开票中，2 已开具且可下载，3 失败，4 红冲中，5 已红冲。',
        en: '1 under way, 2 issued with its file, 3 failed, 4 being taken back, 5 taken back.',
        example: '2',
      },
      total_fee: { zh: '票面金额，分。', en: 'The invoice’s amount in fen.', example: '3000' },
      number: { zh: '票据号码。', en: 'Number of the issued invoice.', example: '26332000000012345678' },
      time_end: {
        zh: '开票时间，北京时间。',
        en: 'When it was issued, Beijing time.',
        example: '2026-11-29 10:16:02',
      },
      code: {
        zh: '票据代码，有的票种才有。',
        en: 'Code of the issued invoice; some kinds have one.',
        example: '033002100511',
      },
      verify_url: {
        zh: '查验页。',
        en: 'Where anybody can verify it.',
        example: 'http://127.0.0.1:8080/receipt/ABCDEFGHIJKLMNOP',
      },
      url: {
        zh: 'PDF 下载地址，仅已开具时有。持有地址即可下载，请勿公开。',
        en: 'Where its PDF is, once issued. Whoever has the address can download it: keep it private.',
        example: 'http://127.0.0.1:8080/invoice-files/ABCDEFGHIJKLMNOP.pdf',
      },
      message: { zh: '失败或等待的原因。', en: 'Why it failed or waits.', example: '购方税号有误' },
    },
  },
};
