import type { Core } from '../core.ts';
import { MINUTE_MS, plusMs, SECOND_MS } from '../lib/clock.ts';
import { Refusal } from '../refusal.ts';
import { addAttempt, findLock, forgetAttempts, takeAttemptBack } from './attempt-store.ts';

/** So many attempts are free; from then on each locks for twice as long as the one before. */
const ACCOUNT_ATTEMPTS = 5;
/** A school's people share an address. */
const ADDRESS_ATTEMPTS = 30;
const FIRST_LOCK_MS = 30 * SECOND_MS;
const LONGEST_LOCK_MS = 15 * MINUTE_MS;

export interface Attempt {
  /** Everything that was proved: nothing counts against the account any more. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt to prove something before it is looked at, so that many at once are no way around.
 * @throws Refusal sign_in_locked
 */
export async function beginAttempt(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  account: string,
  address: string,
): Promise<Attempt> {
  const now = clock.now();
  const subjects = [
    { subject: `account ${account}`, free: ACCOUNT_ATTEMPTS },
    { subject: `address ${address}`, free: ADDRESS_ATTEMPTS },
  ];
  for (const { subject, free } of subjects) {
    const lock = {
      free,
      firstMs: FIRST_LOCK_MS,
      longestMs: LONGEST_LOCK_MS,
      forgetAt: plusMs(now, -LONGEST_LOCK_MS),
    };
    if (await addAttempt(db, subject, now, lock)) continue;
    const until = await findLock(db, subject);
    const seconds = Math.ceil(((until?.getTime() ?? 0) - now.getTime()) / SECOND_MS);
    throw new Refusal('sign_in_locked', { seconds: Math.max(seconds, 1) });
  }
  return {
    async succeeded() {
      await forgetAttempts(db, `account ${account}`);
      await takeAttemptBack(db, `address ${address}`);
    },
  };
}
