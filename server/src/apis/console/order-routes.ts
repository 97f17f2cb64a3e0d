import type { OrderFilter as AskedFilter, InvoiceInput } from '@zhixiao/contract/console/orders';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { readFields } from '@zhixiao/protocol/fields';
import { type InvoiceRequest, invoiceShape, requireTaxNo } from '@zhixiao/protocol/invoice-fields';
import type { PersonSeen } from '../../audit/person-seen.ts';
import { ORDER_COLUMNS } from '../../exports/columns.ts';
import { applicationInScope, retryInScope, reverseInScope } from '../../invoices/operate-invoice.ts';
import type { Export, ExportForm } from '../../lib/export/export.ts';
import { eachRow } from '../../lib/page.ts';
import { schoolOfOrder } from '../../orders/order-in-scope.ts';
import type { OrderFilter, OrderListed } from '../../orders/order-list.ts';
import { searchOrders } from '../../orders/search-orders.ts';
import { applyForRefund } from '../../processing/apply-for-refund.ts';
import { askChannels, cancelInScope, resendInScope } from '../../processing/operate-order.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import { orderVersion } from '../../timeline/order-version.ts';
import { exportList } from './export-list.ts';
import { firstInstant, pageQuery, pastInstant, periodOf } from './list-query.ts';
import { orderRow, orderTimelineView } from './order-views.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const OF_SCHOOL = { subject: 'orderId', school: schoolOfOrder } as const;
const READING = { permission: 'orders.read', scope: 'schools', proof: 'session' } as const;
const OPERATING = { permission: 'orders.operate', scope: 'schools', proof: 'session' } as const;
const MOVING_MONEY = { permission: 'refunds.request', scope: 'schools', proof: 'fresh' } as const;

/** Search of orders, and the timeline of one. */
const READING_ROUTES: readonly Route[] = [
  route('GET /orders', {
    ...READING,
    mayLag: true,
    // lists mask the person of an order, and opening an order is audited
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, ...found } = await searchOrders(core, scope, filterOf(params), pageQuery(params));
      return { rows: rows.map(orderRow), ...found };
    },
  }),
  route('GET /orders/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: {
      action: 'orders.export',
      details: ['number', 'appId', 'status', 'channel', 'from', 'to', 'bookedFrom', 'bookedTo'],
    },
    answer: (context, { form, ...filter }) => exportOrders(context, form, filter),
  }),
  // a search for a person reveals whose orders they are
  route('POST /orders/find', {
    ...READING,
    mayLag: true,
    audit: { action: 'order.find', people: ['person'], alone: true },
    async answer({ core, scope, note }, params) {
      const { rows, ...found } = await searchOrders(core, scope, filterOf(params), pageQuery(params));
      note({ people: [...typedPeople(scope, params.person), ...rows.map(payerSeen)] });
      return { rows: rows.map(orderRow), ...found };
    },
  }),
  route('POST /orders/find/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: {
      action: 'orders.export',
      details: ['number', 'appId', 'status', 'channel', 'from', 'to', 'bookedFrom', 'bookedTo'],
      people: ['person'],
      alone: true,
    },
    async answer(context, { form, ...filter }) {
      const { core, scope, note } = context;
      const { rows } = await searchOrders(core, scope, filterOf(filter), { limit: MOST_SEEN });
      note({ people: [...typedPeople(scope, filter.person), ...rows.map(payerSeen)] });
      return exportOrders(context, form, filter);
    },
  }),
  route('GET /orders/:orderId', {
    ...READING,
    mayLag: true,
    audit: { action: 'order.read', ...OF_SCHOOL },
    async answer({ core, scope, note }, { orderId }) {
      const { view, payer } = await orderTimelineView(core, scope, orderId);
      note({ people: [payerSeen({ schoolId: view.order.schoolId, payer })] });
      return view;
    },
  }),
  route('GET /orders/:orderId/version', {
    ...READING,
    mayLag: true,
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
      await applicationInScope(core, scope, orderId, (payer) => invoiceTermsOf(input, payer));
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

function exportOrders(context: OperatorContext, form: ExportForm, filter: AskedFilter): Promise<Export> {
  const { core, scope } = context;
  return exportList(context, form, filter, {
    title: '订单',
    rows: eachRow((query) => searchOrders(core, scope, filterOf(filter), query)),
    columns: ORDER_COLUMNS,
    words: { status: ORDER_STATUS_NAMES.zh },
    schoolOf: ({ schoolId }) => schoolId,
  });
}

/** An entry names the people of so many orders: those of one person, or of namesakes. */
const MOST_SEEN = 500;

/** Who was typed, by number or uid: in each of the schools, or in all at once. */
function typedPeople(scope: SchoolScope, typed: string): PersonSeen[] {
  const schools = scope === 'all' || scope.length > MOST_SCHOOLS ? [undefined] : scope;
  return schools.map((schoolId) => ({ schoolId, userNo: typed, uid: typed }));
}

/** Who has more searches in one school. */
const MOST_SCHOOLS = 50;

function payerSeen({ schoolId, payer }: Pick<OrderListed, 'schoolId' | 'payer'>): PersonSeen {
  return { schoolId, userNo: payer.userNo };
}

const MAX_AMOUNT = 10_000_000_000;

function filterOf({
  schoolId: _,
  minAmount,
  maxAmount,
  from,
  to,
  bookedFrom,
  bookedTo,
  ...rest
}: AskedFilter & Pick<OrderFilter, 'sort'>): OrderFilter {
  const hasAmount = minAmount !== undefined || maxAmount !== undefined;
  return {
    ...rest,
    amount: hasAmount ? { min: minAmount ?? 0, max: maxAmount ?? MAX_AMOUNT } : undefined,
    ...periodOf({ from, to }),
    booked:
      bookedFrom === undefined && bookedTo === undefined
        ? undefined
        : {
            from: bookedFrom === undefined ? undefined : firstInstant('bookedFrom', bookedFrom),
            to: bookedTo === undefined ? undefined : pastInstant('bookedTo', bookedTo),
          },
  };
}

/** Read as a partner's is. @throws FieldError */
function invoiceTermsOf(
  { payerType, payerName, taxNo, phone, email }: InvoiceInput,
  { userName }: OrderListed['payer'],
): InvoiceRequest {
  return requireTaxNo(
    readFields(invoiceShape, {
      payer_type: payerType === 'company' ? 2 : 1,
      payer_name: payerName ?? (payerType === 'individual' ? userName : undefined),
      payer_taxnum: taxNo,
      phone,
      payer_email: email,
    }),
  );
}
