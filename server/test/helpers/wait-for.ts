import { patience } from '../../../test/helpers/patience.ts';

export interface WaitOptions {
  /** What is waited for, for the failure message. */
  readonly what: string;
  /** On a quiet machine; a busy one gets more. */
  readonly timeoutMs?: number;
}

const FIRST_GAP_MS = 5;
const LAST_GAP_MS = 100;

/**
 * Answers the first truthy value of `condition`, asked again and again; fails naming `what` after the limit. The gaps
 * grow with the wait, so that asking is not what keeps a busy machine busy.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs = 30_000 }: WaitOptions,
): Promise<NonNullable<T>> {
  const limitMs = patience(timeoutMs);
  const startedAt = Date.now();
  for (;;) {
    const value = await condition();
    if (value) return value;
    const waitedMs = Date.now() - startedAt;
    if (waitedMs >= limitMs) throw new Error(`waited ${Math.round(limitMs)} ms in vain for ${what}`);
    const gapMs = Math.min(Math.max(FIRST_GAP_MS, waitedMs / 5), LAST_GAP_MS, limitMs - waitedMs);
    await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
}
