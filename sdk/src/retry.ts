import { UnknownOutcomeError } from './errors.ts';

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/** Runs a call again after an unknown outcome, `retries` times at most. */
export async function withRetries<T>(retries: number, run: () => Promise<T>): Promise<T> {
  for (let made = 0; ; made += 1) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof UnknownOutcomeError) || error.code !== 'unknown_outcome' || made >= retries) {
        throw error;
      }
      const wait = waitMs(made, error.retryAfterMs ?? 0);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Doubling, half of it random so that many clients do not come back at once; not before the server asks. */
function waitMs(made: number, retryAfterMs: number): number {
  const wait = FIRST_WAIT_MS * 2 ** made * (0.5 + Math.random() / 2);
  return Math.min(Math.max(wait, retryAfterMs), LONGEST_WAIT_MS);
}
