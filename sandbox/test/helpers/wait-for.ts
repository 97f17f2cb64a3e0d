import { patience } from '../../../test/helpers/patience.ts';

const LIMIT_MS = 30_000;
const POLL_MS = 10;

/** Waits until `condition` gives something, at most half a minute, on a busy machine longer. */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + patience(LIMIT_MS);
  while (Date.now() < deadline) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) {
      return value as Exclude<T, undefined | null | false>;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`waited in vain for ${what}`);
}
