import type { Logger } from 'pino';
import { isDatabaseAway, openDatabase, type Queryable } from '../../db/database.ts';
import { type Vault, vaultOf } from '../../lib/vault.ts';
import {
  KEYS_CHANNEL,
  noteGeneration,
  noteMasterKey,
  releaseGeneration,
  whileUnchanged,
} from './key-locks-store.ts';
import { type LoadedKeys, loadKeys, type MasterKeys } from './load-keys.ts';

export interface KeyringOptions {
  readonly databaseUrl: string;
  readonly masterKeys: MasterKeys;
  readonly log: Pick<Logger, 'error'>;
}

/** The keys of a running process. While it is open, a rotation waits for this process before it seals with new ones. */
export interface Keyring extends AsyncDisposable {
  readonly vault: Vault;
}

const LOOK_AGAIN_MS = 1_000;

/** What a session has locked, so that it is locked once. */
interface Noted {
  generation?: number;
  readonly masterKeys: Set<string>;
}

/**
 * Reads the keys and goes on following them.
 * @throws MasterKeyError, DatabaseAway
 */
export async function openKeyring({ databaseUrl, masterKeys, log }: KeyringOptions): Promise<Keyring> {
  await using stack = new AsyncDisposableStack();
  const db = openDatabase({ url: databaseUrl, poolSize: 1 });
  stack.defer(() => db.close());
  let loaded: LoadedKeys = await loadKeys(db, await masterKeys());
  const notes = new WeakMap<Queryable, Noted>();

  const follow = async (session: Queryable) => {
    const noted = notes.get(session) ?? { masterKeys: new Set<string>() };
    notes.set(session, noted);
    const given = await masterKeys();
    await whileUnchanged(session, async () => {
      const now = await loadKeys(session, given);
      loaded = now;
      if (noted.generation !== now.generation) {
        await noteGeneration(session, now.generation);
        if (noted.generation !== undefined) await releaseGeneration(session, noted.generation);
        noted.generation = now.generation;
      }
    });
    for (const masterKey of given) {
      const name = masterKey.toString('hex');
      if (noted.masterKeys.has(name)) continue;
      await noteMasterKey(session, masterKey);
      noted.masterKeys.add(name);
    }
  };
  let following = Promise.resolve();
  let again: NodeJS.Timeout | undefined;
  const look = (session: Queryable) => {
    clearTimeout(again);
    following = following
      .then(() => follow(session))
      .catch((error: unknown) => {
        // a session that was lost is followed by another one
        if (isDatabaseAway(error)) return;
        log.error({ err: error, alert: 'keys_not_read' }, 'the keys of the database could not be read');
        again = setTimeout(look, LOOK_AGAIN_MS, session).unref();
      });
  };
  const stop = await db.listen(KEYS_CHANNEL, look, 'zhixiao-pay-keys');
  stack.defer(() => clearTimeout(again));
  stack.defer(stop);
  await following;
  const moved = stack.move();
  return { vault: vaultOf(() => loaded.keys), [Symbol.asyncDispose]: () => moved.disposeAsync() };
}
