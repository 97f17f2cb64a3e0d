import { waitFor } from '../wait-for.ts';

const STEPS_MAX = 60;
const STEP_MS = 200;

/**
 * Moves the time step by step until `condition` holds. Between steps everything has a moment to happen: time that runs
 * away from an answer on its way makes its signature stale.
 */
export async function passTime(
  advance: (ms: number) => Promise<void>,
  stepMs: number,
  what: string,
  condition: () => Promise<unknown>,
): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const holds = await waitFor(condition, { what, timeoutMs: STEP_MS }).catch(() => false);
    if (holds) return;
    await advance(stepMs);
  }
  throw new Error(`moved the time ${STEPS_MAX} times by ${stepMs} ms in vain for ${what}`);
}
