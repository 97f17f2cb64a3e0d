/** What a test wants in a bill, before a channel's format. */
export interface WrittenLine {
  readonly kind: 'payment' | 'refund';
  readonly paymentNo: string;
  readonly transactionId: string;
  readonly refundNo?: string;
  /** Fen. */
  readonly amount: number;
  /** Thousandths of a fen. */
  readonly commission?: number;
  readonly at: Date;
  /** WeChat's word for the state, where it is not success. */
  readonly state?: string;
  readonly currency?: string;
  readonly merchantId?: string;
  readonly payerUid?: string;
  readonly product?: string;
  /** What is settled when the merchant's coupons paid a part, fen. */
  readonly settled?: number;
}

/** `1` as `0.01`. */
export function yuan(fen: number, places = 2): string {
  const digits = `${Math.abs(fen)}`.padStart(places + 1, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** `2026-09-01 10:00:00` in Beijing. */
export function beijing(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
