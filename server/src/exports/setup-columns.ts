import { APP_STATUS_NAMES, PROFILE_NAMES, UNREACHABLE_REASON_NAMES } from '@zhixiao/contract/words/apps';
import { CHANNEL_ACCOUNT_STATUS_NAMES } from '@zhixiao/contract/words/channel-accounts';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { INVOICE_ACCOUNT_STATUS_NAMES, INVOICE_PROVIDER_NAMES } from '@zhixiao/contract/words/invoices';
import { MESSAGE_KIND_NAMES, MESSAGE_METHOD_NAMES } from '@zhixiao/contract/words/messages';
import { OPERATOR_STATUS_NAMES, ROLE_NAMES, SECOND_FACTOR_NAMES } from '@zhixiao/contract/words/operators';
import type { AppListed } from '../apps/app-admin-store.ts';
import type { InvoiceAccountListed } from '../invoices/configure-invoice-account.ts';
import type { Column } from '../lib/export/column.ts';
import type { AccountListed } from '../merchants/configure-channel-account.ts';
import type { Recipient } from '../messages/recipient.ts';
import { maskedTarget } from '../messages/target.ts';
import type { EndpointUnreachable } from '../notifications/list-unreachable.ts';
import type { OperatorListed } from '../operators/operator-store.ts';
import type { School } from '../schools/school-store.ts';

/** An app with the addresses of its orders that cannot be reached. */
export interface AppRow extends AppListed {
  readonly unreachable: readonly EndpointUnreachable[];
}

/** Without secrets, as everywhere. */
export const APP_COLUMNS: readonly Column<AppRow>[] = [
  { header: 'appid', kind: 'text', width: 16, value: (app) => app.appId },
  { header: '名称', kind: 'text', value: (app) => app.name },
  { header: '学校', kind: 'text', value: (app) => app.schoolName },
  { header: '加密算法', kind: 'text', value: (app) => app.cipher },
  { header: 'sp_data', kind: 'text', value: (app) => (app.spDataAsText ? 'JSON 字符串' : 'JSON 对象') },
  { header: '状态', kind: 'text', value: ({ frozen }) => APP_STATUS_NAMES.zh[frozen ? 'frozen' : 'active'] },
  { header: '创建时间', kind: 'time', value: (app) => app.createdAt },
  { header: '新密钥发放时间', kind: 'time', value: ({ keyChange }) => keyChange?.issuedAt },
  { header: '新密钥首次使用', kind: 'time', value: ({ keyChange }) => keyChange?.usedAt },
  { header: '协议最低版本', kind: 'count', value: ({ rules }) => rules.leastVersion },
  { header: '通知的协议', kind: 'text', value: ({ rules }) => PROFILE_NAMES.zh[rules.notifyProfile] },
  { header: '每日退款限额（元）', kind: 'fen', value: ({ rules }) => rules.refundDayAmount ?? undefined },
  { header: '每日退款笔数', kind: 'count', value: ({ rules }) => rules.refundDayCount ?? undefined },
  {
    header: '须带退款单号',
    kind: 'text',
    value: ({ rules }) => (rules.refundNoRequired ? '是' : '否'),
  },
  {
    header: 'param 只用于一个接口',
    kind: 'text',
    value: ({ rules }) => (rules.paramBound ? '是' : '否'),
  },
  {
    header: '签名错误的应答加密',
    kind: 'text',
    value: ({ rules }) => (rules.sealsUnsigned ? '是' : '否'),
  },
  { header: '允许的来源', kind: 'text', value: ({ rules }) => rules.allowedNetworks.join('；') },
  { header: '最近使用第一版', kind: 'time', value: ({ spoke }) => spoke.v1 },
  { header: '最近使用第二版', kind: 'time', value: ({ spoke }) => spoke.v2 },
  {
    header: '无法访问的通知地址',
    kind: 'text',
    value: ({ unreachable }) =>
      unreachable
        .map(({ endpoint, reason }) => `${endpoint}（${UNREACHABLE_REASON_NAMES.zh[reason]}）`)
        .join('；'),
  },
];

export const CHANNEL_ACCOUNT_COLUMNS: readonly Column<AccountListed>[] = [
  { header: '编号', kind: 'text', value: (account) => account.channelAccountId },
  { header: '学校编号', kind: 'text', value: (account) => account.schoolId },
  { header: '专用 appid', kind: 'text', value: (account) => account.appId },
  { header: '渠道', kind: 'text', value: ({ channel }) => CHANNEL_NAMES.zh[channel] },
  { header: '商户号', kind: 'text', value: (account) => account.merchant },
  { header: '渠道应用', kind: 'text', value: (account) => account.application },
  {
    header: '状态',
    kind: 'text',
    value: ({ enabled }) => CHANNEL_ACCOUNT_STATUS_NAMES.zh[enabled ? 'enabled' : 'disabled'],
  },
  { header: '回调地址', kind: 'text', width: 48, value: (account) => account.callbackUrl },
  { header: '创建时间', kind: 'time', value: (account) => account.createdAt },
];

export const INVOICE_ACCOUNT_COLUMNS: readonly Column<InvoiceAccountListed>[] = [
  { header: '编号', kind: 'text', value: (account) => account.invoiceAccountId },
  { header: '学校编号', kind: 'text', value: (account) => account.schoolId },
  { header: '开票方式', kind: 'text', value: ({ provider }) => INVOICE_PROVIDER_NAMES.zh[provider] },
  {
    header: '状态',
    kind: 'text',
    value: ({ enabled }) => INVOICE_ACCOUNT_STATUS_NAMES.zh[enabled ? 'enabled' : 'retired'],
  },
  { header: '回调地址', kind: 'text', width: 48, value: (account) => account.callbackUrl },
  { header: '创建时间', kind: 'time', value: (account) => account.createdAt },
];

export const MESSAGE_RECIPIENT_COLUMNS: readonly Column<Recipient>[] = [
  { header: '名称', kind: 'text', value: (recipient) => recipient.name },
  { header: '学校编号', kind: 'text', value: ({ schoolId }) => schoolId ?? '全部' },
  { header: '方式', kind: 'text', value: ({ method }) => MESSAGE_METHOD_NAMES.zh[method] },
  { header: '地址', kind: 'text', value: ({ method, target }) => maskedTarget(method, target) },
  {
    header: '事项',
    kind: 'text',
    value: ({ kinds }) => kinds.map((kind) => MESSAGE_KIND_NAMES.zh[kind]).join('、'),
  },
  { header: '免打扰', kind: 'text', value: ({ quiet }) => quiet && `${quiet.from}–${quiet.until}` },
  { header: '状态', kind: 'text', value: ({ enabled }) => (enabled ? '启用' : '停用') },
  { header: '最近送达', kind: 'time', value: (recipient) => recipient.sentAt },
  { header: '未送达的原因', kind: 'text', value: (recipient) => recipient.failure },
];

export const SCHOOL_COLUMNS: readonly Column<School>[] = [
  { header: '学校编号', kind: 'text', value: (school) => school.schoolId },
  { header: '名称', kind: 'text', value: (school) => school.name },
  { header: '退款须审核的起点（元）', kind: 'fen', value: (school) => school.refundApprovalAbove },
];

export const OPERATOR_COLUMNS: readonly Column<OperatorListed>[] = [
  { header: '账号', kind: 'text', value: (operator) => operator.account },
  { header: '姓名', kind: 'text', value: (operator) => operator.name },
  { header: '角色', kind: 'text', value: ({ role }) => ROLE_NAMES.zh[role] },
  { header: '学校', kind: 'text', value: ({ schools }) => (schools === 'all' ? '全部' : schools.join('、')) },
  { header: '应用', kind: 'text', value: ({ apps }) => apps.join('、') },
  { header: '状态', kind: 'text', value: ({ status }) => OPERATOR_STATUS_NAMES.zh[status] },
  {
    header: SECOND_FACTOR_NAMES.zh.totp,
    kind: 'text',
    value: ({ hasTotp }) => (hasTotp ? '已启用' : '未启用'),
  },
  { header: SECOND_FACTOR_NAMES.zh.passkey, kind: 'count', value: (operator) => operator.passkeys },
  { header: '创建时间', kind: 'time', value: (operator) => operator.createdAt },
  { header: '最近活动', kind: 'time', value: (operator) => operator.lastSeenAt },
];
