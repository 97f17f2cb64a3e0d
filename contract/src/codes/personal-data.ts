/** What can be held about one person, by kind, in the order of display. */
export const HELD_KINDS = [
  'person',
  'proofs',
  'bindings',
  'card_links',
  'bind_attempts',
  'orders',
  'payments',
  'failed_invoices',
  'refund_requests',
  'refunds',
  'notifications',
  'invoices',
  'callbacks',
  'bill_rows',
  'consents',
  'accesses',
  'audit_entries',
  'requests',
] as const;
export type HeldKind = (typeof HELD_KINDS)[number];

/** `anonymised`: what names the person goes, what a law wants kept stays. */
export const FATES = ['erased', 'anonymised', 'kept'] as const;
export type Fate = (typeof FATES)[number];

export const DATA_REQUEST_KINDS = ['export', 'erasure'] as const;
export type PersonalDataRequestKind = (typeof DATA_REQUEST_KINDS)[number];

export const DATA_REQUEST_STATUSES = ['running', 'done', 'expired'] as const;
export type PersonalDataRequestStatus = (typeof DATA_REQUEST_STATUSES)[number];
