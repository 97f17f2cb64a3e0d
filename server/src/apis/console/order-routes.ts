import type { OrderFilter as AskedFilter, InvoiceInput } from '@zhixiao/contract/console/orders';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { readFields } from '@zhixiao/protocol/fields';
import { type InvoiceRequest, invoiceShape, requireTaxNo } from '@zhixiao/protocol/invoice-fields';
import { ORDER_COLUMNS } from '../../exports/columns.ts';
import { applicationInScope, retryInScope, reverseInScope } from '../../invoices/operate-invoice.ts';
import { eachRow } from '../../lib/page.ts';
import { schoolOfOrder } from '../../orders/order-in-scope.ts';
import type { OrderFilter } from '../../orders/order-list.ts';
import { searchOrders, totalOrders } from '../../orders/search-orders.ts';
import { applyForRefund } from '../../processing/apply-for-refund.ts';
import { askChannels, cancelInScope, resendInScope } from '../../processing/operate-order.ts';
import { orderVersion } from '../../timeline/order-version.ts';
import { exportList } from './export-list.ts';
import { pageQuery, periodOf, totalsIfAsked } from './list-query.ts';
import { orderRow, orderTimelineView } from './order-views.ts';
import { type Route, route } from './route.ts';

const OF_SCHOOL = { subject: 'orderId', school: schoolOfOrder } as const;
const READING = { permission: 'orders.read', scope: 'schools', proof: 'session' } as const;
const OPERATING = { permission: 'orders.operate', scope: 'schools', proof: 'session' } as const;
const MOVING_MONEY = { permission: 'refunds.request', scope: 'schools', proof: 'fresh' } as const;

/** Search of orders, and the timeline of one. */
const READING_ROUTES: readonly Route[] = [
  route('GET /orders', {
    ...READING,
    // lists mask the person of an order, and opening an order is audited; a search for a person reveals whose orders
    // they are
    audit: { action: 'order.find', people: ['person'], when: 'person' },
    async answer({ core, scope }, params) {
      const filter = filterOf(params);
      const [{ rows, next }, totals] = await Promise.all([
        searchOrders(core, scope, filter, pageQuery(params)),
        totalsIfAsked(params, () => totalOrders(core, scope, filter)),
      ]);
      return { rows: rows.map(orderRow), next, totals };
    },
  }),
  route('GET /orders/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: {
      action: 'orders.export',
      details: ['number', 'appId', 'status', 'channel', 'from', 'to'],
      people: ['person'],
    },
    answer(context, { form, ...filter }) {
      const { core, scope } = context;
      return exportList(context, form, filter, {
        title: '订单',
        rows: eachRow((query) => searchOrders(core, scope, filterOf(filter), query)),
        columns: ORDER_COLUMNS,
        words: { status: ORDER_STATUS_NAMES.zh },
        schoolOf: ({ schoolId }) => schoolId,
      });
    },
  }),
  route('GET /orders/:orderId', {
    ...READING,
    audit: { action: 'order.read', ...OF_SCHOOL },
    answer: ({ core, scope }, { orderId }) => orderTimelineView(core, scope, orderId),
  }),
  route('GET /orders/:orderId/version', {
    ...READING,
    audit: 'none',
    answer: async ({ core, scope }, { orderId }) => ({ version: await orderVersion(core, scope, orderId) }),
  }),
];

/** What is done about one order. */
const OPERATING_ROUTES: readonly Route[] = [
  route('POST /orders/:orderId/ask', {
    ...OPERATING,
    audit: { action: 'order.ask', ...OF_SCHOOL },
    answer: ({ core, scope }, { orderId }) => askChannels(core, scope, orderId),
  }),
  route('POST /orders/:orderId/cancel', {
    ...OPERATING,
    audit: { action: 'order.cancel', ...OF_SCHOOL, details: ['reason'] },
    async answer({ core, scope, operator }, { orderId, reason }) {
      const { status } = await cancelInScope(core, scope, operator.account, { orderId, reason });
      return { status };
    },
  }),
  route('POST /orders/:orderId/resend', {
    ...OPERATING,
    audit: { action: 'order.resend', ...OF_SCHOOL },
    answer: async ({ core, scope, operator }, { orderId }) => ({
      resent: await resendInScope(core, scope, operator.account, orderId),
    }),
  }),
  route('POST /orders/:orderId/refund', {
    ...MOVING_MONEY,
    audit: { action: 'refund.request', ...OF_SCHOOL, details: ['refundAmount', 'paymentNo', 'reason'] },
    async answer({ core, scope, operator }, input) {
      const { application, refund } = await applyForRefund(core, scope, operator.account, input);
      return { status: application.status, refundStatus: refund?.status, refundFailure: refund?.failure };
    },
  }),
  route('POST /orders/:orderId/invoice', {
    ...OPERATING,
    audit: { action: 'invoice.request', ...OF_SCHOOL, details: ['payerType'] },
    async answer({ core, scope }, { orderId, ...input }) {
      await applicationInScope(core, scope, orderId, invoiceTermsOf(input));
      return {};
    },
  }),
  route('POST /orders/:orderId/invoice/retry', {
    ...OPERATING,
    audit: { action: 'invoice.retry', ...OF_SCHOOL },
    async answer({ core, scope }, { orderId }) {
      await retryInScope(core, scope, orderId);
      return {};
    },
  }),
  route('POST /orders/:orderId/invoice/reverse', {
    ...OPERATING,
    proof: 'fresh',
    audit: { action: 'invoice.reverse', ...OF_SCHOOL, details: ['reason'] },
    async answer({ core, scope, operator }, { orderId, reason }) {
      await reverseInScope(core, scope, operator.account, { orderId, reason });
      return {};
    },
  }),
];

export const ORDER_ROUTES: readonly Route[] = [...READING_ROUTES, ...OPERATING_ROUTES];

const MAX_AMOUNT = 10_000_000_000;

function filterOf({
  schoolId: _,
  minAmount,
  maxAmount,
  from,
  to,
  ...rest
}: AskedFilter & Pick<OrderFilter, 'sort'>): OrderFilter {
  const hasAmount = minAmount !== undefined || maxAmount !== undefined;
  return {
    ...rest,
    amount: hasAmount ? { min: minAmount ?? 0, max: maxAmount ?? MAX_AMOUNT } : undefined,
    ...periodOf({ from, to }),
  };
}

/** Read as a partner's is. @throws FieldError */
function invoiceTermsOf({ payerType, payerName, taxNo, phone, email }: InvoiceInput): InvoiceRequest {
  return requireTaxNo(
    readFields(invoiceShape, {
      payer_type: payerType === 'company' ? 2 : 1,
      payer_name: payerName,
      payer_taxnum: taxNo,
      phone,
      payer_email: email,
    }),
  );
}
