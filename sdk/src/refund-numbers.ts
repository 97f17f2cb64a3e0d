import { randomUUID } from 'node:crypto';
import { RefusedError, UnknownOutcomeError, ZhixiaoError } from './errors.ts';

interface Wanted {
  readonly out_trade_no: string;
  readonly refund_fee: number | string;
  readonly out_refund_no?: string | undefined;
}

/** What one process may leave open; the oldest is forgotten first. */
const OPEN_MAX = 10_000;

/**
 * Gives every refund a number: the caller's, or one made here. While the outcome of one made here is open, the same refund
 * asked for again (also at once, by a second click) has the same number, and so is the same refund: without any
 * number, the gateway would see it that way too.
 */
export function createRefundNumbers() {
  const open = new Map<string, string>();

  return async function numbered<T>(wanted: Wanted, refund: (number: string) => Promise<T>): Promise<T> {
    const key = `${wanted.refund_fee} ${wanted.out_trade_no}`;
    const number = wanted.out_refund_no || (open.get(key) ?? `R${randomUUID()}`);
    if (!wanted.out_refund_no) open.set(key, number);
    const [oldest] = open.size > OPEN_MAX ? open.keys() : [];
    if (oldest !== undefined) open.delete(oldest);
    const end = () => open.get(key) === number && open.delete(key);
    try {
      const done = await refund(number);
      end();
      return done;
    } catch (error) {
      if (error instanceof ZhixiaoError) error.outRefundNo = number;
      if (!isOpen(error)) end();
      throw error;
    }
  };
}

/** Whether the refund may have been made, or may still be. */
function isOpen(error: unknown): boolean {
  if (error instanceof UnknownOutcomeError) return true;
  return error instanceof RefusedError && ['refund_unknown', 'channel_unknown'].includes(error.code);
}
