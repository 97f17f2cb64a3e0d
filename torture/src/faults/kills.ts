import type { Random } from '../../../server/test/fuzz/random.ts';
import { patience } from '../../../test/helpers/patience.ts';
import type { Installation } from '../installation.ts';

/** Servers have most to lose between two statements. */
const VICTIMS = [
  'api',
  'api',
  'api',
  'worker',
  'worker',
  'worker',
  'postgres',
  'postgres',
  'channels',
] as const;

/** For so long a kill waits for a notification that is under way, or for a callback. */
const WITHIN_MS = 3_000;
const CALLBACK = /^POST \/channel\//;
/** A commit is on its way for so long when a callback is answered that it should have come before. */
const COMMIT_TAKES_MS = 30;

/**
 * SIGKILL to one of the processes that are there; answers which, or undefined when none was. Every other worker, the first among
 * them, ends while a partner has a notification in its hands, whose lease is all that is left of the attempt; every other PostgreSQL when a channel
 * has just been told that its callback is taken.
 * @param kills so far, by victim
 */
export async function killOne(
  installation: Installation,
  random: Random,
  kills: Readonly<Record<string, number>>,
): Promise<string | undefined> {
  // what has just been killed is not there yet: another is, and the moment is as good
  for (let tries = VICTIMS.length; tries > 0; tries -= 1) {
    const killed = await kill(installation, random.pick(VICTIMS), random, kills);
    if (killed !== undefined) return killed;
  }
  return undefined;
}

async function kill(
  { servers, emulators, postgres, endpoint, proxies }: Installation,
  victim: (typeof VICTIMS)[number],
  random: Random,
  kills: Readonly<Record<string, number>>,
): Promise<string | undefined> {
  switch (victim) {
    case 'api':
    case 'worker':
      if (!servers[victim].isReady) return undefined;
      if (victim === 'worker' && (kills.worker ?? 0) % 2 === 0) {
        await endpoint.holdNext(patience(WITHIN_MS));
        if (!servers.worker.isReady) return undefined;
      }
      servers[victim].kill(random.int(800));
      return victim;
    case 'postgres':
      if ((kills.postgres ?? 0) % 2 === 1) return postgres.kill(random);
      proxies.database.poison({ kind: 'latency', ms: COMMIT_TAKES_MS, jitterMs: 0 });
      await proxies.public.nextAnswer(CALLBACK, patience(WITHIN_MS));
      return postgres.killAll().finally(() => proxies.database.poison(undefined));
    case 'channels':
      if (!(await emulators.kill())) return undefined;
      setTimeout(() => void emulators.start(), random.int(1_500));
      return victim;
  }
}
