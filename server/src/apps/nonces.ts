import { CLOCK_SKEW_MS } from '@zhixiao/protocol/profile';
import type { Core } from '../core.ts';
import { MINUTE_MS, plusMs } from '../lib/clock.ts';
import { useNonce } from './nonce-store.ts';

/** Processes of one installation may differ by so much in their clocks. */
const AMONG_OURSELVES_MS = MINUTE_MS;

/**
 * Whether a request is the first with its nonce, whichever process it reaches; it is so once. The nonce is kept until no
 * process would accept the request's time.
 * @param timestamp Unix seconds
 */
export function isFirstUse(
  { db }: Pick<Core, 'db'>,
  appId: string,
  nonce: string,
  timestamp: string,
): Promise<boolean> {
  const sentAt = new Date(Number(timestamp) * 1000);
  return useNonce(db, appId, nonce, plusMs(sentAt, CLOCK_SKEW_MS + AMONG_OURSELVES_MS));
}
