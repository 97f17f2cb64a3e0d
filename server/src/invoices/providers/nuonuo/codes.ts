/** Codes of 诺诺's answers that mean something of their own; every other one is a refusal. */
export const OK = 'E0000';
/** The number was submitted before: that invoice is the one. */
export const DUPLICATE = 'E9106';
/** Not found, which shortly after a submission means not yet. */
export const NOT_FOUND = 'E9500';
/** Sealing was tried as often as is allowed in a day. */
export const RETRIES_USED_UP = 'E9613';

/** 诺诺 in trouble itself, in its own words, which proves nothing about what it was asked: it has no code for that. */
export function isOwnTrouble(message: string): boolean {
  return /系统(?:异常|错误)|繁忙|稍后/.test(message);
}

/** 0701xx and 0703xx: token, signature, application. Mended by an operator, no matter what is sent. */
export function isMisconfigured(code: string): boolean {
  return /^070[1-3]/.test(code);
}

/** A token that has run out or was replaced. */
export function isTokenRefused(code: string): boolean {
  return code === '070301' || code === '070302';
}

/** What became of an invoice: status of queryInvoiceResult. */
export const INVOICE_STATUS: Readonly<
  Record<string, 'issued' | 'issuing' | 'failed' | 'seal_failed' | 'void'>
> = {
  2: 'issued',
  20: 'issuing',
  21: 'issuing',
  22: 'failed',
  24: 'seal_failed',
  3: 'void',
  31: 'void',
};

/** What became of a red confirmation form (红字确认单): billStatus of queryInvoiceRedConfirm. */
export const FORM_STATUS: Readonly<Record<string, 'confirmed' | 'awaiting_buyer' | 'reversing' | 'dead'>> = {
  '01': 'confirmed',
  '02': 'awaiting_buyer',
  '03': 'awaiting_buyer',
  '04': 'confirmed',
  '05': 'dead',
  '06': 'dead',
  // not confirmed within 72 hours
  '07': 'dead',
  '08': 'dead',
  '09': 'dead',
  15: 'reversing',
  16: 'dead',
};
