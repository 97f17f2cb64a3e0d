/**
 * `waiting` can be paid; `confirming` a payment was seen or may have gone through and is being checked
 * with the channel: the payer must not pay again; the others are final.
 */
export const CASHIER_STATES = ['waiting', 'confirming', 'paid', 'cancelled', 'expired', 'failed'] as const;
export type CashierState = (typeof CASHIER_STATES)[number];

/**
 * Where the page runs, told by the browser's user agent. No wallet can be opened in `wecom` (企业微信 on a phone) and
 * `mini_program` (a page inside one); `in_app`, another app's browser, may keep from it.
 */
export const CASHIER_DEVICES = [
  'desktop',
  'phone',
  'wechat',
  'alipay',
  'wecom',
  'mini_program',
  'in_app',
] as const;
export type CashierDevice = (typeof CASHIER_DEVICES)[number];

/** How an invoice stands, as its pages tell it. `valid`: issued, as whoever checks a document reads it. */
export const INVOICE_STATES = ['underWay', 'issued', 'valid', 'failed', 'reversing', 'reversed'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];
