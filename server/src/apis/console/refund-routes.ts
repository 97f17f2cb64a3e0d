import type {
  RefundFilter as AskedFilter,
  RefundRequestFilter as AskedRequestFilter,
} from '@zhixiao/contract/console/refunds';
import { REFUND_COLUMNS, REFUND_REQUEST_COLUMNS } from '../../exports/columns.ts';
import { exportOf } from '../../lib/export/export.ts';
import { eachRow } from '../../lib/page.ts';
import {
  approveRefund,
  listRefundRequests,
  rejectRefund,
  schoolOfRefundRequest,
} from '../../processing/decide-refund.ts';
import { dismissRefund, schoolOfRefund } from '../../refunds/dismiss-refund.ts';
import type { RefundFilter, RefundListed } from '../../refunds/refund-list.ts';
import type { RefundRequestFilter, RefundRequestListed } from '../../refunds/refund-request.ts';
import { searchRefunds } from '../../refunds/search-refunds.ts';
import { pageQuery, periodOf } from './list-query.ts';
import { type Route, route } from './route.ts';

const OF_SCHOOL = { subject: 'refundRequestId', school: schoolOfRefundRequest } as const;
const READING = { permission: 'refunds.read', scope: 'schools', proof: 'session' } as const;
const DECIDING = { permission: 'refunds.decide', scope: 'schools', proof: 'fresh' } as const;

/** Refunds, and those that wait for a second person. */
export const REFUND_ROUTES: readonly Route[] = [
  route('GET /refunds', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next } = await searchRefunds(core, scope, filterOf(params), pageQuery(params));
      return { rows: rows.map(refundRow), next };
    },
  }),
  route('GET /refunds/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: {
      action: 'refunds.export',
      details: ['number', 'appId', 'status', 'cause', 'channel', 'from', 'to'],
    },
    answer: async ({ core, scope }, { form, ...filter }) =>
      exportOf(
        form,
        '退款',
        eachRow((query) => searchRefunds(core, scope, filterOf(filter), query)),
        REFUND_COLUMNS,
      ),
  }),
  route('POST /refunds/:refundId/see-to', {
    permission: 'refunds.request',
    scope: 'schools',
    proof: 'fresh',
    audit: { action: 'refund.see_to', subject: 'refundId', school: schoolOfRefund, details: ['reason'] },
    async answer({ core, scope, operator }, input) {
      await dismissRefund(core, scope, operator.account, input);
      return {};
    },
  }),
  route('GET /refund-requests', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }, params) {
      const filter = requestFilterOf(params);
      const { rows, next } = await listRefundRequests(core, scope, filter, pageQuery(params));
      return { rows: rows.map(requestRow), next };
    },
  }),
  route('GET /refund-requests/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: { action: 'refund_requests.export', details: ['appId', 'status', 'from', 'to'] },
    answer: async ({ core, scope }, { form, ...filter }) =>
      exportOf(
        form,
        '退款申请',
        eachRow((query) => listRefundRequests(core, scope, requestFilterOf(filter), query)),
        REFUND_REQUEST_COLUMNS,
      ),
  }),
  route('POST /refund-requests/:refundRequestId/approve', {
    ...DECIDING,
    audit: { action: 'refund.approve', ...OF_SCHOOL, details: ['note'] },
    async answer({ core, scope, operator }, decision) {
      const { status, failure } = await approveRefund(core, scope, operator.account, decision);
      return { status: 'approved' as const, refundStatus: status, refundFailure: failure };
    },
  }),
  route('POST /refund-requests/:refundRequestId/reject', {
    ...DECIDING,
    audit: { action: 'refund.reject', ...OF_SCHOOL, details: ['note'] },
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

function refundRow(refund: RefundListed) {
  return {
    schoolId: refund.schoolId,
    appName: refund.appName,
    refundId: refund.refundId,
    outRefundNo: refund.outRefundNo,
    channelRefundId: refund.channelRefundId,
    orderId: refund.orderId,
    outTradeNo: refund.outTradeNo,
    channel: refund.channel,
    refundFee: refund.refundFee,
    cause: refund.cause,
    status: refund.status,
    failure: refund.failure,
    createdAt: refund.createdAt,
    settledAt: refund.settledAt,
  };
}

function requestRow(request: RefundRequestListed) {
  return {
    schoolId: request.schoolId,
    appName: request.appName,
    refundRequestId: request.refundRequestId,
    orderId: request.orderId,
    outTradeNo: request.outTradeNo,
    refundFee: request.refundFee,
    reason: request.reason,
    needsApproval: request.needsApproval,
    requestedBy: request.requestedBy,
    requestedAt: request.requestedAt,
    status: request.status,
    decidedBy: request.decidedBy,
    decidedAt: request.decidedAt,
    note: request.note,
    refundStatus: request.refundStatus,
    refundFailure: request.refundFailure,
    paidFee: request.paidFee,
    refundingFee: request.refundingFee,
    refundedFee: request.refundedFee,
  };
}
