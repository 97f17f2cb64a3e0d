import type { AppListed } from '../apps/app-admin-store.ts';
import type { AccountListed } from '../channels/configure-channel-account.ts';
import type { InvoiceAccountListed } from '../invoices/configure-invoice-account.ts';
import type { InvoiceProviderName } from '../invoices/provider.ts';
import type { Column } from '../lib/export/column.ts';
import type { OperatorStatus } from '../operators/operator.ts';
import type { OperatorListed } from '../operators/operator-store.ts';
import type { Role } from '../operators/roles.ts';
import type { School } from '../schools/school-store.ts';
import { CHANNEL_NAMES } from './columns.ts';

const PROVIDERS: Readonly<Record<InvoiceProviderName, string>> = { receipt: '内置电子收据', nuonuo: '诺诺' };
const ROLE_NAMES: Readonly<Record<Role, string>> = {
  administrator: '管理员',
  finance: '财务',
  refund_approver: '退款审核',
  support: '客服（只读）',
  auditor: '审计（只读）',
};
const OPERATOR_STATUSES: Readonly<Record<OperatorStatus, string>> = {
  invited: '待设置密码',
  active: '正常',
  frozen: '已冻结',
};

/** Without secrets, as everywhere. */
export const APP_COLUMNS: readonly Column<AppListed>[] = [
  { header: 'appid', kind: 'text', value: (app) => app.appId },
  { header: '名称', kind: 'text', value: (app) => app.name },
  { header: '学校', kind: 'text', value: (app) => app.schoolName },
  { header: '加密算法', kind: 'text', value: (app) => app.cipher },
  { header: 'sp_data', kind: 'text', value: (app) => (app.spDataAsText ? 'JSON 字符串' : 'JSON 对象') },
  { header: '状态', kind: 'text', value: ({ frozen }) => (frozen ? '已冻结' : '正常') },
  { header: '创建时间', kind: 'time', value: (app) => app.createdAt },
  { header: '新密钥发放时间', kind: 'time', value: ({ keyChange }) => keyChange?.issuedAt },
  { header: '新密钥首次使用', kind: 'time', value: ({ keyChange }) => keyChange?.usedAt },
];

export const CHANNEL_ACCOUNT_COLUMNS: readonly Column<AccountListed>[] = [
  { header: '编号', kind: 'text', value: (account) => account.channelAccountId },
  { header: '学校编号', kind: 'text', value: (account) => account.schoolId },
  { header: '专用 appid', kind: 'text', value: (account) => account.appId },
  { header: '渠道', kind: 'text', value: ({ channel }) => CHANNEL_NAMES[channel] },
  { header: '商户号', kind: 'text', value: (account) => account.merchant },
  { header: '状态', kind: 'text', value: ({ enabled }) => (enabled ? '启用' : '停用') },
  { header: '回调地址', kind: 'text', value: (account) => account.callbackUrl },
  { header: '创建时间', kind: 'time', value: (account) => account.createdAt },
];

export const INVOICE_ACCOUNT_COLUMNS: readonly Column<InvoiceAccountListed>[] = [
  { header: '编号', kind: 'text', value: (account) => account.invoiceAccountId },
  { header: '学校编号', kind: 'text', value: (account) => account.schoolId },
  { header: '开票方式', kind: 'text', value: ({ provider }) => PROVIDERS[provider] },
  { header: '状态', kind: 'text', value: ({ enabled }) => (enabled ? '使用中' : '已停用') },
  { header: '回调地址', kind: 'text', value: (account) => account.callbackUrl },
  { header: '创建时间', kind: 'time', value: (account) => account.createdAt },
];

export const SCHOOL_COLUMNS: readonly Column<School>[] = [
  { header: '学校编号', kind: 'text', value: (school) => school.schoolId },
  { header: '名称', kind: 'text', value: (school) => school.name },
  { header: '退款须审核的起点（元）', kind: 'fen', value: (school) => school.refundApprovalAbove },
];

export const OPERATOR_COLUMNS: readonly Column<OperatorListed>[] = [
  { header: '账号', kind: 'text', value: (operator) => operator.account },
  { header: '姓名', kind: 'text', value: (operator) => operator.name },
  { header: '角色', kind: 'text', value: ({ role }) => ROLE_NAMES[role] },
  { header: '学校', kind: 'text', value: ({ schools }) => (schools === 'all' ? '全部' : schools.join('、')) },
  { header: '状态', kind: 'text', value: ({ status }) => OPERATOR_STATUSES[status] },
  { header: '一次性验证码', kind: 'text', value: ({ hasTotp }) => (hasTotp ? '已启用' : '未启用') },
  { header: '通行密钥', kind: 'count', value: (operator) => operator.passkeys },
  { header: '创建时间', kind: 'time', value: (operator) => operator.createdAt },
  { header: '最近活动', kind: 'time', value: (operator) => operator.lastSeenAt },
];
