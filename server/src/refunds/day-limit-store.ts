import type { Transaction } from '../db/database.ts';

/** What an app may refund in a day; null: as much as there is. Fen. */
export interface DayLimit {
  readonly amount: number | null;
  readonly count: number | null;
}

/**
 * The daily limit of an app, locked, so that until the commit no other refund is counted at the same time. Undefined,
 * and nothing locked, when there is none.
 */
export async function lockDayLimit(tx: Transaction, appId: string): Promise<DayLimit | undefined> {
  const [row] = await tx.query<{ refund_day_amount: string | null; refund_day_count: number | null }>({
    name: 'lock-refund-day-limit',
    text: `select refund_day_amount, refund_day_count from apps
            where app_id = $1 and (refund_day_amount is not null or refund_day_count is not null)
              for no key update`,
    values: [appId],
  });
  if (!row) return undefined;
  return {
    amount: row.refund_day_amount === null ? null : Number(row.refund_day_amount),
    count: row.refund_day_count,
  };
}

/** What an app has asked to be refunded since, without what failed: that money never went. */
export async function sumRefundsSince(
  tx: Transaction,
  appId: string,
  since: Date,
): Promise<{ readonly amount: number; readonly count: number }> {
  const [row] = await tx.query<{ amount: string; count: number }>({
    name: 'sum-refunds-since',
    // numbers begin with their time (`lib/ids.ts`), and the primary key is by number
    text: `select coalesce(sum(refund_amount), 0) as amount, count(*)::int as count from refunds
            where app_id = $1 and refund_id >= $3 and created_at >= $2
              and cause = 'partner' and status <> 'failed'`,
    values: [appId, since, String(BigInt(since.getTime() - NUMBERED_BEFORE_MS) * IDS_PER_MS)],
  });
  return { amount: Number(row?.amount ?? 0), count: row?.count ?? 0 };
}

const IDS_PER_MS = 1_000_000n;
/** A number is made some moments before what it is for. */
const NUMBERED_BEFORE_MS = 60_000;
