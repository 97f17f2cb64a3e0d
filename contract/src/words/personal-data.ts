import type {
  Fate,
  HeldKind,
  PersonalDataRequestKind,
  PersonalDataRequestStatus,
} from '../codes/personal-data.ts';
import type { CodeWords } from './code-words.ts';

/** What each kind of data is called; the sheets of a person's file too. */
export const HELD_KIND_NAMES: CodeWords<HeldKind> = {
  zh: {
    person: '人员名册',
    proofs: '核对信息',
    bindings: '绑定的支付账号',
    card_links: '校园卡跳转地址',
    bind_attempts: '绑定尝试记录',
    orders: '订单',
    payments: '支付',
    failed_invoices: '未开具成功的票据',
    refund_requests: '退款申请',
    refunds: '退款',
    notifications: '支付通知',
    invoices: '票据',
    callbacks: '渠道回调',
    bill_rows: '渠道账单明细',
    consents: '同意记录',
    accesses: '查阅记录',
    audit_entries: '审计日志',
    requests: '个人信息请求',
  },
  en: {
    person: 'Roster',
    proofs: 'Identity proofs',
    bindings: 'Bound payment accounts',
    card_links: 'Campus card links',
    bind_attempts: 'Binding attempts',
    orders: 'Orders',
    payments: 'Payments',
    failed_invoices: 'Invoices that were never issued',
    refund_requests: 'Refund applications',
    refunds: 'Refunds',
    notifications: 'Notifications',
    invoices: 'Invoices',
    callbacks: 'Callbacks of channels',
    bill_rows: 'Lines of channels’ bills',
    consents: 'Consents',
    accesses: 'Access records',
    audit_entries: 'Audit log',
    requests: 'Personal data requests',
  },
};

export const FATE_NAMES: CodeWords<Fate> = {
  zh: { erased: '删除', anonymised: '去除身份', kept: '保留' },
  en: { erased: 'Erased', anonymised: 'Made anonymous', kept: 'Kept' },
};

/** What becomes of each kind when a person is erased, and why what is kept is kept. */
export const HELD_REASONS: CodeWords<HeldKind> = {
  zh: {
    person: '学工号、姓名、性别、身份全部删除',
    proofs: '证件号后六位、手机号的校验值，全部删除',
    bindings: '全部删除，该账号可重新绑定',
    card_links: '全部删除',
    bind_attempts: '全部删除',
    orders:
      '删除姓名、学工号、openid 和未开具的抬头，内容中的姓名、学工号以 * 代替；单号、金额、时间属会计凭证，依《会计档案管理办法》保存 30 年。商户订单号和通知地址由业务系统编定，原样保留',
    payments: '删除付款账号和发给渠道的报文；单号、金额、时间属会计凭证，依《会计档案管理办法》保存 30 年',
    failed_invoices: '删除抬头、税号、手机号、邮箱；单号和状态保留',
    refund_requests: '原因中的姓名、学工号以 * 代替；金额和审核记录属会计凭证，依《会计档案管理办法》保留',
    refunds: '属会计凭证，依《会计档案管理办法》保存 30 年；不含姓名和账号',
    notifications: '只有发送记录，不含姓名和账号；网络日志依《网络安全法》至少留存六个月',
    invoices: '已开具的票据及其抬头，依《税收征收管理法实施细则》第二十九条保存 10 年',
    callbacks: '收款的原始凭证，依《会计档案管理办法》加密保存 30 年',
    bill_rows: '渠道的对账单，依《会计档案管理办法》保存 10 年',
    consents: '证明处理个人信息有合法依据，依《个人信息保护法》第五十六条保存三年；只有账号的校验值',
    accesses: '网络日志依《网络安全法》至少留存六个月；只有知校 id，不含姓名和学工号',
    audit_entries: '网络日志依《网络安全法》至少留存六个月；姓名和号码已打码',
    requests: '受理记录，用于证明已依法处理；只有打码的号码',
  },
  en: {
    person: 'Number, name, sex and identity are erased',
    proofs: 'Hashes of identity and phone numbers, all erased',
    bindings: 'All erased; the accounts can be bound again',
    card_links: 'All erased',
    bind_attempts: 'All erased',
    orders:
      'Name, number, openid and invoice details are erased, and replaced by * in the text; order numbers, amounts and times are accounting records (30 years). The partner’s order number and notification address do not change',
    payments:
      'The payer’s account and what was sent to the channel are erased; numbers, amounts and times are accounting records (30 years)',
    failed_invoices: 'Buyer, tax number, phone and e-mail are erased; number and status stay',
    refund_requests:
      'Name and number are replaced by * in the reason; amounts and decisions are accounting records',
    refunds: 'Accounting records (30 years), without names and accounts',
    notifications:
      'They record only that something was sent, without names and accounts; network logs (at least six months)',
    invoices: 'Issued documents and their buyers are tax records (10 years)',
    callbacks: 'Originals as received: accounting records (30 years), encrypted',
    bill_rows: 'The channels’ statements: accounting records (10 years)',
    consents: 'Proof that the data was held lawfully (three years), with hashes of accounts',
    accesses: 'Network logs (at least six months), with the open_id, without name and number',
    audit_entries: 'Network logs (at least six months), with names and numbers masked',
    requests: 'Proof of what was done, with a masked number',
  },
};

/** What erasing waits for. */
export const OPEN_KINDS: CodeWords<'orders' | 'refunds' | 'invoices' | 'notifications' | 'differences'> = {
  zh: {
    orders: '未支付或支付中的订单',
    refunds: '未完成的退款',
    invoices: '正在开具、红冲或发送的票据',
    notifications: '尚未送达业务系统的支付通知',
    differences: '对账差异未处理的订单',
  },
  en: {
    orders: 'orders not paid, or being paid',
    refunds: 'refunds under way',
    invoices: 'invoices being issued, reversed or sent',
    notifications: 'notifications not delivered yet',
    differences: 'orders with open differences from bills',
  },
};

export const DATA_REQUEST_KIND_NAMES: CodeWords<PersonalDataRequestKind> = {
  zh: { export: '查阅、复制', erasure: '删除' },
  en: { export: 'Copy', erasure: 'Erasure' },
};

export const DATA_REQUEST_STATUS_NAMES: CodeWords<PersonalDataRequestStatus> = {
  zh: { running: '处理中', done: '已完成', expired: '文件未下载，已过期' },
  en: { running: 'In progress', done: 'Done', expired: 'Never fetched' },
};

/** What is in a person's file and on no page. */
export const DATA_PAYMENT_STATUSES: CodeWords<'created' | 'pending' | 'unknown' | 'succeeded' | 'closed'> = {
  zh: { created: '发起中', pending: '待支付', unknown: '待确认', succeeded: '已支付', closed: '已关闭' },
  en: { created: 'Started', pending: 'Unpaid', unknown: 'Unknown', succeeded: 'Paid', closed: 'Closed' },
};

export const MONEY_KINDS: CodeWords<'payment' | 'refund'> = {
  zh: { payment: '支付', refund: '退款' },
  en: { payment: 'Payment', refund: 'Refund' },
};

export const DATA_ACCESSES: CodeWords<
  | 'identity'
  | 'card'
  | 'find'
  | 'export'
  | 'import'
  | 'bind'
  | 'bind_refused'
  | 'unbind'
  | 'own'
  | 'freeze'
  | 'unfreeze'
  | 'erase'
> = {
  zh: {
    identity: '查询身份',
    card: '查询校园卡',
    find: '查找',
    export: '导出',
    import: '导入',
    bind: '绑定',
    bind_refused: '绑定未通过',
    unbind: '解绑',
    own: '本人查看',
    freeze: '冻结',
    unfreeze: '解冻',
    erase: '删除',
  },
  en: {
    identity: 'identity queried',
    card: 'card queried',
    find: 'found',
    export: 'exported',
    import: 'imported',
    bind: 'bound',
    bind_refused: 'binding refused',
    unbind: 'unbound',
    own: 'viewed by the person',
    freeze: 'frozen',
    unfreeze: 'unfrozen',
    erase: 'erased',
  },
};
