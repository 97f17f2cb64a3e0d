import { setTimeout as pause } from 'node:timers/promises';
import type { Transaction } from '../../db/database.ts';
import { LOCK_NOT_AVAILABLE } from '../../db/held-up.ts';
import { errorCode } from '../../lib/property-of.ts';

const TRIES = 30;
const PAUSE_MS = 1_000;

/** Does in a transaction what needs a lock that others hold for moments, again and again: what it did before stays. */
export async function withPatience(tx: Transaction, work: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    await tx.query({ text: 'savepoint patience' });
    try {
      await work();
      await tx.query({ text: 'release savepoint patience' });
      return;
    } catch (error) {
      if (errorCode(error) !== LOCK_NOT_AVAILABLE || tried >= TRIES) throw error;
      await tx.query({ text: 'rollback to savepoint patience' });
      await pause(PAUSE_MS);
    }
  }
}
