import type { Bill } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';
import type { Outcome } from '../lib/outcome.ts';
import { billAccountOf } from './bill-accounts.ts';
import { findBill, insertBill } from './bill-store.ts';
import { hasBusiness } from './books-store.ts';
import { ASK_AGAIN_MS, type DayKey, isLongDue } from './day.ts';
import { insertDay, lockDayRow, postponeDay } from './day-store.ts';
import { matchDayOf } from './reconcile-day.ts';

/**
 * Fetches the bill of a day and keeps it, once, however often it is called. `later`: the channel has none yet,
 * or could not say; it is asked again.
 */
export async function fetchBill(core: Core, key: DayKey): Promise<'kept' | 'later'> {
  await insertDay(core.db, key, core.clock.now());
  if (await findBill(core.db, key)) return 'kept';
  const merchant = await billAccountOf(core, key.channelAccountId);
  const account = await core.accounts.byId(merchant?.fetchedWith ?? key.channelAccountId);
  const adapter = account && core.channels.get(account.channel);
  if (!adapter) throw new Error(`channel account ${key.channelAccountId} is not available`);
  const bill = await settled(core, key, await adapter.fetchBill(account, key.date));
  if (typeof bill === 'object' && 'failure' in bill) {
    const now = core.clock.now();
    core.log.warn({ ...key, reason: bill.failure }, 'no bill yet');
    await postponeDay(core.db, key, bill.failure, plusMs(now, ASK_AGAIN_MS));
    return 'later';
  }
  await core.db.transaction(async (tx) => {
    await lockDayRow(tx, key);
    if (!(await findBill(tx, key))) await insertBill(tx, core.vault, key, bill, core.clock.now());
  });
  return 'kept';
}

/** Alipay says of a day without business only that it has no bill: after hours, and if we had none, that is taken as said. */
async function settled(
  core: Core,
  key: DayKey,
  answer: Outcome<Bill | 'not_ready' | 'empty'>,
): Promise<Bill | 'empty' | { readonly failure: string }> {
  switch (answer.kind) {
    case 'unknown':
      return { failure: answer.reason };
    case 'not_done':
      return { failure: `${answer.code} ${answer.message}` };
    case 'done': {
      if (answer.value !== 'not_ready') return answer.value;
      const isQuiet =
        isLongDue(key.date, core.clock.now()) && !(await hasBusiness(core.db, await matchDayOf(core, key)));
      return isQuiet ? 'empty' : { failure: '账单还没有生成' };
    }
  }
}
