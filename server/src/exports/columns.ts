import { AUDIT_OUTCOME_NAMES } from '@zhixiao/contract/words/audit';
import { auditActionIn } from '@zhixiao/contract/words/audit-actions';
import { auditSentenceText } from '@zhixiao/contract/words/audit-sentences';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { LEDGER_EVENT_NAMES } from '@zhixiao/contract/words/ledger';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import {
  REFUND_APPLICATION_STATUS_NAMES,
  REFUND_CAUSE_NAMES,
  REFUND_STATUS_NAMES,
} from '@zhixiao/contract/words/refunds';
import type { EntryListed } from '../audit/entry.ts';
import type { Column } from '../lib/export/column.ts';
import { maskName, maskNumber } from '../lib/mask.ts';
import type { OrderListed } from '../orders/order-list.ts';
import type { OpenProblem } from '../overview/problem.ts';
import type { RefundApplicationListed } from '../refunds/refund-application.ts';
import type { RefundListed } from '../refunds/refund-list.ts';
import type { Movement } from '../settlement/movement.ts';
import {
  type SettledOnChannel,
  type SettlementSheet,
  settledByChannel,
} from '../settlement/settlement-sheet.ts';

/** What came in; orders that were not paid would add up to money that nobody has. */
export const PAID: Column<OrderListed> = {
  header: '实收（元）',
  kind: 'fen',
  sums: true,
  value: ({ status, totalAmount }) => (status === 'paid' ? totalAmount : undefined),
};

/** The person of an order is masked, because a file can be passed on without any check. */
export const ORDER_COLUMNS: readonly Column<OrderListed>[] = [
  { header: '订单号', kind: 'text', width: 22, value: (order) => order.orderId },
  { header: '商户订单号', kind: 'text', width: 26, value: (order) => order.outTradeNo },
  { header: '应用', kind: 'text', value: (order) => order.appName },
  { header: '内容', kind: 'text', width: 28, value: (order) => order.body },
  { header: '学工号', kind: 'text', value: ({ payer }) => masked(payer.userNo, maskNumber) },
  { header: '姓名', kind: 'text', value: ({ payer }) => masked(payer.userName, maskName) },
  { header: '金额（元）', kind: 'fen', value: (order) => order.totalAmount },
  PAID,
  { header: '状态', kind: 'text', value: (order) => ORDER_STATUS_NAMES.zh[order.status] },
  { header: '支付渠道', kind: 'text', value: ({ channel }) => channel && CHANNEL_NAMES.zh[channel] },
  { header: '渠道交易号', kind: 'text', width: 32, value: (order) => order.transactionId },
  { header: '退款中（元）', kind: 'fen', sums: true, value: (order) => order.refundingAmount },
  { header: '已退款（元）', kind: 'fen', sums: true, value: (order) => order.refundedAmount },
  { header: '下单时间', kind: 'time', value: (order) => order.createdAt },
  { header: '支付时间', kind: 'time', value: (order) => order.paidAt },
];

export const REFUND_COLUMNS: readonly Column<RefundListed>[] = [
  { header: '退款单号', kind: 'text', width: 22, value: (refund) => refund.refundId },
  { header: '商户退款单号', kind: 'text', width: 26, value: (refund) => refund.outRefundNo },
  { header: '渠道退款号', kind: 'text', width: 32, value: (refund) => refund.channelRefundId },
  { header: '订单号', kind: 'text', width: 22, value: (refund) => refund.orderId },
  { header: '商户订单号', kind: 'text', width: 26, value: (refund) => refund.outTradeNo },
  { header: '应用', kind: 'text', value: (refund) => refund.appName },
  { header: '支付渠道', kind: 'text', value: (refund) => CHANNEL_NAMES.zh[refund.channel] },
  { header: '退款金额（元）', kind: 'fen', value: (refund) => refund.refundAmount },
  {
    header: '已退款（元）',
    kind: 'fen',
    sums: true,
    value: ({ status, refundAmount }) => (status === 'succeeded' ? refundAmount : undefined),
  },
  { header: '来源', kind: 'text', value: (refund) => REFUND_CAUSE_NAMES.zh[refund.cause] },
  { header: '状态', kind: 'text', value: (refund) => REFUND_STATUS_NAMES.zh[refund.status] },
  { header: '失败原因', kind: 'text', width: 28, value: (refund) => refund.failure },
  { header: '发起时间', kind: 'time', value: (refund) => refund.createdAt },
  { header: '完成时间', kind: 'time', value: (refund) => refund.settledAt },
];

export const REFUND_APPLICATION_COLUMNS: readonly Column<RefundApplicationListed>[] = [
  { header: '申请号', kind: 'text', width: 22, value: (application) => application.refundApplicationId },
  { header: '订单号', kind: 'text', width: 22, value: (application) => application.orderId },
  { header: '商户订单号', kind: 'text', width: 26, value: (application) => application.outTradeNo },
  { header: '应用', kind: 'text', value: (application) => application.appName },
  { header: '退款金额（元）', kind: 'fen', value: (application) => application.refundAmount },
  { header: '原因', kind: 'text', width: 28, value: (application) => application.reason },
  {
    header: '状态',
    kind: 'text',
    value: (application) => REFUND_APPLICATION_STATUS_NAMES.zh[application.status],
  },
  { header: '申请人', kind: 'text', value: (application) => application.requestedByName },
  { header: '申请时间', kind: 'time', value: (application) => application.requestedAt },
  {
    header: '审核人',
    kind: 'text',
    // who asked within the limit has not approved anything
    value: ({ needsApproval, decidedByName }) => (needsApproval ? decidedByName : '额度内，无需审核'),
  },
  {
    header: '审核时间',
    kind: 'time',
    value: ({ needsApproval, decidedAt }) => (needsApproval ? decidedAt : undefined),
  },
  { header: '审核意见', kind: 'text', width: 28, value: (application) => application.note },
  { header: '退款单号', kind: 'text', width: 22, value: (application) => application.refundId },
  {
    header: '退款状态',
    kind: 'text',
    value: ({ refundStatus }) => refundStatus && REFUND_STATUS_NAMES.zh[refundStatus],
  },
];

export const PROBLEM_COLUMNS: readonly Column<OpenProblem>[] = [
  { header: '应用', kind: 'text', value: (problem) => problem.appName },
  { header: '单号', kind: 'text', width: 26, value: (problem) => problem.number },
  { header: '订单号', kind: 'text', width: 22, value: (problem) => problem.orderId },
  { header: '商户订单号', kind: 'text', width: 26, value: (problem) => problem.outTradeNo },
  { header: '金额（元）', kind: 'fen', sums: true, value: (problem) => problem.amount },
  { header: '起始时间', kind: 'time', value: (problem) => problem.since },
];

/** A line of a settlement sheet: an app on one channel. */
export type SettlementRow = SettledOnChannel &
  Pick<SettlementSheet, 'schoolId' | 'appName' | 'month' | 'lock'>;

export const SETTLEMENT_COLUMNS: readonly Column<SettlementRow>[] = [
  { header: '月份', kind: 'text', value: (row) => row.month },
  { header: '应用', kind: 'text', value: (row) => row.appName },
  { header: '支付渠道', kind: 'text', value: (row) => CHANNEL_NAMES.zh[row.channel] },
  { header: '收款笔数', kind: 'count', sums: true, value: (row) => row.received.count },
  { header: '收款金额（元）', kind: 'fen', sums: true, value: (row) => row.received.amount },
  { header: '退款笔数', kind: 'count', sums: true, value: (row) => row.refunded.count },
  { header: '退款金额（元）', kind: 'fen', sums: true, value: (row) => row.refunded.amount },
  { header: '渠道手续费（元）', kind: 'fen', sums: true, value: (row) => row.commission },
  { header: '结算净额（元）', kind: 'fen', sums: true, value: (row) => row.netAmount },
  { header: '制表', kind: 'text', value: (row) => row.lock?.preparedByName },
  { header: '复核', kind: 'text', value: (row) => row.lock?.byName },
  { header: '锁定时间', kind: 'time', value: (row) => row.lock?.at },
];

/** What a settlement sheet counts. */
export const MOVEMENT_COLUMNS: readonly Column<Movement>[] = [
  { header: '入账时间', kind: 'time', value: (row) => row.at },
  { header: '收支', kind: 'text', value: ({ event }) => LEDGER_EVENT_NAMES.zh[event] },
  { header: '支付渠道', kind: 'text', value: ({ channel }) => CHANNEL_NAMES.zh[channel] },
  { header: '金额（元）', kind: 'fen', sums: true, value: (row) => row.amount },
  { header: '内容', kind: 'text', value: (row) => row.body },
  { header: '缴费人', kind: 'text', value: ({ payer }) => masked(payer.userName, maskName) },
  { header: '学工号', kind: 'text', value: ({ payer }) => masked(payer.userNo, maskNumber) },
  { header: '单号', kind: 'text', width: 22, value: (row) => row.number },
  { header: '订单号', kind: 'text', width: 22, value: (row) => row.orderId },
  { header: '商户订单号', kind: 'text', width: 26, value: (row) => row.outTradeNo },
];

export const AUDIT_COLUMNS: readonly Column<EntryListed>[] = [
  { header: '序号', kind: 'text', value: (entry) => entry.entryNo },
  { header: '时间', kind: 'time', value: (entry) => entry.at },
  { header: '操作员', kind: 'text', value: ({ operatorName, operator }) => operatorName ?? operator },
  { header: '做了什么', kind: 'text', width: 48, value: (entry) => auditSentenceText('zh', entry) },
  { header: '操作员账号', kind: 'text', value: (entry) => entry.operator },
  { header: '来源地址', kind: 'text', value: (entry) => entry.address },
  { header: '动作', kind: 'text', value: (entry) => auditActionIn('zh', entry.action) },
  { header: '动作代码', kind: 'text', value: (entry) => entry.action },
  { header: '对象', kind: 'text', value: (entry) => entry.subject },
  { header: '学校', kind: 'text', value: (entry) => entry.schoolId },
  { header: '结果', kind: 'text', value: ({ outcome }) => AUDIT_OUTCOME_NAMES.zh[outcome] },
  {
    header: '详情',
    kind: 'text',
    width: 48,
    value: ({ details: { people: _, ...details } }) => JSON.stringify(details),
  },
  { header: '校验值', kind: 'text', width: 24, value: ({ hash }) => hash.toString('hex') },
];

/** The lines of sheets, for an export. */
export async function* settlementRows(sheets: readonly SettlementSheet[]): AsyncGenerator<SettlementRow> {
  for (const sheet of sheets) {
    for (const settled of settledByChannel(sheet)) yield { ...sheet, ...settled };
  }
}

function masked(text: string | undefined, mask: (text: string) => string): string | undefined {
  return text === undefined ? undefined : mask(text);
}
