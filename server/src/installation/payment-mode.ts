import { findApp } from '../apps/app-store.ts';
import { type Database, isDatabaseError, type Queryable } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import type { Vault } from '../lib/vault.ts';
import { TEST_APP } from '../sandbox/seed.ts';
import {
  findPaymentMode,
  hasSchoolsOfItsOwn,
  insertPaymentMode,
  type PaymentMode,
} from './payment-mode-store.ts';

/** A database of the other mode; the message is one line that says what to set. */
export class PaymentModeError extends Error {
  override readonly name = 'PaymentModeError';
}

interface Installation {
  readonly db: Database;
  readonly vault: Vault;
  readonly clock: Clock;
}

/**
 * Binds the database to the mode of its first start. Whoever starts production's without `PAYMENT_MODE` would else
 * let published keys in, ask for no second factor and point its payments at emulators.
 * @throws PaymentModeError
 */
export async function keepPaymentMode(installation: Installation, mode: PaymentMode): Promise<void> {
  const { db, clock } = installation;
  if ((await findPaymentMode(db)) === undefined) {
    // what is refused here is not kept: a person may know better, and write the row
    refuseOther(await modeBefore(installation), mode);
    await insertPaymentMode(db, mode, clock.now());
  }
  await checkPaymentMode(db, mode);
}

/**
 * For programs beside the server.
 * @throws PaymentModeError
 */
export async function checkPaymentMode(q: Queryable, mode: PaymentMode): Promise<void> {
  refuseOther(await findPaymentMode(q), mode);
}

/**
 * The mode of a database from before modes were stored. A sandbox has the published keys, unless they were changed;
 * one that has schools and was never seeded is not a sandbox. Undefined: the database is new, or its mode cannot be
 * determined.
 */
async function modeBefore({ db, vault }: Installation): Promise<PaymentMode | undefined> {
  const testApp = await findApp(db, vault, TEST_APP.appId).catch((error) => {
    if (isDatabaseError(error)) throw error;
    throw new PaymentModeError(
      `MASTER_KEY does not open the keys of ${TEST_APP.appId} in this database: it was another when they were written`,
    );
  });
  if (testApp?.keys.appSecret === TEST_APP.appSecret) return 'sandbox';
  return (await hasSchoolsOfItsOwn(db)) ? 'production' : undefined;
}

function refuseOther(kept: PaymentMode | undefined, mode: PaymentMode): void {
  if (kept === undefined || kept === mode) return;
  const [what, instead] =
    kept === 'production'
      ? ['production', 'set PAYMENT_MODE=production, or give the sandbox a database of its own']
      : ['a sandbox, whose keys are published', 'give production a database of its own'];
  throw new PaymentModeError(
    `This database is of ${what}, but PAYMENT_MODE is ${mode}: ${instead} (DATABASE_URL; DATA_DIR when it is embedded)`,
  );
}
