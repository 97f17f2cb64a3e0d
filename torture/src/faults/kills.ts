import type { Random } from '../../../server/test/fuzz/random.ts';
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

/** SIGKILL to one of the processes; answers which, or undefined when it was not there. */
export async function killOne(
  { servers, emulators, postgres }: Installation,
  random: Random,
): Promise<string | undefined> {
  const victim = random.pick(VICTIMS);
  switch (victim) {
    case 'api':
    case 'worker':
      if (!servers[victim].isReady) return undefined;
      servers[victim].kill(random.int(800));
      return victim;
    case 'postgres':
      return postgres.kill(random);
    case 'channels':
      if (!(await emulators.kill())) return undefined;
      setTimeout(() => void emulators.start(), random.int(1_500));
      return victim;
  }
}
