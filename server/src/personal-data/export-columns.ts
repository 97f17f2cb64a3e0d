import { auditActionIn } from '@zhixiao/contract/words/audit-actions';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { INVOICE_STATUS_NAMES } from '@zhixiao/contract/words/invoices';
import { NOTIFICATION_STATUS_NAMES } from '@zhixiao/contract/words/notifications';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import {
  DATA_ACCESSES,
  DATA_PAYMENT_STATUSES,
  DATA_REQUEST_KIND_NAMES,
  DATA_REQUEST_STATUS_NAMES,
  MONEY_KINDS,
} from '@zhixiao/contract/words/personal-data';
import {
  REFUND_APPLICATION_STATUS_NAMES,
  REFUND_CAUSE_NAMES,
  REFUND_STATUS_NAMES,
} from '@zhixiao/contract/words/refunds';
import type { Person } from '../directory/person.ts';
import { IDENTITIES, SEXES, STATES } from '../directory/roster/row.ts';
import type { Invoice } from '../invoices/invoice.ts';
import type { Column } from '../lib/export/column.ts';
import { maskName } from '../lib/mask.ts';
import type { AccessHeld, BindingHeld, ConsentHeld, PersonTimes } from './directory-export-store.ts';
import type {
  BillRowHeld,
  CallbackHeld,
  NotificationHeld,
  OrderHeld,
  PaymentHeld,
  RefundApplicationHeld,
  RefundHeld,
} from './export-store.ts';
import type { DataRequest } from './request.ts';

/** A person's row, with whether proofs are stored: their values are not known, only their hashes. */
export type PersonHeld = Person & PersonTimes & { readonly hasIdTail: boolean; readonly hasPhone: boolean };

const HASHED = '已登记（只存不可还原的校验值）';

export const PERSON_COLUMNS: readonly Column<PersonHeld>[] = [
  { header: '学工号', kind: 'text', value: (person) => person.userNo },
  { header: '姓名', kind: 'text', value: (person) => person.userName },
  { header: '性别', kind: 'text', value: ({ sex }) => wordFor(SEXES, sex) },
  { header: '身份', kind: 'text', value: ({ identityType }) => wordFor(IDENTITIES, identityType) },
  { header: '状态', kind: 'text', value: ({ frozen }) => wordFor(STATES, frozen) },
  { header: '知校 id', kind: 'text', value: (person) => person.openId },
  { header: '证件号后六位', kind: 'text', value: ({ hasIdTail }) => (hasIdTail ? HASHED : undefined) },
  { header: '手机号', kind: 'text', value: ({ hasPhone }) => (hasPhone ? HASHED : undefined) },
  { header: '登记时间', kind: 'time', value: (person) => person.createdAt },
  { header: '更新时间', kind: 'time', value: (person) => person.updatedAt },
];

const SOURCES = { payer: '本人绑定', operator: '学校绑定', import: '随名册导入' };

export const BINDING_COLUMNS: readonly Column<BindingHeld>[] = [
  { header: '支付渠道', kind: 'text', value: ({ channel }) => CHANNEL_NAMES.zh[channel] },
  { header: '账号（uid）', kind: 'text', value: (binding) => binding.uid },
  { header: '来源', kind: 'text', value: ({ source }) => SOURCES[source] },
  { header: '授权应用', kind: 'text', value: (binding) => binding.issuer },
  { header: '绑定时间', kind: 'time', value: (binding) => binding.boundAt },
];

export const CARD_COLUMNS: readonly Column<{ readonly link: string; readonly fetchedAt: Date }>[] = [
  { header: '校园卡跳转地址', kind: 'text', value: ({ link }) => link },
  { header: '取得时间', kind: 'time', value: ({ fetchedAt }) => fetchedAt },
];

export const ATTEMPT_COLUMNS: readonly Column<Date>[] = [
  { header: '尝试绑定的时间', kind: 'time', value: (at) => at },
];

export const ORDER_COLUMNS: readonly Column<OrderHeld>[] = [
  { header: '订单号', kind: 'text', value: (order) => order.orderId },
  { header: '商户订单号', kind: 'text', value: (order) => order.outTradeNo },
  { header: '应用', kind: 'text', value: (order) => order.appName },
  { header: '关系', kind: 'text', value: relationOf },
  { header: '学工号', kind: 'text', value: (order) => order.payer.userNo },
  { header: '姓名', kind: 'text', value: (order) => order.payer.userName },
  { header: '内容', kind: 'text', value: (order) => order.body },
  { header: '金额（元）', kind: 'fen', value: (order) => order.totalAmount },
  { header: '状态', kind: 'text', value: ({ status }) => ORDER_STATUS_NAMES.zh[status] },
  { header: '下单时间', kind: 'time', value: (order) => order.createdAt },
  { header: '支付时间', kind: 'time', value: (order) => order.paidAt },
  { header: '关闭时间', kind: 'time', value: (order) => order.closedAt },
];

function relationOf({ isOwn, payer: { userNo, userName } }: OrderHeld): string {
  if (!isOwn) return '本人账号代他人支付';
  return userNo === undefined && userName === undefined ? '本人账号支付' : '为本人缴费';
}

/** `payer`: in full where it is the person's own account, else masked. */
export const PAYMENT_COLUMNS: readonly Column<PaymentHeld & { readonly payer: string | undefined }>[] = [
  { header: '支付单号', kind: 'text', value: (payment) => payment.paymentNo },
  { header: '订单号', kind: 'text', value: (payment) => payment.orderId },
  { header: '支付渠道', kind: 'text', value: ({ channel }) => CHANNEL_NAMES.zh[channel] },
  { header: '渠道交易号', kind: 'text', value: (payment) => payment.transactionId },
  { header: '付款账号（uid）', kind: 'text', value: (payment) => payment.payer },
  { header: '应付（元）', kind: 'fen', value: (payment) => payment.totalAmount },
  { header: '实付（元）', kind: 'fen', value: (payment) => payment.paidAmount },
  { header: '已退（元）', kind: 'fen', value: (payment) => payment.refundedAmount },
  { header: '状态', kind: 'text', value: ({ status }) => DATA_PAYMENT_STATUSES.zh[status] },
  { header: '发起时间', kind: 'time', value: (payment) => payment.createdAt },
  { header: '支付时间', kind: 'time', value: (payment) => payment.paidAt },
];

export const REFUND_COLUMNS: readonly Column<RefundHeld>[] = [
  { header: '退款单号', kind: 'text', value: (refund) => refund.refundId },
  { header: '订单号', kind: 'text', value: (refund) => refund.orderId },
  { header: '支付单号', kind: 'text', value: (refund) => refund.paymentNo },
  { header: '退款金额（元）', kind: 'fen', value: (refund) => refund.refundAmount },
  { header: '来源', kind: 'text', value: ({ cause }) => REFUND_CAUSE_NAMES.zh[cause] },
  { header: '状态', kind: 'text', value: ({ status }) => REFUND_STATUS_NAMES.zh[status] },
  { header: '发起时间', kind: 'time', value: (refund) => refund.createdAt },
  { header: '完成时间', kind: 'time', value: (refund) => refund.settledAt },
];

export const REFUND_APPLICATION_COLUMNS: readonly Column<RefundApplicationHeld>[] = [
  { header: '申请号', kind: 'text', value: (application) => application.refundApplicationId },
  { header: '订单号', kind: 'text', value: (application) => application.orderId },
  { header: '退款金额（元）', kind: 'fen', value: (application) => application.refundAmount },
  { header: '原因', kind: 'text', value: (application) => application.reason },
  { header: '状态', kind: 'text', value: ({ status }) => REFUND_APPLICATION_STATUS_NAMES.zh[status] },
  { header: '申请时间', kind: 'time', value: (application) => application.requestedAt },
];

export const NOTIFICATION_COLUMNS: readonly Column<NotificationHeld>[] = [
  { header: '订单号', kind: 'text', value: (notification) => notification.orderId },
  { header: '状态', kind: 'text', value: ({ status }) => NOTIFICATION_STATUS_NAMES.zh[status] },
  { header: '尝试次数', kind: 'count', value: (notification) => notification.attempts },
  { header: '开始时间', kind: 'time', value: (notification) => notification.createdAt },
  { header: '结束时间', kind: 'time', value: (notification) => notification.settledAt },
];

type InvoiceHeld = Invoice & { readonly isOwn: boolean };

/** The buyer on an order for another person may be that person, so the name is masked. */
const own = (read: (terms: Invoice['terms']) => string | undefined) => (invoice: InvoiceHeld) =>
  invoice.isOwn ? read(invoice.terms) : undefined;

export const INVOICE_COLUMNS: readonly Column<InvoiceHeld>[] = [
  { header: '开票单号', kind: 'text', value: (invoice) => invoice.invoiceNo },
  { header: '订单号', kind: 'text', value: (invoice) => invoice.orderId },
  { header: '票据号码', kind: 'text', value: ({ issued }) => issued?.number },
  { header: '金额（元）', kind: 'fen', value: ({ sent }) => sent?.amount },
  { header: '状态', kind: 'text', value: ({ status }) => INVOICE_STATUS_NAMES.zh[status] },
  {
    header: '抬头',
    kind: 'text',
    value: ({ isOwn, terms }) => (isOwn ? terms.payer_name : maskName(terms.payer_name)),
  },
  { header: '税号', kind: 'text', value: own((terms) => terms.payer_taxnum) },
  { header: '地址', kind: 'text', value: own((terms) => terms.payer_address) },
  { header: '开户行', kind: 'text', value: own((terms) => terms.payer_bank) },
  { header: '备注', kind: 'text', value: own((terms) => terms.piaoju_memo) },
  { header: '手机号', kind: 'text', value: own((terms) => terms.phone) },
  { header: '邮箱', kind: 'text', value: own((terms) => terms.payer_email) },
  { header: '申请时间', kind: 'time', value: (invoice) => invoice.createdAt },
  { header: '开具时间', kind: 'time', value: ({ issued }) => issued?.issuedAt },
];

/** `content` only of what the person's own accounts paid. */
export const CALLBACK_COLUMNS: readonly Column<
  Omit<CallbackHeld, 'content'> & { readonly content: string | undefined }
>[] = [
  { header: '类型', kind: 'text', value: ({ kind }) => MONEY_KINDS.zh[kind] },
  { header: '支付单号', kind: 'text', value: (callback) => callback.paymentNo },
  { header: '收到时间', kind: 'time', value: (callback) => callback.receivedAt },
  { header: '渠道回调内容', kind: 'text', value: (callback) => callback.content },
];

export const BILL_ROW_COLUMNS: readonly Column<BillRowHeld>[] = [
  { header: '账单日', kind: 'text', value: (line) => line.billDate },
  { header: '类型', kind: 'text', value: ({ kind }) => MONEY_KINDS.zh[kind] },
  { header: '渠道交易号', kind: 'text', value: (line) => line.transactionId },
  { header: '金额（元）', kind: 'fen', value: (line) => line.amount },
  { header: '时间', kind: 'time', value: (line) => line.happenedAt },
];

const CONSENT_KINDS = { binding: '绑定身份', invoice: '申请票据' };
const CONSENT_EVENTS = { agreed: '同意', withdrawn: '撤回同意' };

export const CONSENT_COLUMNS: readonly Column<ConsentHeld>[] = [
  { header: '时间', kind: 'time', value: ({ at }) => at },
  { header: '事项', kind: 'text', value: ({ kind }) => CONSENT_KINDS[kind] },
  { header: '表示', kind: 'text', value: ({ event }) => CONSENT_EVENTS[event] },
];

const ACTORS = { app: '业务系统', operator: '学校操作员', payer: '付款人' };

/** The export names the system that looked a person up, but not the operator. */
export const ACCESS_COLUMNS: readonly Column<AccessHeld>[] = [
  { header: '时间', kind: 'time', value: ({ at }) => at },
  { header: '操作', kind: 'text', value: ({ action }) => DATA_ACCESSES.zh[action] },
  { header: '由谁', kind: 'text', value: ({ actorKind }) => ACTORS[actorKind] },
  {
    header: '应用',
    kind: 'text',
    value: ({ actorKind, actor }) => (actorKind === 'app' ? actor : undefined),
  },
];

export const AUDIT_COLUMNS: readonly Column<{ readonly action: string; readonly at: Date }>[] = [
  { header: '时间', kind: 'time', value: ({ at }) => at },
  { header: '操作', kind: 'text', value: ({ action }) => auditActionIn('zh', action) },
];

export const OWN_REQUEST_COLUMNS: readonly Column<DataRequest>[] = [
  { header: '受理号', kind: 'text', value: (request) => request.requestId },
  { header: '类型', kind: 'text', value: ({ kind }) => DATA_REQUEST_KIND_NAMES.zh[kind] },
  { header: '状态', kind: 'text', value: ({ status }) => DATA_REQUEST_STATUS_NAMES.zh[status] },
  { header: '受理时间', kind: 'time', value: (request) => request.askedAt },
];

function wordFor<T>(words: ReadonlyMap<string, T>, value: T): string | undefined {
  return [...words].find(([, meaning]) => meaning === value)?.[0];
}
