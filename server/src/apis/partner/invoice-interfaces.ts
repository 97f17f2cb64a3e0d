import { oneOf, TEXT } from '@zhixiao/contract/schema';
import { FieldError } from '@zhixiao/protocol/fields';
import { invoiceCreateShape, invoiceQueryShape, invoiceRequestOf } from '@zhixiao/protocol/invoice-fields';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { Type } from 'typebox';
import type { App } from '../../apps/app.ts';
import { unaudited } from '../../audit/unaudited.ts';
import type { Core } from '../../core.ts';
import { fileUrl, type InvoiceStatus, verifyUrl } from '../../invoices/invoice.ts';
import { queryInvoice } from '../../invoices/query-invoice.ts';
import { requestInvoice } from '../../invoices/request-invoice.ts';
import { findOrderOfApp } from '../../orders/order-of-app.ts';
import { ORDER_NUMBERS, orderNumbers, type PartnerInterface, partnerInterface } from './partner-interface.ts';

const INVOICE_FOUND = Type.Object({
  ...ORDER_NUMBERS,
  piaoju_no: TEXT,
  status: oneOf(['1', '2', '3', '4', '5']),
  total_fee: Type.Optional(TEXT),
  number: Type.Optional(TEXT),
  time_end: Type.Optional(TEXT),
  code: Type.Optional(TEXT),
  verify_url: Type.Optional(TEXT),
  url: Type.Optional(TEXT),
  message: Type.Optional(TEXT),
});
/** The document shows no JSON here. */
const INVOICE_TAKEN = Type.Literal('开票成功');

/** 2.8, and the question how the invoice stands (extension). */
export const INVOICE_INTERFACES: Readonly<Record<string, PartnerInterface>> = {
  piaoju_create: partnerInterface(invoiceCreateShape, INVOICE_TAKEN, async (core, app, values) => {
    const terms = invoiceRequestOf(values);
    await requestInvoice(unaudited(core), await orderOf(core, app, values), 'partner', terms);
    return INVOICE_TAKEN.const;
  }),

  piaoju_query: partnerInterface(invoiceQueryShape, INVOICE_FOUND, async (core, app, values) => {
    const order = await orderOf(core, app, values);
    const invoice = await queryInvoice(core, order);
    const { failure } = invoice;
    // `issued` means that the file can be downloaded: a partner does not query again after that answer
    const isOnItsWay = invoice.status === 'issued' && !invoice.archivedAt;
    const issued = isOnItsWay ? undefined : invoice.issued;
    return {
      ...orderNumbers(order),
      piaoju_no: invoice.invoiceNo,
      status: isOnItsWay ? INVOICE_STATUS.issuing : INVOICE_STATUS[invoice.status],
      ...(invoice.sent ? { total_fee: String(invoice.sent.amount) } : {}),
      ...(issued ? { number: issued.number, time_end: formatShanghaiTime(issued.issuedAt) } : {}),
      ...(issued?.code === undefined ? {} : { code: issued.code }),
      ...(issued ? { verify_url: verifyUrl(core.publicUrl, invoice.verifyCode) } : {}),
      ...(invoice.archivedAt ? { url: fileUrl(core.publicUrl, invoice.fileCode) } : {}),
      ...(failure === undefined ? {} : { message: failure }),
    };
  }),
};

/** 1 under way, 2 issued, 3 failed, 4 being taken back, 5 taken back. */
const INVOICE_STATUS = {
  requested: '1',
  issuing: '1',
  blocked_auth: '1',
  issued: '2',
  failed: '3',
  reversing: '4',
  reversed: '5',
} as const satisfies Record<InvoiceStatus, string>;

function orderOf(
  core: Core,
  app: App,
  values: { readonly out_trade_no: string | undefined; readonly zx_order_no: string | undefined },
) {
  const { out_trade_no: outTradeNo, zx_order_no: orderId } = values;
  if (outTradeNo === undefined && orderId === undefined) {
    throw new FieldError('out_trade_no', '与 zx_order_no 至少填一项');
  }
  return findOrderOfApp(core, app.appId, { outTradeNo, orderId });
}
