import type { Queryable } from '../db/database.ts';
import { LEASE_MS } from '../jobs/job.ts';
import { plusMs } from '../lib/clock.ts';

/** What a worker would ask about only later; what is due within a lease it may be asking about already. */
const WAITING = `exists (
  select from refunds r join payments p using (app_id, payment_no)
   where p.channel_account_id = $1 and r.status = 'processing' and r.due_at > $4)`;

/**
 * Takes an unsigned word about some refund of an account: answers when it is to be acted on, now or `gapMs` after the
 * last one was, whichever process took that. Undefined: there is no refund to ask about.
 */
export async function claimRefundHint(
  q: Queryable,
  channelAccountId: string,
  now: Date,
  gapMs: number,
): Promise<Date | undefined> {
  const [row] = await q.query<{ hinted_at: Date | null }>({
    name: 'claim-refund-hint',
    // later than two gaps from now means that the clock was wrong then; what is planned for this very moment may have
    // been acted on by now, by a process whose clock is a little ahead
    text: `with claimed as (
             update channel_accounts set hinted_at =
                    case when hinted_at > $3 then $2::timestamptz
                         else greatest($2::timestamptz, hinted_at + ($3::timestamptz - $2::timestamptz) / 2) end
              where channel_account_id = $1 and (hinted_at is null or hinted_at <= $2 or hinted_at > $3) and ${WAITING}
             returning hinted_at)
           select coalesce((select hinted_at from claimed),
                           (select hinted_at from channel_accounts
                             where channel_account_id = $1 and hinted_at <= $3
                               and hinted_at > $2 + interval '1 second')) as hinted_at`,
    values: [channelAccountId, now, plusMs(now, 2 * gapMs), plusMs(now, LEASE_MS)],
  });
  return row?.hinted_at ?? undefined;
}

/**
 * Has a worker ask about every unsettled refund of an account at `askAt`, where it would ask later; those it may be
 * asking about already are left. The question does not count: strangers who have many asked would put off the rest.
 */
export async function expediteRefunds(
  q: Queryable,
  channelAccountId: string,
  now: Date,
  askAt: Date,
): Promise<void> {
  await q.query({
    name: 'expedite-refunds',
    text: `update refunds r set due_at = $2::timestamptz, checks = greatest(r.checks - 1, 0) from payments p
            where p.app_id = r.app_id and p.payment_no = r.payment_no and p.channel_account_id = $1
              and r.status = 'processing' and r.due_at > greatest($2::timestamptz, $3::timestamptz)`,
    values: [channelAccountId, askAt, plusMs(now, LEASE_MS)],
  });
}
