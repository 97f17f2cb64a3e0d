/** What is not as it should be, by kind. */
export const PROBLEM_KINDS = [
  'late_money',
  'wrong_amount_held',
  'payment_unknown',
  'order_closing',
  'refund_unanswered',
  'refund_unsettled',
  'refund_abnormal',
  'refund_failed',
  'refund_application_waiting',
  'endpoint_dead',
  'notification_exhausted',
  'invoice_failed',
  'invoice_blocked',
  'invoice_late',
  'invoice_unfiled',
  'invoice_undelivered',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];
