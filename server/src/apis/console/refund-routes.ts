import type {
  RefundApplicationFilter as AskedApplicationFilter,
  RefundFilter as AskedFilter,
} from '@zhixiao/contract/console/refunds';
import {
  REFUND_APPLICATION_STATUS_NAMES,
  REFUND_CAUSE_NAMES,
  REFUND_STATUS_NAMES,
} from '@zhixiao/contract/words/refunds';
import { REFUND_APPLICATION_COLUMNS, REFUND_COLUMNS } from '../../exports/columns.ts';
import { eachRow } from '../../lib/page.ts';
import {
  approveRefund,
  listedApplication,
  listRefundApplications,
  rejectRefund,
  schoolOfRefundApplication,
} from '../../processing/decide-refund.ts';
import { dismissRefund, schoolOfRefund } from '../../refunds/dismiss-refund.ts';
import type { RefundApplicationFilter, RefundApplicationListed } from '../../refunds/refund-application.ts';
import type { RefundFilter, RefundListed } from '../../refunds/refund-list.ts';
import { searchRefunds } from '../../refunds/search-refunds.ts';
import { exportList } from './export-list.ts';
import { pageQuery, periodOf } from './list-query.ts';
import { maskedPayer } from './order-views.ts';
import { type Route, route } from './route.ts';

const OF_SCHOOL = { subject: 'refundApplicationId', school: schoolOfRefundApplication } as const;
const READING = { permission: 'refunds.read', scope: 'schools', proof: 'session' } as const;
const DECIDING = { permission: 'refunds.decide', scope: 'schools', proof: 'fresh' } as const;

/** Refunds, and those that wait for a second person. */
export const REFUND_ROUTES: readonly Route[] = [
  route('GET /refunds', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next, totals } = await searchRefunds(core, scope, filterOf(params), pageQuery(params));
      return { rows: rows.map(refundRow), next, totals };
    },
  }),
  route('GET /refunds/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: {
      action: 'refunds.export',
      details: ['number', 'appId', 'status', 'cause', 'channel', 'from', 'to'],
    },
    answer(context, { form, ...filter }) {
      const { core, scope } = context;
      return exportList(context, form, filter, {
        title: '退款',
        rows: eachRow((query) => searchRefunds(core, scope, filterOf(filter), query)),
        columns: REFUND_COLUMNS,
        words: { status: REFUND_STATUS_NAMES.zh, cause: REFUND_CAUSE_NAMES.zh },
        schoolOf: ({ schoolId }) => schoolId,
      });
    },
  }),
  route('POST /refunds/:refundId/dismiss', {
    permission: 'refunds.request',
    scope: 'schools',
    proof: 'fresh',
    audit: { action: 'refund.dismiss', subject: 'refundId', school: schoolOfRefund, details: ['reason'] },
    async answer({ core, scope, operator }, input) {
      await dismissRefund(core, scope, operator.account, input);
      return {};
    },
  }),
  route('GET /refund-applications', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next, totals } = await listRefundApplications(
        core,
        scope,
        applicationFilterOf(params),
        pageQuery(params),
      );
      return { rows: rows.map(applicationRow), next, totals };
    },
  }),
  route('GET /refund-applications/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'refund_applications.export', details: ['appId', 'status', 'from', 'to'] },
    answer(context, { form, ...filter }) {
      const { core, scope } = context;
      return exportList(context, form, filter, {
        title: '退款申请',
        rows: eachRow((query) => listRefundApplications(core, scope, applicationFilterOf(filter), query)),
        columns: REFUND_APPLICATION_COLUMNS,
        words: { status: REFUND_APPLICATION_STATUS_NAMES.zh },
        schoolOf: ({ schoolId }) => schoolId,
      });
    },
  }),
  route('GET /refund-applications/:refundApplicationId', {
    ...READING,
    audit: 'none',
    answer: async ({ core, scope }, { refundApplicationId }) =>
      applicationRow(await listedApplication(core, scope, refundApplicationId)),
  }),
  route('POST /refund-applications/:refundApplicationId/approve', {
    ...DECIDING,
    audit: { action: 'refund.approve', ...OF_SCHOOL, details: ['note'] },
    async answer({ core, scope, operator }, decision) {
      const { status, failure } = await approveRefund(core, scope, operator.account, decision);
      return { status: 'approved' as const, refundStatus: status, refundFailure: failure };
    },
  }),
  route('POST /refund-applications/:refundApplicationId/reject', {
    ...DECIDING,
    audit: { action: 'refund.reject', ...OF_SCHOOL, details: ['note'] },
    async answer({ core, scope, operator }, decision) {
      await rejectRefund(core, scope, operator.account, decision);
      return { status: 'rejected' as const };
    },
  }),
];

function filterOf({
  number,
  appId,
  status,
  cause,
  channel,
  from,
  to,
  sort,
}: AskedFilter & Pick<RefundFilter, 'sort'>): RefundFilter {
  return {
    sort,
    number,
    appId,
    status,
    cause,
    channel,
    ...periodOf({ from, to }),
  };
}

function applicationFilterOf({
  appId,
  status,
  from,
  to,
  sort,
}: AskedApplicationFilter & Pick<RefundApplicationFilter, 'sort'>): RefundApplicationFilter {
  return { appId, status, sort, ...periodOf({ from, to }) };
}

/** A refund in a list, whom it is for masked. */
export function refundRow(refund: RefundListed) {
  return {
    schoolId: refund.schoolId,
    appName: refund.appName,
    refundId: refund.refundId,
    outRefundNo: refund.outRefundNo,
    channelRefundId: refund.channelRefundId,
    orderId: refund.orderId,
    outTradeNo: refund.outTradeNo,
    body: refund.body,
    ...maskedPayer(refund.payer),
    channel: refund.channel,
    refundAmount: refund.refundAmount,
    cause: refund.cause,
    status: refund.status,
    isAbnormal: refund.status === 'processing' && refund.abnormalAt !== undefined,
    failure: refund.failure,
    createdAt: refund.createdAt,
    settledAt: refund.settledAt,
  };
}

function applicationRow(application: RefundApplicationListed) {
  return {
    schoolId: application.schoolId,
    appName: application.appName,
    refundApplicationId: application.refundApplicationId,
    orderId: application.orderId,
    outTradeNo: application.outTradeNo,
    body: application.body,
    ...maskedPayer(application.payer),
    refundAmount: application.refundAmount,
    reason: application.reason,
    needsApproval: application.needsApproval,
    requestedBy: application.requestedBy,
    requestedByName: application.requestedByName,
    requestedAt: application.requestedAt,
    status: application.status,
    // who asked within the limit has not approved anything
    ...(application.needsApproval
      ? {
          decidedBy: application.decidedBy,
          decidedByName: application.decidedByName,
          decidedAt: application.decidedAt,
        }
      : {}),
    note: application.note,
    refundStatus: application.refundStatus,
    refundFailure: application.refundFailure,
    paidAmount: application.paidAmount,
    refundingAmount: application.refundingAmount,
    refundedAmount: application.refundedAmount,
  };
}
