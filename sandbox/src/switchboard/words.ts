import type { CallbackFault, RequestFault } from '../faults.ts';
import type { Language } from '../phone/words.ts';
import type { ViolationKind } from '../violations.ts';
import type { Operation } from './operations.ts';

/** Everything the switchboard says. */
export interface SwitchboardWords {
  readonly switchTo: string;
  readonly title: string;
  readonly phone: string;
  readonly lead: string;
  readonly add: string;
  readonly operation: string;
  readonly fault: string;
  readonly times: string;
  readonly number: string;
  readonly numberHint: string;
  readonly status: string;
  readonly after: string;
  readonly ms: string;
  readonly perSecond: string;
  readonly passing: (perSecond: number) => string;
  readonly addButton: string;
  readonly invalid: string;
  readonly active: string;
  readonly noneActive: string;
  readonly hits: string;
  readonly clear: string;
  readonly clock: string;
  readonly clockNow: string;
  readonly clockWarning: string;
  readonly minutes: string;
  readonly hours: string;
  readonly day: string;
  readonly resetClock: string;
  readonly journal: string;
  readonly noJournal: string;
  readonly request: string;
  readonly answer: string;
  readonly noAnswer: string;
  readonly violations: string;
  readonly noViolations: string;
  readonly operations: Readonly<Record<Operation, string>>;
  readonly faults: Readonly<Record<RequestFault | CallbackFault, string>>;
  readonly violationKinds: Readonly<Record<ViolationKind, string>>;
}

const zh: SwitchboardWords = {
  switchTo: 'English',
  title: '故障开关',
  phone: '模拟手机',
  lead: '让模拟的支付渠道出错，看对接系统如何应对。故障用完即失效；重启后清空。',
  add: '添加故障',
  operation: '作用于',
  fault: '故障',
  times: '次数',
  number: '只对此单号（支付、退款或开票单号，学工号）',
  numberHint: '留空：任意一笔',
  status: 'HTTP 状态（仅“返回指定状态”）',
  after: '请求仍然生效（仅“返回指定状态”和“系统繁忙”）',
  ms: '毫秒（仅“延迟”和“应答极慢”）',
  perSecond: '每秒放行次数（仅“频率限制”，清除前一直有效）',
  passing: (perSecond) => `每秒放行 ${perSecond} 次`,
  addButton: '添加',
  invalid: '这个故障不能用于所选操作，或次数不正确。未做改动。',
  active: '生效中的故障',
  noneActive: '没有故障，一切正常。',
  hits: '已触发',
  clear: '全部清除',
  clock: '渠道时钟',
  clockNow: '渠道现在的时间',
  clockWarning: '与本机相差超过五分钟，签名会被视为过期。',
  minutes: '＋6 分钟',
  hours: '＋1 小时',
  day: '＋1 天',
  resetClock: '恢复',
  journal: '最近的请求',
  noJournal: '还没有请求。',
  request: '请求',
  answer: '应答',
  noAnswer: '无应答',
  violations: '违规记录',
  noViolations: '没有违规。',
  operations: {
    create: '下单',
    query: '查询支付',
    close: '关闭订单',
    refund: '申请退款',
    refund_query: '查询退款',
    campus_card: '查询校园卡',
    invoice: '开票',
    invoice_query: '查询开票结果',
    invoice_reversal: '红冲',
    invoice_token: '获取开票令牌',
    invoice_file: '下载票据文件',
    payment_callback: '支付回调',
    refund_callback: '退款回调',
  },
  faults: {
    timeout_before: '超时，未生效',
    timeout_after: '超时，已生效',
    reset_after: '连接中断，已生效',
    status: '返回指定状态',
    delay: '延迟',
    system_error: '系统繁忙',
    rate_limit: '频率限制',
    truncated: '应答只到一半，已生效',
    empty: '空应答，已生效',
    trickle: '应答极慢',
    lie_closed: '谎称已关闭',
    bad_signature: '签名错误',
    no_signature: '没有签名',
    unknown_serial: '未知证书序列号',
    tampered_body: '应答被篡改',
    signtest: '签名探测（SIGNTEST）',
    skewed_time: '签名时间偏差',
    lost: '丢失',
    duplicate: '重复',
    forged: '伪造签名',
    wrong_amount: '金额不符',
  },
  violationKinds: {
    order_number_with_other_terms: '同一支付单号改了条件',
    refund_number_with_other_terms: '同一退款单号改了条件',
    refund_above_payment: '退款超过支付金额',
    slow_callback_answer: '回调应答过慢',
    forged_callback_accepted: '接受了伪造的回调',
    invoice_number_with_other_terms: '同一发票订单号以不同内容重复提交',
    invoice_reversed_twice: '同一发票重复申请红冲',
  },
};

const en: SwitchboardWords = {
  switchTo: '中文',
  title: 'Fault switchboard',
  phone: 'Phone',
  lead: 'Make the emulated channels misbehave and watch what a system does. A fault ends when it is used up, or with the process.',
  add: 'Add a fault',
  operation: 'About',
  fault: 'Fault',
  times: 'Times',
  number: 'Only this number (of a payment, refund, invoice or student)',
  numberHint: 'Empty: any',
  status: 'HTTP status (only “answer with a status”)',
  after: 'It takes effect all the same (only “answer with a status” and “system error”)',
  ms: 'Milliseconds (only “delay” and “answer trickles in”)',
  perSecond: 'Passing in each second (only “called too often”, which stands until it is cleared)',
  passing: (perSecond) => `${perSecond} a second pass`,
  addButton: 'Add',
  invalid: 'This fault does not go with that operation, or the count is wrong. Nothing was changed.',
  active: 'Active faults',
  noneActive: 'No faults: all is well.',
  hits: 'used',
  clear: 'Clear all',
  clock: 'The channels’ clock',
  clockNow: 'Time at the channels',
  clockWarning: 'More than five minutes from this machine’s: signatures count as stale.',
  minutes: '+6 minutes',
  hours: '+1 hour',
  day: '+1 day',
  resetClock: 'Reset',
  journal: 'Latest requests',
  noJournal: 'No requests yet.',
  request: 'Request',
  answer: 'Answer',
  noAnswer: 'none',
  violations: 'Violations',
  noViolations: 'No violations.',
  operations: {
    create: 'Creating an order',
    query: 'Querying a payment',
    close: 'Closing an order',
    refund: 'Asking for a refund',
    refund_query: 'Querying a refund',
    campus_card: 'Querying a campus card',
    invoice: 'Issuing an invoice',
    invoice_query: 'Querying an invoice',
    invoice_reversal: 'Reversing an invoice',
    invoice_token: 'Getting a token for invoices',
    invoice_file: 'Fetching a file of an invoice',
    payment_callback: 'Payment callback',
    refund_callback: 'Refund callback',
  },
  faults: {
    timeout_before: 'Timeout, no effect',
    timeout_after: 'Timeout after its effect',
    reset_after: 'Connection broken after its effect',
    status: 'Answer with a status',
    delay: 'Delay',
    system_error: 'System error',
    rate_limit: 'Called too often',
    truncated: 'Half an answer, after its effect',
    empty: 'Empty answer, after its effect',
    trickle: 'Answer trickles in',
    lie_closed: 'Claims to have closed',
    bad_signature: 'Bad signature',
    no_signature: 'No signature',
    unknown_serial: 'Unknown certificate serial',
    tampered_body: 'Tampered body',
    signtest: 'Signature probe (SIGNTEST)',
    skewed_time: 'Signature time skewed',
    lost: 'Lost',
    duplicate: 'Duplicate',
    forged: 'Forged signature',
    wrong_amount: 'Wrong amount',
  },
  violationKinds: {
    order_number_with_other_terms: 'a payment number with other terms',
    refund_number_with_other_terms: 'a refund number with other terms',
    refund_above_payment: 'a refund above its payment',
    slow_callback_answer: 'a callback answered too slowly',
    forged_callback_accepted: 'a forged callback accepted',
    invoice_number_with_other_terms: 'An invoice number came again with other terms',
    invoice_reversed_twice: 'An invoice was to be reversed twice',
  },
};

export const SWITCHBOARD_WORDS: Readonly<Record<Language, SwitchboardWords>> = { zh, en };
