import { setTimeout as pause } from 'node:timers/promises';
import type { Core } from '../core.ts';
import { isDatabaseAway } from '../db/database.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import { estimateUnsealed, hasUnsealed, sealOrders, sealPayments } from './unsealed-store.ts';

type Parts = Pick<Core, 'db' | 'vault' | 'log'>;

/** Rows that a commit seals: they are held for some milliseconds. */
const BATCH = 200;
const LOGGED_EACH_MS = MINUTE_MS;

/**
 * Seals, in the background, the payers that earlier releases kept in plain text. Nobody waits for it: what is not
 * sealed yet is read as it is. Any number of processes share the work, and one that ends leaves the rest to the next.
 */
export function startSealing(core: Parts): AsyncDisposable {
  const stopping = new AbortController();
  const running = untilSealed(core, stopping.signal);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

async function untilSealed(core: Parts, signal: AbortSignal): Promise<void> {
  const progress = progressLog(core);
  const tables = [sealOrders, sealPayments].map((seal) => ({ seal, after: '0' }));
  while (!signal.aborted) {
    try {
      if (!(await hasUnsealed(core.db))) return progress.done();
      await progress.log();
      const begun = performance.now();
      let sealed = 0;
      for (const table of tables) {
        const numbers = await core.db.transaction((tx) =>
          table.seal(tx, core.vault, { after: table.after, limit: BATCH }),
        );
        // from its beginning again for what others held
        table.after = numbers.at(-1) ?? '0';
        sealed += numbers.length;
      }
      progress.sealed(sealed);
      // as long at rest as at work; what others hold is free in a moment
      await resting(sealed === 0 ? SECOND_MS : performance.now() - begun, signal);
    } catch (error) {
      // logged once, when the database was lost
      if (!isDatabaseAway(error))
        core.log.error({ err: error }, 'could not seal payers; it will be tried again');
      await resting(SECOND_MS, signal);
    }
  }
}

function progressLog({ db, log }: Parts) {
  let loggedAt: number | undefined;
  let ofAbout = 0;
  let sealed = 0;
  return {
    sealed(count: number) {
      sealed += count;
    },
    async log() {
      if (loggedAt !== undefined && performance.now() - loggedAt < LOGGED_EACH_MS) return;
      if (loggedAt === undefined) ofAbout = await estimateUnsealed(db);
      log.info({ sealed, ofAbout }, 'sealing payers that an earlier release kept in plain text');
      loggedAt = performance.now();
    },
    done() {
      if (loggedAt !== undefined) log.info({ sealed }, 'no payer is left in plain text');
    },
  };
}

function resting(ms: number, signal: AbortSignal): Promise<void> {
  return pause(ms, undefined, { signal }).catch(() => undefined);
}
