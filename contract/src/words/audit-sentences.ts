import { currentName } from './former-names.ts';

/** What was done, in both languages; English begins with the verb, as after "to". */
interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/**
 * Every action of the audit log as a sentence without its subject, who is the operator: `{subject}` is what it was done to,
 * other names are details of the entry.
 */
const SENTENCES = {
  'session.sign_in': { zh: '登录', en: 'sign in' },
  'session.second_factor': { zh: '通过第二重验证', en: 'pass the second factor' },
  'session.passkey': { zh: '用通行密钥登录', en: 'sign in with a passkey' },
  'session.passkey_request': { zh: '请求用通行密钥登录', en: 'begin to sign in with a passkey' },
  'session.sign_out': { zh: '退出登录', en: 'sign out' },
  'session.prove': { zh: '再次验证身份', en: 'confirm the password or second factor again' },
  'link.use': { zh: '用一次性链接设置账号 {subject}', en: 'use the one-time link of account {subject}' },
  'account.passkey_request': { zh: '开始添加通行密钥', en: 'begin to add a passkey' },
  'account.add_passkey': { zh: '为自己添加通行密钥', en: 'add a passkey of their own' },
  'account.remove_passkey': { zh: '删除自己的通行密钥', en: 'remove a passkey of their own' },
  'account.change_password': { zh: '修改自己的密码', en: 'change their password' },
  'account.begin_totp': { zh: '开始设置动态口令', en: 'begin to set up one-time codes' },
  'account.enable_totp': { zh: '启用动态口令', en: 'turn on one-time codes' },
  'account.remove_totp': { zh: '停用自己的动态口令', en: 'turn off their one-time codes' },
  'account.renew_recovery_codes': { zh: '更换自己的恢复码', en: 'replace their recovery codes' },
  'account.end_sessions': { zh: '退出自己的其他登录', en: 'end their other sessions' },
  'order.find': { zh: '在订单中查找人员 {person}', en: 'search the orders for person {person}' },
  'order.read': { zh: '查看订单 {subject}', en: 'open order {subject}' },
  'order.ask': { zh: '向渠道查询订单 {subject}', en: 'query the channel about order {subject}' },
  'order.cancel': { zh: '取消订单 {subject}', en: 'cancel order {subject}' },
  'order.resend': { zh: '补发订单 {subject} 的通知', en: 'resend the notification of order {subject}' },
  'number.find': { zh: '按单号查找 {text}', en: 'search for number {text}' },
  'orders.export': { zh: '导出订单列表', en: 'export the orders' },
  'notifications.resend': {
    zh: '批量补发应用 {subject} 的通知',
    en: 'resend notifications of app {subject}',
  },
  'notifications.export': { zh: '导出通知列表', en: 'export the notifications' },
  'endpoints.export': { zh: '导出无应答地址列表', en: 'export the unresponsive endpoints' },
  'refund.request': {
    zh: '为订单 {subject} 申请退款 {refundAmount}',
    en: 'request a refund of {refundAmount} for order {subject}',
  },
  'refund.approve': { zh: '通过退款申请 {subject}', en: 'approve refund application {subject}' },
  'refund.reject': { zh: '驳回退款申请 {subject}', en: 'reject refund application {subject}' },
  'refund.dismiss': { zh: '办结失败的退款 {subject}', en: 'dismiss failed refund {subject}' },
  'refunds.export': { zh: '导出退款列表', en: 'export the refunds' },
  'refund_applications.export': { zh: '导出退款申请列表', en: 'export the refund applications' },
  'invoice.open': { zh: '查看订单 {subject} 的票据', en: 'open the invoice of order {subject}' },
  'invoice.deliver': { zh: '再次发送订单 {subject} 的票据', en: 'send the invoice of order {subject} again' },
  'invoice.request': { zh: '为订单 {subject} 申请票据', en: 'request an invoice for order {subject}' },
  'invoice.retry': { zh: '重试订单 {subject} 的开票', en: 'retry the invoice of order {subject}' },
  'invoice.reverse': { zh: '红冲订单 {subject} 的票据', en: 'reverse the invoice of order {subject}' },
  'invoices.export': { zh: '导出票据列表', en: 'export the invoices' },
  'invoice_account.create': { zh: '新建开票账户 {subject}', en: 'create invoice account {subject}' },
  'invoice_account.change': { zh: '修改开票账户 {subject}', en: 'change invoice account {subject}' },
  'invoice_account.disable': { zh: '停用开票账户 {subject}', en: 'disable invoice account {subject}' },
  'invoice_accounts.export': { zh: '导出开票账户列表', en: 'export the invoice accounts' },
  'person.find': { zh: '在人员中查找，找到 {found} 人', en: 'look up people, {found} found' },
  'person.read': { zh: '查看人员 {subject} 的往来', en: 'open the page of person {subject}' },
  'person.reveal': {
    zh: '显示人员 {subject} 的完整信息',
    en: 'reveal the name, number and accounts of person {subject}',
  },
  'person.bind': { zh: '为人员 {subject} 绑定渠道账号', en: 'bind a channel account to person {subject}' },
  'person.unbind': {
    zh: '解绑人员 {subject} 的渠道账号',
    en: 'unbind a channel account of person {subject}',
  },
  'person.freeze': { zh: '冻结人员 {subject}', en: 'freeze person {subject}' },
  'person.unfreeze': { zh: '解冻人员 {subject}', en: 'unfreeze person {subject}' },
  'person.preview': { zh: '查看 {text} 被持有的个人信息', en: 'preview the personal data held about {text}' },
  'person.export': { zh: '为 {text} 导出个人信息', en: 'export the personal data of {text}' },
  'person.download': { zh: '下载个人信息文件 {subject}', en: 'download personal data file {subject}' },
  'person.erase': { zh: '申请删除 {text} 的个人信息', en: 'request to erase the personal data of {text}' },
  'personal_data.export': { zh: '导出个人信息请求列表', en: 'export the personal data requests' },
  'roster.import': { zh: '导入人员名册', en: 'import the roster' },
  'roster.export': { zh: '导出整个人员名册', en: 'export the whole roster' },
  'reconciliation.fetch': { zh: '取 {date} 的账单（{subject}）', en: 'fetch the bill of {date} ({subject})' },
  'reconciliation.reconcile': { zh: '对 {date} 的账（{subject}）', en: 'reconcile {date} ({subject})' },
  'reconciliation.lock': { zh: '锁定 {date} 的账（{subject}）', en: 'lock {date} ({subject})' },
  'reconciliation.export': { zh: '导出对账差异列表', en: 'export the differences' },
  'reconciliation.export_days': { zh: '导出账单日列表', en: 'export the reconciled days' },
  'repair.read': { zh: '查看差异 {subject}', en: 'open difference {subject}' },
  'repair.propose': { zh: '为差异 {subject} 提交处理', en: 'submit a repair of difference {subject}' },
  'repair.withdraw': { zh: '撤回差异 {subject} 的处理', en: 'withdraw the repair of difference {subject}' },
  'repair.approve': { zh: '通过差异 {subject} 的处理', en: 'approve the repair of difference {subject}' },
  'repair.reject': { zh: '驳回差异 {subject} 的处理', en: 'reject the repair of difference {subject}' },
  'settlement.lock': {
    zh: '锁定应用 {subject} {month} 的结算单',
    en: 'lock the settlement of {subject} for {month}',
  },
  'settlement.propose': {
    zh: '提交应用 {subject} {month} 的结算单复核',
    en: 'submit the settlement of {subject} for {month}',
  },
  'settlement.withdraw': {
    zh: '撤回应用 {subject} {month} 的结算单复核',
    en: 'withdraw the settlement of {subject} for {month}',
  },
  'settlement.confirm': {
    zh: '复核并锁定应用 {subject} {month} 的结算单',
    en: 'confirm the settlement of {subject} for {month}',
  },
  'view.save': { zh: '保存列表视图 {name}', en: 'save the view {name} of a list' },
  'view.remove': { zh: '删除保存的列表视图', en: 'remove a saved view' },
  'settlement.export': { zh: '导出 {month} 的结算单', en: 'export the settlement of {month}' },
  'overview.export': { zh: '导出收款日报', en: 'export the daily figures' },
  'problems.export': { zh: '导出待处理列表', en: 'export the open problems' },
  'app.create': { zh: '新建应用 {subject}', en: 'create app {subject}' },
  'app.change': { zh: '修改应用 {subject}', en: 'change app {subject}' },
  'app.freeze': { zh: '冻结应用 {subject}', en: 'freeze app {subject}' },
  'app.unfreeze': { zh: '解冻应用 {subject}', en: 'unfreeze app {subject}' },
  'app.issue_keys': { zh: '为应用 {subject} 签发新密钥', en: 'issue new keys to app {subject}' },
  'app.retire_old_keys': { zh: '停用应用 {subject} 的旧密钥', en: 'retire the old keys of app {subject}' },
  'app.withdraw_new_keys': { zh: '放弃应用 {subject} 的新密钥', en: 'discard the new keys of app {subject}' },
  'apps.export': { zh: '导出应用列表', en: 'export the apps' },
  'own_orders.export': { zh: '导出合作方订单列表', en: 'export a partner’s orders' },
  'own_notifications.export': { zh: '导出合作方通知列表', en: 'export a partner’s notifications' },
  'own_requests.export': { zh: '导出合作方请求列表', en: 'export a partner’s requests' },
  'signature.debug': { zh: '调试签名', en: 'debug a signature' },
  'channel_account.create': { zh: '新建商户账户 {subject}', en: 'create merchant account {subject}' },
  'channel_account.change': { zh: '修改商户账户 {subject}', en: 'change merchant account {subject}' },
  'channel_account.test': { zh: '测试商户账户 {subject}', en: 'test merchant account {subject}' },
  'channel_accounts.export': { zh: '导出商户账户列表', en: 'export the merchant accounts' },
  'school.create': { zh: '新建学校 {subject}', en: 'create school {subject}' },
  'school.change': { zh: '修改学校 {subject}', en: 'change school {subject}' },
  'school.card_link': { zh: '设置学校 {subject} 的校园卡跳转', en: 'set the card link of school {subject}' },
  'school.brand': {
    zh: '设置学校 {subject} 的标识与颜色',
    en: 'set the logo and colour of school {subject}',
  },
  'schools.export': { zh: '导出学校列表', en: 'export the schools' },
  'operator.invite': { zh: '邀请操作员 {subject}', en: 'invite operator {subject}' },
  'operator.change': { zh: '修改操作员 {subject}', en: 'change operator {subject}' },
  'operator.freeze': { zh: '冻结操作员 {subject}', en: 'freeze operator {subject}' },
  'operator.unfreeze': { zh: '解冻操作员 {subject}', en: 'unfreeze operator {subject}' },
  'operator.reset': { zh: '重置操作员 {subject} 的登录', en: 'reset the sign-in of operator {subject}' },
  'operators.export': { zh: '导出操作员列表', en: 'export the operators' },
  'change.find': { zh: '查找变更申请 {text}', en: 'search the change requests for {text}' },
  'change.submit': { zh: '提交变更申请 {subject}', en: 'submit change request {subject}' },
  'change.approve': { zh: '通过变更申请 {subject}', en: 'approve change request {subject}' },
  'change.refuse': { zh: '驳回变更申请 {subject}', en: 'reject change request {subject}' },
  'change.withdraw': { zh: '撤回变更申请 {subject}', en: 'withdraw change request {subject}' },
  'changes.export': { zh: '导出变更申请列表', en: 'export the change requests' },
  'installation.four_eyes': { zh: '设置双人复核', en: 'set four eyes' },
  'installation.begin_split': { zh: '开始拆分数据库', en: 'begin to split the database' },
  'installation.split': { zh: '拆分数据库', en: 'split the database' },
  'installation.cancel_split': { zh: '取消拆分数据库', en: 'cancel the split of the database' },
  'installation.clean_split': { zh: '清理已搬走学校的数据', en: 'delete the rows of schools that moved' },
  'message_recipient.create': { zh: '新建消息接收方 {subject}', en: 'create message recipient {subject}' },
  'message_recipient.change': { zh: '修改消息接收方 {subject}', en: 'change message recipient {subject}' },
  'message_recipient.remove': { zh: '删除消息接收方 {subject}', en: 'remove message recipient {subject}' },
  'message_recipient.test': { zh: '测试消息接收方 {subject}', en: 'test message recipient {subject}' },
  'message_recipients.export': { zh: '导出消息接收方列表', en: 'export the message recipients' },
  'months.archive': { zh: '归档数据分区 {subject}', en: 'archive partition {subject}' },
  'months.bring_back': {
    zh: '取回已归档的数据分区 {subject}',
    en: 'bring archived partition {subject} back',
  },
  'retention.erase': { zh: '按保存期限删除个人信息', en: 'erase personal data past its period' },
  'retention.export': { zh: '导出个人信息保存期限', en: 'export the retention periods' },
  'audit.find_person': { zh: '查询谁查过 {text}', en: 'search who looked up {text}' },
  'audit.export_look_ups': { zh: '导出谁查过 {text}', en: 'export who looked up {text}' },
  'audit.export': { zh: '导出审计日志', en: 'export the audit log' },
  'audit.verify': { zh: '校验审计日志的完整性', en: 'verify the audit log' },
  'audit.keyed': { zh: '开始用密钥封存审计日志', en: 'begin to seal the audit log with a key' },
} as const satisfies Readonly<Record<string, Sentence>>;

/** The actions of entries. */
export const AUDIT_ACTIONS: readonly string[] = Object.keys(SENTENCES);

/** Whether it is an action, and not the beginning of some. */
export function isAuditAction(action: string): boolean {
  return Object.hasOwn(SENTENCES, action);
}

/** Past of the verbs that English sentences begin with; what is not here is regular. */
const PAST: Readonly<Record<string, string>> = {
  begin: 'began',
  bind: 'bound',
  cancel: 'cancelled',
  debug: 'debugged',
  do: 'did',
  freeze: 'froze',
  reset: 'reset',
  send: 'sent',
  set: 'set',
  submit: 'submitted',
  unbind: 'unbound',
  unfreeze: 'unfroze',
  withdraw: 'withdrew',
};

/** A part of a sentence: words of ours, the thing it was done to, or a value. */
export interface SentencePart {
  readonly kind: 'words' | 'subject' | 'value';
  readonly text: string;
}

interface AuditedAction {
  readonly action: string;
  readonly subject?: string | undefined;
  readonly outcome: 'done' | 'refused';
  readonly details: Readonly<Record<string, unknown>>;
}

/** What an entry says after the operator's name; an action without a sentence is said as it is. */
export function auditSentence(
  language: 'zh' | 'en',
  { action, subject, outcome, details }: AuditedAction,
): SentencePart[] {
  const name = currentName(action);
  const known: Readonly<Record<string, Sentence>> = SENTENCES;
  const isTrial = name === 'roster.import' && details.isPreview === true;
  const said = isTrial ? TRIAL : (known[name] ?? { zh: `执行 ${action}`, en: `do ${action}` });
  const isRefused = outcome === 'refused';
  const valueIn = (placeholder: string): string | undefined =>
    placeholder === 'subject' ? subject : textOf(details[placeholder]);
  const parts = said[language].split(/\{(\w+)\}/).flatMap((text, index): SentencePart[] => {
    if (index % 2 === 0) return text === '' ? [] : [{ kind: 'words', text }];
    return [{ kind: text === 'subject' ? 'subject' : 'value', text: valueIn(text) ?? '—' }];
  });
  if (language === 'zh')
    return isRefused
      ? [{ kind: 'words', text: '想要' }, ...parts, { kind: 'words', text: '，被拒绝' }]
      : parts;
  const [first, ...rest] = parts;
  if (!first) return parts;
  if (isRefused)
    return [
      { kind: 'words', text: `tried to ${first.text}` },
      ...rest,
      { kind: 'words', text: ' and was refused' },
    ];
  return [{ kind: 'words', text: inPast(first.text) }, ...rest];
}

/** The same as one text, for files. */
export function auditSentenceText(language: 'zh' | 'en', action: AuditedAction): string {
  return auditSentence(language, action)
    .map(({ text }) => text)
    .join('');
}

const TRIAL: Sentence = {
  zh: '试导入人员名册（不写入）',
  en: 'try an import of the roster (nothing is written)',
};

function inPast(text: string): string {
  const [verb = '', ...rest] = text.split(' ');
  const regular = verb.endsWith('e')
    ? `${verb}d`
    : verb.endsWith('y')
      ? `${verb.slice(0, -1)}ied`
      : `${verb}ed`;
  return [PAST[verb] ?? regular, ...rest].join(' ');
}

/** An amount is fen, a list is how many. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return String(value.length);
  if (typeof value === 'number') return `¥${(value / 100).toFixed(2)}`;
  return value === undefined || value === null ? undefined : String(value);
}
