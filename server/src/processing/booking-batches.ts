import type { Core } from '../core.ts';
import { batched } from '../db/batched.ts';
import { isDatabaseAway } from '../db/database.ts';
import { KEYED_PLANS } from '../db/keyed-plans.ts';
import { bookProofs } from './book-payment.ts';
import type { Booked, BookingBatches, Proof } from './proof.ts';

/** More proofs a commit gain nothing, and hold more locks. */
const BATCH = 64;
/** Two batches of so many keep PostgreSQL and this process at work; smaller ones cost more than they gain. */
const BESIDE_FROM = 24;
/**
 * A batch that waits for a lock makes everybody in it wait, so it gives up soon: before PostgreSQL looks for a deadlock,
 * which it does after a second.
 */
const SETTINGS = { ...KEYED_PLANS, lock_timeout: '500ms' };

/** @param core what it books with; asked for when there is something to book, since it is made of this as well */
export function bookingBatches(core: () => Core): BookingBatches {
  const book = async (proofs: readonly Proof[]) => {
    const { db, log } = core();
    try {
      return await db.transaction((tx) => bookProofs(core(), tx, proofs), SETTINGS);
    } catch (error) {
      // nobody knows whether it was committed: nothing is repeated here, and no callback is answered as taken
      if (isDatabaseAway(error)) throw error;
      log.warn({ err: error, proofs: proofs.length }, 'proofs of payments are booked one by one');
      return proofs.map(() => 'alone' as const);
    }
  };
  return batched<Proof, Booked | 'alone'>(BATCH, book, BESIDE_FROM);
}
