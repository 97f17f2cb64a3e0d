/** `processing` keeps the amount reserved; only evidence makes it succeeded or failed. */
export const REFUND_STATUSES = ['processing', 'succeeded', 'failed'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/**
 * Who wants the money back: the partner or an operator, of what the order was paid; an operator, of money in a
 * wrong amount that was held for one; or we, because it came late or twice.
 */
export const REFUND_CAUSES = ['partner', 'operator', 'late', 'duplicate', 'wrong_amount'] as const;
export type RefundCause = (typeof REFUND_CAUSES)[number];

export const REFUND_APPLICATION_STATUSES = ['pending', 'approved', 'rejected'] as const;
export type RefundApplicationStatus = (typeof REFUND_APPLICATION_STATUSES)[number];
