import type { ChangeKind, ChangeStatus, FourEyes } from '../codes/changes.ts';
import { groupedYuan } from '../money.ts';
import type { CodeWords } from './code-words.ts';
import { currentName } from './former-names.ts';
import { ROLE_NAMES } from './operators.ts';
import { HELD_KIND_NAMES } from './personal-data.ts';

export const CHANGE_KIND_NAMES: CodeWords<ChangeKind> = {
  zh: {
    'school.change': '学校：额度与复核设置',
    'school.card_link': '学校：校园卡跳转',
    'installation.four_eyes': '本系统：双人复核',
    'app.create': '应用：新建并签发密钥',
    'app.change': '应用：限制与加密',
    'app.issue_keys': '应用：签发新密钥',
    'channel_account.create': '商户账户：新建',
    'channel_account.change': '商户账户：修改',
    'invoice_account.create': '开票账户：新建',
    'invoice_account.change': '开票账户：修改',
    'operator.invite': '操作员：邀请',
    'operator.change': '操作员：角色与学校',
    'operator.unfreeze': '操作员：解冻',
    'person.erase': '个人信息：删除',
    'operator.reset': '操作员：重置登录',
  },
  en: {
    'school.change': 'School: limit and approval',
    'school.card_link': 'School: campus cards',
    'installation.four_eyes': 'Installation: four eyes',
    'app.create': 'App: create, with keys',
    'app.change': 'App: limits and cipher',
    'app.issue_keys': 'App: issue new keys',
    'channel_account.create': 'Merchant account: new',
    'channel_account.change': 'Merchant account: change',
    'invoice_account.create': 'Invoice account: new',
    'invoice_account.change': 'Invoice account: change',
    'operator.invite': 'Operator: invite',
    'operator.change': 'Operator: role and schools',
    'operator.unfreeze': 'Operator: unfreeze',
    'person.erase': 'Personal data: erase',
    'operator.reset': 'Operator: reset sign-in',
  },
};

export const CHANGE_STATUS_NAMES: CodeWords<ChangeStatus> = {
  zh: {
    waiting: '待审批',
    applied: '已通过并生效',
    refused: '已驳回',
    withdrawn: '已撤回',
    expired: '已过期',
  },
  en: {
    waiting: 'Awaiting approval',
    applied: 'Approved',
    refused: 'Rejected',
    withdrawn: 'Withdrawn',
    expired: 'Expired',
  },
};

export const FOUR_EYES_NAMES: CodeWords<FourEyes> = {
  zh: { default: '按默认（生产环境有两名可审批人时启用）', on: '启用', off: '停用' },
  en: { default: 'Default (on in production once two operators can approve)', on: 'On', off: 'Off' },
};

/** What the fields of changes are called; those of an account's record have names of their own. */
const FIELDS: { readonly [L in 'zh' | 'en']: Readonly<Record<string, string>> } = {
  zh: {
    account: '账号',
    name: '名称',
    role: '角色',
    schools: '学校',
    apps: '应用',
    email: '邮箱',
    phone: '手机号',
    status: '登录',
    secondFactor: '第二重验证',
    why: '申请原因',
    school: '学校',
    refundApprovalAbove: '退款单人额度',
    fourEyes: '双人复核',
    template: '校园卡跳转模板',
    appIds: '允许跳转的支付宝应用 ID',
    appId: 'appid',
    cipher: '加密算法',
    spDataAsText: 'sp_data 用 JSON 字符串',
    keys: '密钥',
    'rules.leastVersion': '最低协议版本',
    'rules.notifyProfile': '支付通知的协议',
    'rules.refundDayAmount': '每日退款金额上限',
    'rules.refundDayCount': '每日退款笔数上限',
    'rules.refundNoRequired': '退款必须带退款单号',
    'rules.allowedNetworks': '允许的来源地址',
    'rules.paramBound': '报文只能用于一个接口',
    'rules.sealsUnsigned': '签名错误时也加密应答',
    channel: '渠道',
    provider: '开票方',
    enabled: '启用',
    person: '人员',
    ...heldFields('zh'),
  },
  en: {
    account: 'Account',
    name: 'Name',
    role: 'Role',
    schools: 'Schools',
    apps: 'Apps',
    email: 'E-mail',
    phone: 'Phone',
    status: 'Sign-in',
    secondFactor: 'Second factor',
    why: 'Why',
    school: 'School',
    refundApprovalAbove: 'Refund approval limit',
    fourEyes: 'Four eyes',
    template: 'Card link template',
    appIds: 'Allowed Alipay applications',
    appId: 'appid',
    cipher: 'Cipher',
    spDataAsText: 'sp_data as a JSON string',
    keys: 'Keys',
    'rules.leastVersion': 'Minimum version',
    'rules.notifyProfile': 'Notification version',
    'rules.refundDayAmount': 'Daily refund limit',
    'rules.refundDayCount': 'Daily number of refunds',
    'rules.refundNoRequired': 'Refund number required',
    'rules.allowedNetworks': 'Allowed source addresses',
    'rules.paramBound': 'Param bound to one interface',
    'rules.sealsUnsigned': 'Answers to wrong signatures encrypted',
    channel: 'Channel',
    provider: 'Provider',
    enabled: 'Enabled',
    person: 'Person',
    ...heldFields('en'),
  },
};

/** Values that stand for something; what is in angle brackets was written by no person. */
const VALUES: { readonly [L in 'zh' | 'en']: Readonly<Record<string, string>> } = {
  zh: {
    '<all>': '全部学校',
    '<stored>': '（已保存，不显示）',
    '<new>': '（新值，不显示）',
    '<made>': '通过时生成，只向审批人显示一次',
    '<brought>': '使用对方已有的密钥（不显示）',
    '<one set>': '一组密钥',
    '<two sets>': '新旧两组密钥同时有效',
    '<frozen>': '已冻结',
    '<invited>': '凭一次性链接重新设置',
    '<active>': '正常',
    '<set up>': '已设置',
    '<removed>': '一并移除，由本人重新设置',
    '<erased>': '删除',
    '<anonymised>': '去除身份，保留账务',
    '<kept>': '依法保留',
  },
  en: {
    '<all>': 'All schools',
    '<stored>': '(stored, not shown)',
    '<new>': '(another value, not shown)',
    '<made>': 'Created on approval and shown once to the approver',
    '<brought>': 'The keys that the partner already uses (not shown)',
    '<one set>': 'One set of keys',
    '<two sets>': 'Two sets, both valid',
    '<frozen>': 'Frozen',
    '<invited>': 'To be set up again with a one-time link',
    '<active>': 'Active',
    '<set up>': 'Set up',
    '<removed>': 'Removed, to be set up again',
    '<erased>': 'Erased',
    '<anonymised>': 'Anonymised; the books are kept',
    '<kept>': 'Kept by law',
  },
};

const PLAIN = {
  zh: { yes: '是', no: '否', separator: '、' },
  en: { yes: 'Yes', no: 'No', separator: ', ' },
};

/** The kinds of data that an erasure is about. */
function heldFields(language: 'zh' | 'en'): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(HELD_KIND_NAMES[language]).map(([kind, name]) => [`held.${kind}`, name]),
  );
}

/** What a field of a change is called; undefined: its name is one of an account's record. */
export function changeFieldIn(language: 'zh' | 'en', field: string): string | undefined {
  return FIELDS[language][currentName(field)];
}

/** A value of a change in words; nothing is a dash. */
export function changeValueIn(
  language: 'zh' | 'en',
  { field }: { readonly field: string },
  value: string | number | boolean | readonly string[] | null,
): string {
  const { yes, no, separator } = PLAIN[language];
  if (value === null || value === '') return '—';
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'number') return `¥${groupedYuan(value)}`;
  if (typeof value !== 'string') return value.length === 0 ? '—' : value.join(separator);
  const roles: Readonly<Record<string, string>> = ROLE_NAMES[language];
  const settings: Readonly<Record<string, string>> = FOUR_EYES_NAMES[language];
  if (field === 'role') return roles[value] ?? value;
  if (field === 'fourEyes') return settings[value] ?? value;
  // a person may have written the same anywhere else
  const isOurs = /^(schools|status|secondFactor|keys|secrets\..*|held\..*)$/.test(field);
  return (isOurs ? VALUES[language][value] : undefined) ?? value;
}
