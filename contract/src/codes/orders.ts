export const ORDER_STATUSES = ['pending', 'paid', 'closed'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const CLOSE_REASONS = ['cancelled', 'expired', 'failed'] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** What money was taken for: for its order, or for none. */
export const DISPOSITIONS = ['order', 'late', 'duplicate', 'wrong_amount'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** What can happen to an order. */
export const TIMELINE_EVENT_KINDS = [
  'order_created',
  'order_closed',
  'payment_started',
  'payment_closed',
  'money_received',
  'callback_received',
  'notification_queued',
  'notification_attempt',
  'notification_delivered',
  'notification_exhausted',
  'notification_resent',
  'refund_requested',
  'refund_approved',
  'refund_rejected',
  'refund_started',
  'refund_accepted',
  'refund_abnormal',
  'refund_succeeded',
  'refund_failed',
  'refund_dismissed',
  'invoice_requested',
  'invoice_issued',
  'invoice_failed',
  'invoice_attempt',
  'invoice_reversing',
  'invoice_reversed',
  'invoice_delivered',
  'invoice_undelivered',
  'invoice_resent',
  'posted',
] as const;
export type TimelineEventKind = (typeof TIMELINE_EVENT_KINDS)[number];

/** What of an order's timeline may have been archived by month. */
export const ARCHIVED_PARTS = ['callbacks', 'attempts', 'postings'] as const;
export type ArchivedPart = (typeof ARCHIVED_PARTS)[number];
