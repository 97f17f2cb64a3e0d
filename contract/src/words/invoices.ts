import type { InvoiceProvider, InvoiceSource, InvoiceStatus } from '../codes/invoices.ts';
import type { CodeWords } from './code-words.ts';

/** 开具, not 开票: what is issued may be a receipt. */
export const INVOICE_STATUS_NAMES: CodeWords<InvoiceStatus> = {
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
    requested: 'Requested',
    issuing: 'Being issued',
    blocked_auth: 'Awaiting authentication',
    issued: 'Issued',
    failed: 'Failed',
    reversing: 'Being reversed',
    reversed: 'Reversed',
  },
};

export const INVOICE_SOURCE_NAMES: CodeWords<InvoiceSource> = {
  zh: { order: '下单时', partner: '业务系统', payer: '付款人', operator: '操作员', remainder: '退款后重开' },
  en: {
    order: 'With the order',
    partner: 'Partner',
    payer: 'Payer',
    operator: 'Operator',
    remainder: 'Remainder after a refund',
  },
};

export const INVOICE_PROVIDER_NAMES: CodeWords<InvoiceProvider> = {
  zh: { receipt: '内置电子收据', nuonuo: '诺诺（诺税通）' },
  en: { receipt: 'Built-in receipts', nuonuo: 'Nuonuo' },
};

export const INVOICE_ACCOUNT_STATUS_NAMES: CodeWords<'enabled' | 'retired'> = {
  zh: { enabled: '使用中', retired: '已停用' },
  en: { enabled: 'In use', retired: 'Retired' },
};
