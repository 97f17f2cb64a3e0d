import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { MINUTE_MS } from '../lib/clock.ts';
import { addressGroup } from '../lib/ip-address.ts';

/** So many at once keep connections waiting; who comes on top of them is sent away. */
export class TooManyWrongSignatures extends Error {
  override readonly name = 'TooManyWrongSignatures';
  readonly statusCode = 429;
}

/**
 * Counts a wrongly signed request of an app, and resolves when it may be answered: at once, or with a delay after
 * repeated ones. Correctly signed requests are never delayed, whatever their address.
 * @throws TooManyWrongSignatures
 */
export type NoteWrongSignature = (appId: string, address: string) => Promise<void>;

export interface WrongSignatureLimits {
  /** One log line per app in this time. */
  readonly everyMs: number;
  /** An address may be wrong about an app so often in that time before it waits. */
  readonly free: number;
  readonly waitMs: number;
  readonly waitingMax: number;
  /** A line with so many of them is an alert. */
  readonly alertFrom: number;
}

const LIMITS: WrongSignatureLimits = {
  everyMs: MINUTE_MS,
  free: 30,
  waitMs: 250,
  waitingMax: 64,
  alertFrom: 20,
};
/** Further addresses are counted as one. */
const ADDRESSES_MAX = 1_000;

/** The counts are of this process, in memory: nothing that a stranger does leaves a trace in the database. */
export function wrongSignatures(log: Logger, limits: WrongSignatureLimits = LIMITS): NoteWrongSignature {
  const byApp = new Map<string, Map<string, number>>();
  let waiting = 0;

  const flush = () => {
    for (const [appId, addresses] of byApp) {
      const count = [...addresses.values()].reduce((sum, each) => sum + each, 0);
      const [mostFrom] = [...addresses].sort(([, a], [, b]) => b - a)[0] ?? [];
      const alert = count >= limits.alertFrom ? { alert: 'signature_failures' } : {};
      log.warn({ appId, count, addresses: addresses.size, mostFrom, ...alert }, 'wrong signatures');
    }
    byApp.clear();
  };

  return async (appId, address) => {
    if (byApp.size === 0) setTimeout(flush, limits.everyMs).unref();
    const addresses = byApp.get(appId) ?? new Map<string, number>();
    byApp.set(appId, addresses);
    const group = addressGroup(address);
    const from = addresses.has(group) || addresses.size < ADDRESSES_MAX ? group : 'others';
    const count = (addresses.get(from) ?? 0) + 1;
    addresses.set(from, count);
    if (count <= limits.free) return;
    if (waiting >= limits.waitingMax) throw new TooManyWrongSignatures('wrong signatures without end');
    waiting += 1;
    await delay(limits.waitMs).finally(() => {
      waiting -= 1;
    });
  };
}
