import { findInvoicesOfOrder } from '../../../src/invoices/invoice-store.ts';
import { SECOND_MS } from '../../../src/lib/clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { waitFor } from '../wait-for.ts';

export const PERSON = { payer_type: 1, payer_name: '小明', phone: '13000000000' };
export const COMPANY = {
  payer_type: 2,
  payer_name: '知校科技有限公司',
  payer_taxnum: '12100000400000624D',
  phone: '13000000000',
  payer_email: 'finance@example.com',
};

/** What a partner and its payers do about invoices. */
export function invoicesOf(gateway: Gateway) {
  const { partner } = gateway;
  const query = (outTradeNo: string) => partner.call('piaoju_query', { out_trade_no: outTradeNo });
  return {
    /** An order paid with WeChat, and the cookies of the browser that showed the code. */
    async paid(terms: Record<string, unknown> = {}) {
      const order = await partner.order(terms);
      const { code, cookie } = await gateway.startInBrowser(order.orderId);
      await gateway.wechat.pay({ code_url: code });
      const isPaid = async () =>
        (await partner.call('order_query', { out_trade_no: order.outTradeNo })).content.status === '2';
      await waitFor(isPaid, { what: 'the order to be paid' });
      return { ...order, cookie };
    },
    create: (outTradeNo: string, buyer: object = PERSON) =>
      partner.call('piaoju_create', { out_trade_no: outTradeNo, ...buyer }),
    query,
    /** Moves the time until the invoice has this status, with its file where it is issued. */
    async reached(outTradeNo: string, status: string, stepMs = SECOND_MS) {
      let content: Record<string, unknown> = {};
      await gateway.advanceUntil(stepMs, `the invoice to have status ${status}`, async () => {
        content = (await query(outTradeNo)).content;
        return content.status === status && (status !== '2' || content.url !== undefined);
      });
      return content as Record<string, string>;
    },
    async refund(outTradeNo: string, amount: number) {
      await partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: String(amount) });
      await gateway.advanceUntil(10 * SECOND_MS, 'the refund to settle', async () => {
        const { content } = await partner.call('refund_query', { out_trade_no: outTradeNo });
        return (content.refunds as { status: string }[]).every((refund) => refund.status === '2');
      });
    },
    /** The invoices of an order, the latest first. */
    ofOrder(orderId: string) {
      const { db, vault } = gateway.app.core;
      return findInvoicesOfOrder(db, vault, partner.keys.appId, orderId);
    },
    /** Every invoice of an order as the database has it, the first one first. */
    async rows(orderId: string) {
      return gateway.app.core.db.query<{ status: string; amount: string | null; source: string }>({
        text: 'select status, amount, source from invoices where order_id = $1 order by invoice_no',
        values: [orderId],
      });
    },
  };
}
