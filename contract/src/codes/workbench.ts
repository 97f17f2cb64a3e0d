/** What became of an order of a partner, as far as its partner can see it: where the way of "paid" to the partner ends. */
export const VERDICTS = [
  'nothing_arrived',
  'not_created',
  'unpaid',
  'payment_unknown',
  'closed',
  'late_money',
  'held',
  'sending',
  'retrying',
  'paused',
  'given_up',
  'delivered',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Verdicts of a paid order whose partner may be told again at once. */
export const RESENDABLE: readonly Verdict[] = ['retrying', 'paused', 'given_up', 'delivered'];
