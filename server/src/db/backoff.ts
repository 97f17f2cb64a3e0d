import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 250;
const LONGEST_MS = 1_000;

/**
 * The pause before try `failures` + 1: twice as long each time, up to a second, and by chance up to half less, so
 * that processes which lost the database together do not come back together.
 * @throws the reason when `signal` ends it
 */
export async function pauseAfter(failures: number, signal?: AbortSignal): Promise<void> {
  const longest = Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), LONGEST_MS);
  await delay(longest * (0.5 + Math.random() / 2), undefined, signal === undefined ? {} : { signal }).catch(
    () => signal?.throwIfAborted(),
  );
}
