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
  /** What the page is for, in one sentence. */
  readonly about: Words<string>;
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
    about: {
      zh: '今天要处理什么，收了多少、退了多少',
      en: 'What needs attention, what came in and what went back',
    },
    permission: 'overview.read',
    menu: 'daily',
    load: () => import('./overview/overview-page.tsx'),
  },
  {
    path: '/problems/:kind',
    title: { zh: '待处理', en: 'Open problems' },
    about: { zh: '同一类待处理的问题，最早的在前', en: 'Open problems of one kind, oldest first' },
    permission: 'overview.read',
    load: () => import('./overview/problems-page.tsx'),
  },
  {
    path: '/orders',
    title: { zh: '订单', en: 'Orders' },
    about: { zh: '按缴费人、单号、金额或时间查订单', en: 'Find orders by payer, number, amount or time' },
    permission: 'orders.read',
    menu: 'daily',
    load: () => import('./orders/orders-page.tsx'),
  },
  {
    path: '/orders/:orderId',
    title: { zh: '订单详情', en: 'Order' },
    about: { zh: '一笔订单从下单到退款、开票的全部经过', en: 'Everything that happened to one order' },
    permission: 'orders.read',
    load: () => import('./orders/order-page.tsx'),
  },
  {
    path: '/refunds',
    title: { zh: '退款', en: 'Refunds' },
    about: { zh: '退回了哪些款项，到账没有', en: 'Refunds sent to payers, and how each ended' },
    permission: 'refunds.read',
    menu: 'daily',
    load: () => import('./refunds/refunds-page.tsx'),
  },
  {
    path: '/refund-applications',
    title: { zh: '退款审核', en: 'Refund applications' },
    about: {
      zh: '超过限额的退款由另一人审核后才会退出',
      en: 'Refunds above the limit are sent once a second person approves them',
    },
    permission: 'refunds.read',
    menu: 'daily',
    load: () => import('./refunds/applications-page.tsx'),
  },
  {
    path: '/refund-applications/:refundApplicationId',
    title: { zh: '退款申请', en: 'Refund application' },
    about: { zh: '由另一人决定的一笔退款', en: 'A refund that needs a second person’s decision' },
    permission: 'refunds.read',
    load: () => import('./refunds/application-page.tsx'),
  },
  {
    path: '/notifications',
    title: { zh: '通知', en: 'Notifications' },
    about: { zh: '付款结果有没有送达业务系统', en: 'Delivery of payment notifications to partner systems' },
    permission: 'orders.read',
    menu: 'daily',
    load: () => import('./notifications/notifications-page.tsx'),
  },
  {
    path: '/invoices',
    title: { zh: '票据', en: 'Invoices' },
    about: { zh: '票据的开具、红冲和送达', en: 'Invoices issued, reversed and delivered' },
    permission: 'orders.read',
    menu: 'daily',
    load: () => import('./invoices/invoices-page.tsx'),
  },
  {
    path: '/directory',
    title: { zh: '人员', en: 'People' },
    about: { zh: '按学工号或姓名查人', en: 'Look up a person by number or name' },
    permission: 'people.read',
    menu: 'daily',
    load: () => import('./directory/directory-page.tsx'),
  },
  {
    path: '/directory/roster',
    title: { zh: '人员名册', en: 'Roster' },
    about: { zh: '导入名册，更新在校人员', en: 'Import the school’s roster' },
    permission: 'people.manage',
    load: () => import('./directory/roster-page.tsx'),
  },
  {
    path: '/people/:schoolId/:openId',
    title: { zh: '人员往来', en: 'Person' },
    about: { zh: '一个人欠了什么、付了什么、退了什么', en: 'What one person owes, has paid and got back' },
    permission: 'people.read',
    load: () => import('./people/person-page.tsx'),
  },
  {
    path: '/reconciliation',
    title: { zh: '对账', en: 'Reconciliation' },
    about: { zh: '每天的账目与渠道账单逐笔核对', en: 'Each day’s books against the channels’ bills' },
    permission: 'reconciliation.read',
    menu: 'finance',
    load: () => import('./reconciliation/days-page.tsx'),
  },
  {
    path: '/reconciliation/:channelAccountId/:date',
    title: { zh: '对账明细', en: 'Reconciliation of a day' },
    about: {
      zh: '一个商户一天的核对结果与差异',
      en: 'One day of a merchant account: what matches and what differs',
    },
    permission: 'reconciliation.read',
    load: () => import('./reconciliation/day-page.tsx'),
  },
  {
    path: '/settlement',
    title: { zh: '结算单', en: 'Settlement' },
    about: { zh: '每个应用每月应结的金额', en: 'What each app is owed for a month' },
    permission: 'settlement.read',
    menu: 'finance',
    load: () => import('./settlement/sheets-page.tsx'),
  },
  {
    path: '/settlement/:appId/:month',
    title: { zh: '结算单明细', en: 'Settlement sheet' },
    about: { zh: '逐日的收款、退款与应结金额', en: 'Payments, refunds and net amount, day by day' },
    permission: 'settlement.read',
    load: () => import('./settlement/sheet-page.tsx'),
  },
  {
    path: '/workbench/requests',
    title: { zh: '接口请求', en: 'Requests' },
    about: {
      zh: '最近七天调用接口的请求，以及哪一步出错',
      en: 'API calls of the last seven days, and why each one failed',
    },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/requests-page.tsx'),
  },
  {
    path: '/workbench/check',
    title: { zh: '支付状态自查', en: 'Paid but shown as unpaid' },
    about: { zh: '付了款却显示未支付，查到哪一步断了', en: 'Find the step at which a paid order got stuck' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/check-page.tsx'),
  },
  {
    path: '/workbench/orders',
    title: { zh: '应用的订单', en: 'Orders of apps' },
    about: { zh: '这些应用自己的订单', en: 'Orders placed by these apps' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/orders-page.tsx'),
  },
  {
    path: '/workbench/notifications',
    title: { zh: '应用的通知', en: 'Notifications of apps' },
    about: { zh: '发往业务系统的通知及其答复', en: 'Notifications sent, and how your server answered' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/notifications-page.tsx'),
  },
  {
    path: '/workbench/health',
    title: { zh: '回调健康', en: 'Callback health' },
    about: { zh: '回调地址最近答复得怎样', en: 'How reliably the callback address has answered' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/health-page.tsx'),
  },
  {
    path: '/workbench/keys',
    title: { zh: '密钥', en: 'Keys' },
    about: { zh: '接口密钥及其更换', en: 'API keys, and how to rotate them' },
    permission: 'workbench.read',
    menu: 'workbench',
    load: () => import('./workbench/keys-page.tsx'),
  },
  {
    path: '/apps',
    title: { zh: '应用', en: 'Apps' },
    about: { zh: '接入的业务系统、密钥与接入规则', en: 'Partner systems, their keys and rules' },
    permission: 'apps.read',
    menu: 'setup',
    load: () => import('./apps/apps-page.tsx'),
  },
  {
    path: '/apps/:appId',
    title: { zh: '应用详情', en: 'App' },
    about: { zh: '一个应用的调用、通知、密钥和收款', en: 'Calls, notifications, keys and money of one app' },
    permission: 'apps.read',
    load: () => import('./apps/app-page.tsx'),
  },
  {
    path: '/channel-accounts',
    title: { zh: '商户账户', en: 'Merchant accounts' },
    about: {
      zh: '收款用的各渠道商户',
      en: 'The accounts at the payment channels that receive the money',
    },
    permission: 'channels.read',
    menu: 'setup',
    load: () => import('./channel-accounts/accounts-page.tsx'),
  },
  {
    path: '/channel-accounts/:channelAccountId',
    title: { zh: '商户账户', en: 'Merchant account' },
    about: { zh: '商户号、证书与测试', en: 'Identity, keys, products and a connection test' },
    permission: 'channels.read',
    load: () => import('./channel-accounts/account-page.tsx'),
  },
  {
    path: '/invoice-accounts',
    title: { zh: '开票账户', en: 'Invoice accounts' },
    about: { zh: '由谁开票，用哪张章', en: 'Who issues invoices and receipts, and with which seal' },
    permission: 'schools.manage',
    menu: 'setup',
    load: () => import('./invoices/accounts-page.tsx'),
  },
  {
    path: '/schools',
    title: { zh: '学校', en: 'Schools' },
    about: { zh: '学校、退款限额与审批', en: 'Schools, refund limits and approvals' },
    permission: 'schools.manage',
    menu: 'setup',
    load: () => import('./schools/schools-page.tsx'),
  },
  {
    path: '/messages',
    title: { zh: '消息提醒', en: 'Messages' },
    about: { zh: '有事待办时发给谁，发到哪里', en: 'Who is alerted when something needs attention, and how' },
    permission: 'schools.manage',
    menu: 'setup',
    load: () => import('./messages/messages-page.tsx'),
  },
  {
    path: '/signature',
    title: { zh: '签名调试', en: 'Signature debugger' },
    about: {
      zh: '粘贴一段请求，看签名错在哪里',
      en: 'Paste a request to see why its signature fails',
    },
    permission: 'signatures.debug',
    menu: 'setup',
    load: () => import('./signature/signature-page.tsx'),
  },
  {
    path: '/changes',
    title: { zh: '变更审批', en: 'Change approvals' },
    about: {
      zh: '密钥、商户、人员等变更由另一人审批后生效',
      en: 'Sensitive changes take effect once a second person approves them',
    },
    permission: 'changes.read',
    menu: 'access',
    load: () => import('./changes/changes-page.tsx'),
  },
  {
    path: '/changes/:changeRequestId',
    title: { zh: '变更申请', en: 'Change request' },
    about: { zh: '改了什么、谁提出、谁审批', en: 'What changes, who requested it and who decided' },
    permission: 'changes.read',
    load: () => import('./changes/change-page.tsx'),
  },
  {
    path: '/operators',
    title: { zh: '操作员', en: 'Operators' },
    about: { zh: '谁能登录，能做什么', en: 'Who may sign in, and what they may do' },
    permission: 'operators.read',
    menu: 'access',
    load: () => import('./operators/operators-page.tsx'),
  },
  {
    path: '/personal-data',
    title: { zh: '个人信息查询与删除', en: 'Personal data' },
    about: {
      zh: '受理本人查询、导出或删除个人信息的要求',
      en: 'Answer requests to see, export or delete a person’s data',
    },
    permission: 'personal_data.read',
    menu: 'access',
    load: () => import('./personal-data/personal-data-page.tsx'),
  },
  {
    path: '/personal-data/:requestId',
    title: { zh: '个人信息受理记录', en: 'Personal data request' },
    about: { zh: '一次受理的经过与结果', en: 'How one request was answered' },
    permission: 'personal_data.read',
    load: () => import('./personal-data/request-page.tsx'),
  },
  {
    path: '/audit',
    title: { zh: '审计日志', en: 'Audit log' },
    about: {
      zh: '谁在什么时候做了什么，不可改动',
      en: 'Who did what and when; changes to the log are detected',
    },
    permission: 'audit.read',
    menu: 'access',
    load: () => import('./audit/audit-page.tsx'),
  },
  {
    path: '/retention',
    title: { zh: '个人信息保存期限', en: 'Data retention' },
    about: { zh: '每类个人信息保存多久，到期自动删除', en: 'How long each kind of personal data is kept' },
    permission: 'audit.read',
    menu: 'access',
    load: () => import('./retention/retention-page.tsx'),
  },
  {
    path: '/account',
    title: { zh: '账号安全', en: 'Account security' },
    about: { zh: '密码、第二重验证与登录的设备', en: 'Password, second factor and signed-in devices' },
    permission: 'signed_in',
    menu: 'access',
    load: () => import('./account/account-page.tsx'),
  },
];
