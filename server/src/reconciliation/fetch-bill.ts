import { reasonText } from '@zhixiao/contract/words/reasons';
import { type Bill, type FetchedBill, UNREADABLE_BILL } from '../channels/bill.ts';
import type { AuditedCore, Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';
import type { Outcome } from '../lib/outcome.ts';
import { billAccountOf } from './bill-accounts.ts';
import { findBill, insertBill } from './bill-store.ts';
import { hasBusiness } from './books-store.ts';
import { ASK_AGAIN_MS, ASK_NEXT_DAY_MS, type DayKey, isLongDue, MAX_UNREADABLE_TRIES } from './day.ts';
import { countTry, insertDay, lockDayRow, postponeDay } from './day-store.ts';
import { matchDayOf } from './reconcile-day.ts';

/**
 * Fetches the bill of a day and keeps it, once, however often it is called. `later`: the channel has none yet,
 * or could not say, or its file cannot be read; it is asked again, less often once that is for a person.
 */
export async function fetchBill(core: AuditedCore, key: DayKey): Promise<'kept' | 'later'> {
  // the channel is asked between this commit and the one that keeps the bill
  await core.db.transaction(async (tx) => {
    await insertDay(tx, key, core.clock.now());
    await core.audit.record(tx);
  });
  if (await findBill(core.db, key)) return 'kept';
  const merchant = await billAccountOf(core, key.channelAccountId);
  const account = await core.accounts.byId(merchant?.fetchedWith ?? key.channelAccountId);
  const adapter = account && core.channels.get(account.channel);
  if (!account || !adapter?.fetchBill)
    throw new Error(`merchant account ${key.channelAccountId} is not available`);
  const heldUntil = plusMs(core.clock.now(), ASK_NEXT_DAY_MS);
  const tries = await countTry(core.db, key, MAX_UNREADABLE_TRIES, heldUntil);
  const bill = await settled(core, key, await adapter.fetchBill(account, key.date));
  if (typeof bill === 'object' && 'failure' in bill) {
    await postpone(core, key, bill, tries);
    return 'later';
  }
  await core.db.transaction(async (tx) => {
    await lockDayRow(tx, key);
    if (!(await findBill(tx, key))) await insertBill(tx, core.vault, key, bill, core.clock.now());
  });
  return 'kept';
}

/** Why there is no bill. */
interface Absence {
  readonly failure: string;
  /** There is a file, and it cannot be read. */
  readonly isUnreadable: boolean;
}

async function postpone(core: Core, key: DayKey, absence: Absence, tries: number): Promise<void> {
  const isForPerson = absence.isUnreadable && tries >= MAX_UNREADABLE_TRIES;
  const failure = isForPerson
    ? reasonText('bill_given_up', { tries, cause: absence.failure })
    : absence.failure;
  if (isForPerson)
    core.log.error(
      { ...key, tries, reason: absence.failure, alert: 'bill_unreadable' },
      'a bill cannot be read',
    );
  else core.log.warn({ ...key, reason: failure }, 'no bill yet');
  const gapMs = isForPerson ? ASK_NEXT_DAY_MS : ASK_AGAIN_MS;
  await postponeDay(core.db, key, { ...absence, failure }, plusMs(core.clock.now(), gapMs));
}

async function settled(
  core: Core,
  key: DayKey,
  answer: Outcome<FetchedBill>,
): Promise<Bill | 'empty' | Absence> {
  switch (answer.kind) {
    case 'unknown':
      return { failure: answer.reason, isUnreadable: false };
    case 'not_done':
      return answer.code === UNREADABLE_BILL
        ? { failure: answer.message, isUnreadable: true }
        : { failure: reasonText('coded', answer), isUnreadable: false };
    case 'done':
      if (answer.value === 'not_ready') return unproven(core, key, reasonText('bill_absent'));
      return answer.value === 'blank' ? blank(core, key) : answer.value;
  }
}

/** Alipay says of a day without business only that it has no bill: after hours, and if we had none, that is taken as said. */
async function unproven(core: Core, key: DayKey, failure: string): Promise<'empty' | Absence> {
  const isQuiet =
    isLongDue(key.date, core.clock.now()) && !(await hasBusiness(core.db, await matchDayOf(core, key)));
  return isQuiet ? 'empty' : { failure, isUnreadable: false };
}

/**
 * An empty file without a signature or hash: valid at once if we have no payments of the day either. If we have, it
 * may be incomplete; after some hours it is accepted, and all our payments are reported as missing in it.
 */
async function blank(core: Core, key: DayKey): Promise<'empty' | Absence> {
  const hadBusiness = await hasBusiness(core.db, await matchDayOf(core, key));
  return !hadBusiness || isLongDue(key.date, core.clock.now())
    ? 'empty'
    : { failure: reasonText('bill_blank'), isUnreadable: false };
}
