import type { RetentionKind, RetentionLaw, RetentionOutcome } from '../codes/retention.ts';
import type { CodeWords } from './code-words.ts';

/** What is erased, by kind. */
export const RETENTION_KIND_NAMES: CodeWords<RetentionKind> = {
  zh: {
    order_people: '订单：缴费人姓名、学工号',
    payer_ids: '订单与支付：付款账号标识（uid、openid）',
    invoice_wishes: '订单：随单提交的开票信息',
    invoice_contacts: '票据：购方手机号、邮箱',
    callbacks: '渠道回调原文',
    notification_attempts: '通知：每次尝试与补发记录',
    invoice_attempts: '票据：每次开票、发送记录',
    people_left: '人员名册：已冻结（离校）人员及其绑定',
    accesses: '人员信息查询记录',
    consents: '同意与撤回记录',
    change_requests: '变更申请（已有结论）',
    sessions: '操作员登录会话（来源地址、浏览器）',
    sign_in_failures: '操作员登录失败计数',
    operator_links: '操作员一次性链接（已失效）',
    challenges: '通行密钥挑战（已失效）',
    payer_sign_ins: '付款人授权登录标记（已失效）',
    bind_attempts: '身份绑定尝试计数',
    invoice_tries: '付款人开票尝试计数',
    nonces: '请求随机数（已失效）',
    params: '报文摘要（防跨接口重放）',
    partner_requests: '合作方请求记录（只含单号与应答）',
    messages: '已办结的消息提醒',
  },
  en: {
    order_people: 'Orders: name and number of the person',
    payer_ids: 'Orders and payments: ids of payers (uid, openid)',
    invoice_wishes: 'Orders: invoice details sent with the order',
    invoice_contacts: 'Invoices: phone and e-mail of buyers',
    callbacks: 'Callbacks of channels, as received',
    notification_attempts: 'Notifications: attempts and resends',
    invoice_attempts: 'Invoices: attempts and deliveries',
    people_left: 'Roster: people frozen since they left, and their bindings',
    accesses: 'Look-ups of people',
    consents: 'Consents and withdrawals',
    change_requests: 'Change requests that were decided',
    sessions: 'Sessions of operators (address, browser)',
    sign_in_failures: 'Counts of failed sign-ins',
    operator_links: 'Expired one-time links of operators',
    challenges: 'Expired passkey challenges',
    payer_sign_ins: 'Expired sign-in marks of payers',
    bind_attempts: 'Counts of binding attempts',
    invoice_tries: 'Counts of payers’ requests for invoices',
    nonces: 'Expired nonces',
    params: 'Digests of params',
    partner_requests: 'Requests of partners (numbers and answers only)',
    messages: 'Messages about what has been decided',
  },
};

export const RETENTION_OUTCOME_NAMES: CodeWords<RetentionOutcome> = {
  zh: { erased: '有删除', kept: '有仍需保留', unfinished: '未完成' },
  en: { erased: 'Some erased', kept: 'Some still needed', unfinished: 'Unfinished' },
};

export const RETENTION_LAW_NAMES: CodeWords<RetentionLaw> = {
  zh: {
    network_logs: '《网络安全法》第二十三条第三项（2025 年修改前为第二十一条）：网络日志留存不少于六个月',
    processing_records: '《个人信息保护法》第五十六条：处理情况记录至少保存三年',
  },
  en: {
    network_logs: 'Cybersecurity Law, article 23 (3), formerly 21: logs are kept for at least six months',
    processing_records:
      'Personal Information Protection Law, article 56: records of processing are kept for at least three years',
  },
};

/** A period in words; what has none goes as soon as it is over. */
export function periodIn(language: 'zh' | 'en', hours: number): string {
  if (hours === 0) return language === 'zh' ? '失效即删' : 'As soon as it expires';
  const [amount, unit] = inLargestUnit(hours);
  if (language === 'zh') return `${amount} ${{ year: '年', day: '天', hour: '小时' }[unit]}`;
  return `${amount} ${amount === 1 ? unit : `${unit}s`}`;
}

function inLargestUnit(hours: number): [number, 'year' | 'day' | 'hour'] {
  if (hours % 24 !== 0) return [hours, 'hour'];
  const days = hours / 24;
  const years = Math.round(days / 365.25);
  // as many days as so many years have, with their leap days
  const isYears = years > 0 && [Math.floor, Math.ceil].some((whole) => whole(years * 365.25) === days);
  return isYears ? [years, 'year'] : [days, 'day'];
}
