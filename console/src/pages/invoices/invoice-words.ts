import type { InvoiceStatus } from '@zhixiao/contract/codes/invoices';
import { INVOICE_STATUS_NAMES } from '@zhixiao/contract/words/invoices';
import { choicesOf } from '../../components/choices.ts';
import { APP_FIELD, type FilterField } from '../../components/filter-bar.tsx';
import type { Tone } from '../../components/status-tag.tsx';

export const INVOICE_TONES: Readonly<Record<InvoiceStatus, Tone>> = {
  requested: 'open',
  issuing: 'open',
  blocked_auth: 'warning',
  issued: 'good',
  failed: 'bad',
  reversing: 'open',
  reversed: 'over',
};

export const INVOICE_FILTERS = [
  {
    name: 'number',
    kind: 'text',
    label: { zh: '票据号码、开票号或订单号', en: 'Invoice or order number' },
  },
  APP_FIELD,
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(INVOICE_STATUS_NAMES),
    isTabs: true,
  },
  { name: 'from', kind: 'day', label: { zh: '申请起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '申请截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

export const WORDS = {
  zh: {
    retry: '重试',
    reverse: '红冲',
    deliver: '再次发送',
    document: '查看',
    reverseTitle: (number: string) => `红冲票据 ${number}？`,
    reverseConsequence: '整张票据作废，不再重开。不能撤销。',
    retried: '已重新提交',
    retryAll: '全部重试',
    retryEach: '逐张重试',
    retrying: (count: number) => `重试 ${count} 张票据`,
    retryAdvice: '先处理失败的原因（如开票资料、开票账户），再重试；付款人填写的内容不变。',
    choose: (order: string) => `选择订单 ${order} 的票据`,
    delivered: '已安排发送',
  },
  en: {
    retry: 'Retry',
    reverse: 'Reverse',
    deliver: 'Send again',
    document: 'View',
    reverseTitle: (number: string) => `Reverse ${number}?`,
    reverseConsequence: 'The whole invoice is cancelled and no new one is issued. This cannot be undone.',
    retried: 'Submitted again',
    retryAll: 'Retry all',
    retryEach: 'Retry each',
    retrying: (count: number) => (count === 1 ? 'Retry 1 invoice' : `Retry ${count} invoices`),
    retryAdvice:
      'Mend the cause first (the payer’s details, the provider’s account). What the payer filled in stays as it is.',
    choose: (order: string) => `Choose the invoice of order ${order}`,
    delivered: 'Queued for sending',
  },
};
