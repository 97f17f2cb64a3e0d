import type {
  RefundFilter as AskedFilter,
  RefundRequestFilter as AskedRequestFilter,
} from '@zhixiao/console/contract/refunds';
import { Type } from 'typebox';
import { REFUND_COLUMNS, REFUND_REQUEST_COLUMNS } from '../exports/columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { eachRow } from '../lib/page.ts';
import {
  approveRefund,
  listRefundRequests,
  rejectRefund,
  schoolOfRefundRequest,
} from '../refunds/decide-refund.ts';
import type { RefundRequestFilter, RefundRequestListed } from '../refunds/refund-request.ts';
import { type RefundFilter, type RefundListed, searchRefunds } from '../refunds/search-refunds.ts';
import { schoolOfRefund, seeToRefund } from '../refunds/see-to-refund.ts';
import { DAY, EXPORT_WISH, LIST_WISH, pageWish, periodOf } from './list-wish.ts';
import { type Route, route } from './route.ts';

const SCHOOL = { schoolId: Type.Optional(Type.String({ maxLength: 64 })) };
const FILTER = {
  ...SCHOOL,
  number: Type.Optional(Type.String({ maxLength: 128 })),
  appId: Type.Optional(Type.String({ maxLength: 64 })),
  status: Type.Optional(Type.Enum(['processing', 'succeeded', 'failed'])),
  cause: Type.Optional(Type.Enum(['partner', 'operator', 'late', 'duplicate', 'wrong_amount'])),
  channel: Type.Optional(Type.Enum(['wechat', 'alipay'])),
  from: Type.Optional(DAY),
  to: Type.Optional(DAY),
};
const REQUEST_FILTER = {
  ...SCHOOL,
  appId: Type.Optional(Type.String({ maxLength: 64 })),
  status: Type.Optional(Type.Enum(['pending', 'approved', 'rejected'])),
  from: Type.Optional(DAY),
  to: Type.Optional(DAY),
};
const DECISION = Type.Object({
  refundRequestId: Type.String({ maxLength: 20 }),
  note: Type.String({ pattern: '\\S', maxLength: 200 }),
});
const OF_SCHOOL = { subject: 'refundRequestId', school: schoolOfRefundRequest } as const;
const READING = { permission: 'refunds.read', scope: 'schools', proof: 'session' } as const;
const DECIDING = { permission: 'refunds.decide', scope: 'schools', proof: 'fresh' } as const;

/** Refunds, and those that wait for a second person. */
export const REFUND_ROUTES: readonly Route[] = [
  route('GET /refunds', {
    ...READING,
    audit: 'none',
    params: Type.Object({ ...LIST_WISH, ...FILTER }),
    async answer({ core, scope }, params) {
      const { rows, next } = await searchRefunds(core, scope, filterOf(params), pageWish(params));
      return { rows: rows.map(refundRow), next };
    },
  }),
  route('GET /refunds/export', {
    ...READING,
    audit: {
      action: 'refunds.export',
      details: ['number', 'appId', 'status', 'cause', 'channel', 'from', 'to'],
    },
    params: Type.Object({ ...EXPORT_WISH, ...FILTER }),
    answer: async ({ core, scope }, { form, ...filter }) =>
      exportOf(
        form,
        '退款',
        eachRow((wish) => searchRefunds(core, scope, filterOf(filter), wish)),
        REFUND_COLUMNS,
      ),
  }),
  route('POST /refunds/:refundId/see-to', {
    permission: 'refunds.request',
    scope: 'schools',
    proof: 'fresh',
    audit: { action: 'refund.see_to', subject: 'refundId', school: schoolOfRefund, details: ['reason'] },
    params: Type.Object({
      refundId: Type.String({ maxLength: 20 }),
      reason: Type.String({ pattern: '\\S', maxLength: 200 }),
    }),
    async answer({ core, scope, operator }, wish) {
      await seeToRefund(core, scope, operator.account, wish);
      return {};
    },
  }),
  route('GET /refund-requests', {
    ...READING,
    audit: 'none',
    params: Type.Object({ ...LIST_WISH, ...REQUEST_FILTER }),
    async answer({ core, scope }, params) {
      const filter = requestFilterOf(params);
      const { rows, next } = await listRefundRequests(core, scope, filter, pageWish(params));
      return { rows: rows.map(requestRow), next };
    },
  }),
  route('GET /refund-requests/export', {
    ...READING,
    audit: { action: 'refund_requests.export', details: ['appId', 'status', 'from', 'to'] },
    params: Type.Object({ ...EXPORT_WISH, ...REQUEST_FILTER }),
    answer: async ({ core, scope }, { form, ...filter }) =>
      exportOf(
        form,
        '退款申请',
        eachRow((wish) => listRefundRequests(core, scope, requestFilterOf(filter), wish)),
        REFUND_REQUEST_COLUMNS,
      ),
  }),
  route('POST /refund-requests/:refundRequestId/approve', {
    ...DECIDING,
    audit: { action: 'refund.approve', ...OF_SCHOOL, details: ['note'] },
    params: DECISION,
    async answer({ core, scope, operator }, decision) {
      const { status, failure } = await approveRefund(core, scope, operator.account, decision);
      return { status: 'approved' as const, refundStatus: status, refundFailure: failure };
    },
  }),
  route('POST /refund-requests/:refundRequestId/reject', {
    ...DECIDING,
    audit: { action: 'refund.reject', ...OF_SCHOOL, details: ['note'] },
    params: DECISION,
    async answer({ core, scope, operator }, decision) {
      await rejectRefund(core, scope, operator.account, decision);
      return { status: 'rejected' as const };
    },
  }),
];

function filterOf({ number, appId, status, cause, channel, from, to }: AskedFilter): RefundFilter {
  return {
    number,
    appId,
    status,
    cause,
    channel,
    ...periodOf({ from, to }),
  };
}

function requestFilterOf({ appId, status, from, to }: AskedRequestFilter): RefundRequestFilter {
  return { appId, status, ...periodOf({ from, to }) };
}

function refundRow({ appId: _app, paymentNo: _payment, ...row }: RefundListed) {
  return row;
}

function requestRow({ appId: _app, paymentNo: _payment, refundId: _refund, ...row }: RefundRequestListed) {
  return row;
}
