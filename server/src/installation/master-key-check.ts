import { findApp } from '../apps/app-store.ts';
import type { Database, Queryable } from '../db/database.ts';
import { isDatabaseError } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import type { Vault } from '../lib/vault.ts';
import { anyAppId, findKeyCheck, insertKeyCheck } from './master-key-store.ts';

/** The master key is not the one that the database was filled with; the message is one line that says what to set. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  /** @param masterVersion how many master keys the database has had */
  constructor(masterVersion = 1) {
    const which =
      masterVersion === 1 ? 'the one it was started with first' : 'the one it was rotated to last';
    super(
      `MASTER_KEY is not the key that the secrets in this database are sealed with: set ${which} (in the sandbox: master.key in DATA_DIR)`,
    );
  }
}

/** What the value is sealed for that shows whether keys are right. */
export const CHECK_CONTEXT = 'master_key_check.sealed';
const CONTENT = 'zhixiao-pay';

/**
 * Binds the database to the master key of its first start. With another nothing sealed opens, and what is sealed by it
 * would not open with the right one.
 * @throws MasterKeyError
 */
export async function keepMasterKey(installation: {
  readonly db: Database;
  readonly vault: Vault;
  readonly clock: Clock;
}): Promise<void> {
  const { db, vault, clock } = installation;
  if ((await findKeyCheck(db)) === undefined) {
    await checkOldSecrets(db, vault);
    await insertKeyCheck(db, vault.seal(CHECK_CONTEXT, CONTENT), clock.now());
  }
  await checkMasterKey(db, vault);
}

/**
 * For programs beside the server.
 * @throws MasterKeyError
 */
export async function checkMasterKey(q: Queryable, vault: Vault): Promise<void> {
  const sealed = await findKeyCheck(q);
  if (sealed === undefined) return;
  try {
    vault.open(CHECK_CONTEXT, sealed);
  } catch {
    throw new MasterKeyError();
  }
}

/** A database from before there was a check value has apps, whose keys are sealed. */
async function checkOldSecrets(q: Queryable, vault: Vault): Promise<void> {
  const appId = await anyAppId(q);
  if (appId === undefined) return;
  try {
    await findApp(q, vault, appId);
  } catch (error) {
    throw isDatabaseError(error) ? error : new MasterKeyError();
  }
}
