/** What a number is that belongs to an order. */
export const NUMBER_KINDS = [
  'order',
  'out_trade_no',
  'payment',
  'transaction',
  'refund',
  'out_refund_no',
  'channel_refund',
  'refund_application',
  'notification',
  'invoice',
] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];
