import { setTimeout as delay } from 'node:timers/promises';
import { WAKE_CHANNEL } from '@zhixiao/server/jobs/wake';
import { patience } from '../../test/helpers/patience.ts';
import { stillOpen } from './checker/final-check.ts';
import type { Installation } from './installation.ts';
import { withConnection } from './processes/postgres.ts';
import type { State } from './state.ts';

const STEP_MS = 120_000;
/** Between steps everything has a moment: time that runs away from an answer on its way makes its signature stale. */
const STEP_TAKES_MS = 200;
const STEPS_MAX = 300;

/**
 * Lets time pass until nothing is open and the channels have nothing more to tell: of what a payer paid after its order was
 * closed, a callback that was not taken comes again hours later. Answers what still is open after ten hours of the run's, in words.
 */
export async function passUntilFinal(
  { postgres, emulators, setOffset }: Installation,
  state: State,
): Promise<string | undefined> {
  let open = '';
  for (let step = 0; step < STEPS_MAX; step += 1) {
    open = await stillOpen(postgres.ownerUrl).catch(String);
    const nextAt = await emulators.nextAt();
    if (open === '' && nextAt === undefined) return undefined;
    const untilNextMs = nextAt === undefined ? 0 : nextAt.getTime() - Date.now() - state.offsetMs;
    await setOffset(state.offsetMs + (open === '' ? Math.max(STEP_MS, untilNextMs) : STEP_MS));
    // workers look for what is due every second by themselves
    await withConnection(postgres.ownerUrl, (client) => client.query(`notify ${WAKE_CHANNEL}`)).catch(
      () => undefined,
    );
    await delay(patience(STEP_TAKES_MS));
  }
  return open === '' ? 'callbacks of the channels' : open;
}
