import { choicesOf } from '../../components/choices.ts';
import { APP_FIELD, type FilterField } from '../../components/filter-bar.tsx';
import type { StatusWords, Tone } from '../../components/status-tag.tsx';
import type { InvoiceProvider, InvoiceSource, InvoiceStatus } from '../../contract/invoices.ts';
import type { Words } from '../../language/language.tsx';

export const INVOICE_STATUSES: StatusWords<InvoiceStatus> = {
  zh: {
    requested: '待开具',
    issuing: '开具中',
    blocked_auth: '待实名认证',
    issued: '已开具',
    failed: '开具失败',
    reversing: '红冲中',
    reversed: '已红冲',
  },
  en: {
    requested: 'Asked for',
    issuing: 'Under way',
    blocked_auth: 'Waits for a sign-in',
    issued: 'Issued',
    failed: 'Failed',
    reversing: 'Being taken back',
    reversed: 'Taken back',
  },
};

export const INVOICE_TONES: Readonly<Record<InvoiceStatus, Tone>> = {
  requested: 'open',
  issuing: 'open',
  blocked_auth: 'warning',
  issued: 'good',
  failed: 'bad',
  reversing: 'open',
  reversed: 'over',
};

export const SOURCES: Words<Readonly<Record<InvoiceSource, string>>> = {
  zh: { order: '下单时', partner: '业务系统', payer: '付款人', operator: '操作员', remainder: '退款后重开' },
  en: {
    order: 'With the order',
    partner: 'Partner',
    payer: 'Payer',
    operator: 'Operator',
    remainder: 'Rest of a refund',
  },
};

export const PROVIDERS: Words<Readonly<Record<InvoiceProvider, string>>> = {
  zh: { receipt: '内置电子收据', nuonuo: '诺诺（诺税通）' },
  en: { receipt: 'Built-in receipts', nuonuo: 'Nuonuo' },
};

export const INVOICE_FILTERS: readonly FilterField<'number' | 'appId' | 'status' | 'from' | 'to'>[] = [
  {
    name: 'number',
    kind: 'text',
    label: { zh: '票据号码、开票号或订单号', en: 'Number of invoice or order' },
  },
  APP_FIELD,
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(INVOICE_STATUSES),
  },
  { name: 'from', kind: 'day', label: { zh: '申请起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '申请截止日', en: 'To' } },
];

export const WORDS = {
  zh: {
    retry: '重试',
    reverse: '红冲',
    deliver: '再次发送',
    document: '查看',
    reverseTitle: (number: string) => `红冲票据 ${number}？`,
    reverseConsequence: '整张票据作废，不再重开。不能撤销。',
    retried: '已重新提交',
    delivered: '已安排发送',
  },
  en: {
    retry: 'Retry',
    reverse: 'Take back',
    deliver: 'Send again',
    document: 'See',
    reverseTitle: (number: string) => `Take ${number} back?`,
    reverseConsequence: 'The whole invoice is cancelled and none issued in its place. It cannot be undone.',
    retried: 'Submitted again',
    delivered: 'Will be sent',
  },
};
