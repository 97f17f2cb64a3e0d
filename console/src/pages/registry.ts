import type { Permission } from '@zhixiao/contract/codes/access';
import type { ComponentType } from 'react';
import type { Words } from '../language/language.tsx';

/** What a page's file exports. */
interface PageModule {
  /** Given what the path has names for. */
  readonly Page: ComponentType<Readonly<Record<string, string>>>;
}

/** A page of the console. */
export interface PageEntry {
  /** Under `/console`; parts that begin with a colon are given to the page. */
  readonly path: string;
  readonly title: Words<string>;
  readonly permission: Permission | 'signed_in';
  /** Where the menu has it; undefined: pages that others lead to. */
  readonly menu?: MenuGroup;
  /** Its own file, fetched when it is first shown. */
  readonly load: () => Promise<PageModule>;
}

export type MenuGroup = keyof typeof MENU_GROUPS;

/** The parts of the menu, in order. */
export const MENU_GROUPS = {
  daily: { zh: '日常', en: 'Daily' },
  finance: { zh: '财务', en: 'Finance' },
  workbench: { zh: '合作方工作台', en: 'Partner workbench' },
  setup: { zh: '配置', en: 'Setup' },
  access: { zh: '权限与审计', en: 'Access' },
} as const satisfies Readonly<Record<string, Words<string>>>;

/** Every page, in the menu's order; the first that an operator may see is the one it begins with. */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/overview',
    title: { zh: '总览', en: 'Overview' },
    permission: 'overview.read',
    menu: 'daily',
    load: () => import('./overview/overview-page.tsx'),
  },
  {
    path: '/problems/:kind',
    title: { zh: '待处理', en: 'Open problems' },
    permission: 'overview.read',
    load: () => import('./overview/problems-page.tsx'),
  },
  {
    path: '/orders',
    title: { zh: '订单', en: 'Orders' },
    permission: 'orders.read',
    menu: 'daily',
    load: () => import('./orders/orders-page.tsx'),
  },
  {
    path: '/orders/:orderId',
    title: { zh: '订单详情', en: 'Order' },
    permission: 'orders.read',
    load: () => import('./orders/order-page.tsx'),
  },
  {
    path: '/refunds',
    title: { zh: '退款', en: 'Refunds' },
    permission: 'refunds.read',
    menu: 'daily',
    load: () => import('./refunds/refunds-page.tsx'),
  },
  {
    path: '/refund-applications',
    title: { zh: '退款审核', en: 'Refund applications' },
    permission: 'refunds.read',
    menu: 'daily',
    load: () => import('./refunds/applications-page.tsx'),
  },
  {
    path: '/refund-applications/:refundApplicationId',
    title: { zh: '退款申请', en: 'Refund application' },
    permission: 'refunds.read',
    load: () => import('./refunds/application-page.tsx'),
  },
  {
    path: '/notifications',
    title: { zh: '通知', en: 'Notifications' },
    permission: 'orders.read',
    menu: 'daily',
    load: () => import('./notifications/notifications-page.tsx'),
  },
  {
    path: '/invoices',
    title: { zh: '票据', en: 'Invoices' },
    permission: 'orders.read',
    menu: 'daily',
    load: () => import('./invoices/invoices-page.tsx'),
  },
  {
    path: '/directory',
    title: { zh: '人员', en: 'People' },
    permission: 'people.read',
    menu: 'daily',
    load: () => import('./directory/directory-page.tsx'),
  },
  {
    path: '/directory/roster',
    title: { zh: '人员名册', en: 'Roster' },
    permission: 'people.manage',
    load: () => import('./directory/roster-page.tsx'),
  },
  {
    path: '/reconciliation',
    title: { zh: '对账', en: 'Reconciliation' },
    permission: 'reconciliation.read',
    menu: 'finance',
    load: () => import('./reconciliation/days-page.tsx'),
  },
  {
    path: '/reconciliation/:channelAccountId/:date',
    title: { zh: '对账明细', en: 'Reconciliation of a day' },
    permission: 'reconciliation.read',
    load: () => import('./reconciliation/day-page.tsx'),
  },
  {
    path: '/settlement',
    title: { zh: '结算单', en: 'Settlement' },
    permission: 'settlement.read',
    menu: 'finance',
    load: () => import('./settlement/sheets-page.tsx'),
  },
  {
    path: '/settlement/:appId/:month',
    title: { zh: '结算单明细', en: 'Settlement sheet' },
    permission: 'settlement.read',
    load: () => import('./settlement/sheet-page.tsx'),
  },
  {
    path: '/workbench/requests',
    title: { zh: '接口请求', en: 'Requests' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/requests-page.tsx'),
  },
  {
    path: '/workbench/check',
    title: { zh: '支付状态自查', en: 'Paid but shows unpaid' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/check-page.tsx'),
  },
  {
    path: '/workbench/orders',
    title: { zh: '应用的订单', en: 'Orders of apps' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/orders-page.tsx'),
  },
  {
    path: '/workbench/notifications',
    title: { zh: '应用的通知', en: 'Notifications of apps' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/notifications-page.tsx'),
  },
  {
    path: '/workbench/health',
    title: { zh: '回调健康', en: 'Callback health' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/health-page.tsx'),
  },
  {
    path: '/workbench/keys',
    title: { zh: '密钥', en: 'Keys' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/keys-page.tsx'),
  },
  {
    path: '/apps',
    title: { zh: '应用', en: 'Apps' },
    permission: 'apps.read',
    menu: 'setup',
    load: () => import('./apps/apps-page.tsx'),
  },
  {
    path: '/channel-accounts',
    title: { zh: '商户账户', en: 'Merchant accounts' },
    permission: 'channels.read',
    menu: 'setup',
    load: () => import('./channel-accounts/accounts-page.tsx'),
  },
  {
    path: '/channel-accounts/:channelAccountId',
    title: { zh: '商户账户', en: 'Merchant account' },
    permission: 'channels.read',
    load: () => import('./channel-accounts/account-page.tsx'),
  },
  {
    path: '/invoice-accounts',
    title: { zh: '开票账户', en: 'Invoice accounts' },
    permission: 'schools.manage',
    menu: 'setup',
    load: () => import('./invoices/accounts-page.tsx'),
  },
  {
    path: '/schools',
    title: { zh: '学校', en: 'Schools' },
    permission: 'schools.manage',
    menu: 'setup',
    load: () => import('./schools/schools-page.tsx'),
  },
  {
    path: '/messages',
    title: { zh: '消息提醒', en: 'Messages' },
    permission: 'schools.manage',
    menu: 'setup',
    load: () => import('./messages/messages-page.tsx'),
  },
  {
    path: '/signature',
    title: { zh: '签名调试', en: 'Signature debugger' },
    permission: 'signatures.debug',
    menu: 'setup',
    load: () => import('./signature/signature-page.tsx'),
  },
  {
    path: '/changes',
    title: { zh: '变更审批', en: 'Change approvals' },
    permission: 'changes.read',
    menu: 'access',
    load: () => import('./changes/changes-page.tsx'),
  },
  {
    path: '/changes/:changeRequestId',
    title: { zh: '变更申请', en: 'Change request' },
    permission: 'changes.read',
    load: () => import('./changes/change-page.tsx'),
  },
  {
    path: '/operators',
    title: { zh: '操作员', en: 'Operators' },
    permission: 'operators.read',
    menu: 'access',
    load: () => import('./operators/operators-page.tsx'),
  },
  {
    path: '/personal-data',
    title: { zh: '个人信息查询与删除', en: 'Personal data' },
    permission: 'personal_data.read',
    menu: 'access',
    load: () => import('./personal-data/personal-data-page.tsx'),
  },
  {
    path: '/personal-data/:requestId',
    title: { zh: '个人信息受理记录', en: 'Personal data request' },
    permission: 'personal_data.read',
    load: () => import('./personal-data/request-page.tsx'),
  },
  {
    path: '/audit',
    title: { zh: '审计日志', en: 'Audit log' },
    permission: 'audit.read',
    menu: 'access',
    load: () => import('./audit/audit-page.tsx'),
  },
  {
    path: '/retention',
    title: { zh: '个人信息保存期限', en: 'Data retention' },
    permission: 'audit.read',
    menu: 'access',
    load: () => import('./retention/retention-page.tsx'),
  },
  {
    path: '/account',
    title: { zh: '账号安全', en: 'Account security' },
    permission: 'signed_in',
    menu: 'access',
    load: () => import('./account/account-page.tsx'),
  },
];
