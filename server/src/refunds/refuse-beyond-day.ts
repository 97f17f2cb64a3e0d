import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { dayStart, shanghaiDate } from '../lib/shanghai-day.ts';
import { Refusal } from '../refusal.ts';
import { lockDayLimit, sumRefundsSince } from './day-limit-store.ts';

/**
 * Refuses what would be more than the app may refund in a day of Shanghai, in the commit that reserves it: whatever runs at
 * once, the limit holds. Only what partners ask for is counted; operators have limits of their own.
 * @throws Refusal refund_day_exceeded
 */
export async function refuseBeyondDay(
  { clock, log }: Pick<Core, 'clock' | 'log'>,
  tx: Transaction,
  appId: string,
  refundAmount: number,
): Promise<void> {
  const limit = await lockDayLimit(tx, appId);
  if (!limit) return;
  const today = await sumRefundsSince(tx, appId, dayStart(shanghaiDate(clock.now())));
  const isAmountOver = limit.amount !== null && today.amount + refundAmount > limit.amount;
  const isCountOver = limit.count !== null && today.count + 1 > limit.count;
  if (!isAmountOver && !isCountOver) return;
  log.warn(
    { appId, refundAmount, today, limit, alert: 'refund_day_limit' },
    'refund beyond the limit of the day',
  );
  throw new Refusal('refund_day_exceeded', {
    ...(isAmountOver ? { maxAmount: limit.amount ?? 0 } : { maxCount: limit.count ?? 0 }),
  });
}
