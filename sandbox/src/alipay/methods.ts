import type { Alipay } from './alipay.ts';
import { businessError, invalid, invalidParameter } from './alipay-error.ts';
import type { AlipayApp } from './app-store.ts';
import { announceBill } from './bills.ts';
import { CAMPUS_CARD_FIELDS, queryCampusCards } from './campus-cards.ts';
import {
  BILL_FIELDS,
  CERTIFICATE_FIELDS,
  CLOSE_FIELDS,
  type Content,
  CREATE_FIELDS,
  type Fields,
  PAGE_FIELDS,
  PAYMENT_FIELDS,
  REFUND_FIELDS,
  REFUND_QUERY_FIELDS,
  readContent,
  TRADE_FIELDS,
  WAP_FIELDS,
} from './fields.ts';
import { redeemToken } from './oauth.ts';
import { queryRefund, refund, refundWhole } from './refunds.ts';
import type { Parameters } from './signature.ts';
import type { Trade } from './trade-store.ts';
import { closeTrade, enterTrade, namedTrade, offerCode, termsOf, tradeContent } from './trades.ts';

/** One request whose sender is known. */
interface Call {
  readonly alipay: Alipay;
  readonly app: AlipayApp;
  readonly parameters: Parameters;
  /** Where the emulator itself is reached. */
  readonly origin: string;
}

/** `page`: a payer's browser is shown a trade. `content`: what a server's answer says. @throws AlipayError */
export type Method =
  | { readonly kind: 'page'; enter(call: Call): Trade }
  | { readonly kind: 'content'; readonly hasNoCode?: boolean; answer(call: Call): object };

/** Everything the gateway knows to do. */
export const METHODS: Readonly<Record<string, Method>> = {
  'alipay.trade.page.pay': { kind: 'page', enter: (call) => entered(call, PAGE_FIELDS) },
  'alipay.trade.wap.pay': { kind: 'page', enter: (call) => entered(call, WAP_FIELDS) },
  'alipay.trade.precreate': method(PAYMENT_FIELDS, ({ alipay, app, parameters, origin }, content) => {
    const terms = termsOf(alipay, app, parameters, content);
    return { out_trade_no: terms.outTradeNo, qr_code: offerCode(alipay, terms, origin) };
  }),
  'alipay.trade.create': method(CREATE_FIELDS, ({ alipay, app, parameters }, content) => {
    const terms = termsOf(alipay, app, parameters, content);
    if (terms.boundBuyer === null) throw invalidParameter('buyer_id 与 buyer_open_id 不能同时为空');
    return { out_trade_no: terms.outTradeNo, trade_no: enterTrade(alipay, terms).tradeNo };
  }),
  'alipay.trade.query': method(TRADE_FIELDS, ({ alipay, app }, content) =>
    tradeContent(app, namedTrade(alipay, app, content)),
  ),
  'alipay.trade.close': method(CLOSE_FIELDS, ({ alipay, app }, content) => {
    const trade = namedTrade(alipay, app, content);
    closeTrade(alipay, trade);
    return { out_trade_no: trade.terms.outTradeNo, trade_no: trade.tradeNo };
  }),
  'alipay.trade.cancel': method(CLOSE_FIELDS, cancel),
  'alipay.trade.refund': method(REFUND_FIELDS, ({ alipay, app }, content) => refund(alipay, app, content)),
  'alipay.trade.fastpay.refund.query': method(REFUND_QUERY_FIELDS, ({ alipay, app }, content) =>
    queryRefund(alipay, app, content),
  ),
  'alipay.system.oauth.token': {
    kind: 'content',
    hasNoCode: true,
    answer: ({ alipay, app, parameters }) => redeemToken(alipay, app, parameters),
  },
  'alipay.data.dataservice.bill.downloadurl.query': method(BILL_FIELDS, ({ alipay, app, origin }, content) =>
    announceBill(alipay, app, content, origin),
  ),
  'alipay.commerce.educate.campus.schoolcard.query': method(CAMPUS_CARD_FIELDS, ({ alipay, app }, content) =>
    queryCampusCards(alipay, app, content),
  ),
  'alipay.open.app.alipaycert.download': method(CERTIFICATE_FIELDS, ({ alipay }, content) => {
    const wanted = alipay.platform.keys.find(({ sn }) => sn === content.alipay_cert_sn);
    if (!wanted) throw invalid('alipay-cert-not-exist', '支付宝公钥证书不存在');
    return { alipay_cert_content: Buffer.from(wanted.certificatePem).toString('base64') };
  }),
};

const CANCELLABLE_MS = 86_400_000;

function method(fields: Fields, answer: (call: Call, content: Content) => object): Method {
  return {
    kind: 'content',
    answer: (call) => answer(call, readContent(fields, call.parameters.biz_content)),
  };
}

function entered({ alipay, app, parameters }: Call, fields: Fields): Trade {
  const content = readContent(fields, parameters.biz_content);
  return enterTrade(alipay, termsOf(alipay, app, parameters, content));
}

/** Closes what is unpaid and gives back what is paid; of a trade it does not know it says neither. */
function cancel({ alipay, app }: Call, content: Content): object {
  let trade: Trade;
  try {
    trade = namedTrade(alipay, app, content);
  } catch {
    return { out_trade_no: content.out_trade_no, retry_flag: 'N' };
  }
  const { tradeNo, terms, status, paid } = trade;
  const cancelled = { out_trade_no: terms.outTradeNo, retry_flag: 'N', trade_no: tradeNo };
  if (status === 'WAIT_BUYER_PAY') {
    closeTrade(alipay, trade);
    return { ...cancelled, action: 'close' };
  }
  if (!paid || status === 'TRADE_CLOSED') return cancelled;
  if (alipay.clock.now() > paid.at + CANCELLABLE_MS) {
    throw businessError('TRADE_CANCEL_TIME_OUT', '超过撤销时间范围');
  }
  refundWhole(alipay, app, trade);
  return { ...cancelled, action: 'refund' };
}
