import type { Core } from '../core.ts';
import { MINUTE_MS, plusMs, SECOND_MS } from '../lib/clock.ts';
import { addressGroup } from '../lib/ip-address.ts';
import { Refusal } from '../refusal.ts';
import { addAttempt, deleteAttempts, findLock, takeAttemptBack } from './attempt-store.ts';
import { deviceOf } from './device.ts';
import type { Visit } from './session.ts';

/** So many attempts are free; from then on each locks for twice as long as the one before. */
const ACCOUNT_ATTEMPTS = 5;
/** A school's people share an address. */
const ADDRESS_ATTEMPTS = 30;
const FIRST_LOCK_MS = 30 * SECOND_MS;
const LONGEST_LOCK_MS = 15 * MINUTE_MS;

export interface Attempt {
  /** Everything was proved: nothing counts against the account, or its browser, any more. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt before it is checked, so that concurrent attempts cannot pass the limit. A browser that the
 * account has signed in with has a counter of its own: otherwise an attacker who knows the account's name could lock
 * its owner out. A locked address locks no accounts.
 * @throws Refusal sign_in_locked
 */
export async function beginAttempt(
  core: Pick<Core, 'db' | 'clock' | 'vault'>,
  account: string,
  { address, device: mark }: Visit,
): Promise<Attempt> {
  const { db, clock } = core;
  const now = clock.now();
  const device = deviceOf(core, account, mark);
  const ofAccount = {
    subject: device === undefined ? `account ${account}` : `device ${device}`,
    free: ACCOUNT_ATTEMPTS,
  };
  const ofAddress = countedBy(address);
  const until = device === undefined ? await findLock(db, ofAddress.subject) : undefined;
  if (until && until > now) throw locked(until, now);
  for (const each of device === undefined ? [ofAccount, ofAddress] : [ofAccount]) await count(core, each);
  return {
    async succeeded() {
      await deleteAttempts(db, ofAccount.subject);
      if (device === undefined) await takeAttemptBack(db, ofAddress.subject);
    },
  };
}

/**
 * Counts refused attempts with an unguessable secret by address, since such a secret names no account until it is
 * right: a right one is accepted whatever the count. A refusal beyond the limit is `sign_in_locked`, which is not
 * recorded in the audit log, so that strangers cannot fill it.
 * @throws Refusal sign_in_locked
 */
export async function countingRefusals<T>(
  core: Pick<Core, 'db' | 'clock'>,
  { address }: Pick<Visit, 'address'>,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Refusal) await count(core, countedBy(address));
    throw error;
  }
}

interface Counted {
  readonly subject: string;
  readonly free: number;
}

function countedBy(address: string): Counted {
  return { subject: `address ${addressGroup(address)}`, free: ADDRESS_ATTEMPTS };
}

/** @throws Refusal sign_in_locked */
async function count({ db, clock }: Pick<Core, 'db' | 'clock'>, { subject, free }: Counted): Promise<void> {
  const now = clock.now();
  const isCounted = await addAttempt(db, subject, now, {
    free,
    firstMs: FIRST_LOCK_MS,
    longestMs: LONGEST_LOCK_MS,
    staleBefore: plusMs(now, -LONGEST_LOCK_MS),
  });
  if (!isCounted) throw locked(await findLock(db, subject), now);
}

function locked(until: Date | undefined, now: Date): Refusal {
  const seconds = Math.ceil(((until?.getTime() ?? 0) - now.getTime()) / SECOND_MS);
  return new Refusal('sign_in_locked', { seconds: Math.max(seconds, 1) });
}
