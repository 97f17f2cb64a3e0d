import type { Random } from '../../../server/test/fuzz/random.ts';
import type { Installation } from '../installation.ts';

/** SIGKILL to one of the processes; answers which, or undefined when it was not there. */
export async function killOne(installation: Installation, random: Random): Promise<string | undefined> {
  const { servers, emulators, postgres } = installation;
  switch (
    random.pick([
      'api',
      'api',
      'api',
      'worker',
      'worker',
      'worker',
      'postgres',
      'postgres',
      'channels',
    ] as const)
  ) {
    case 'api':
    case 'worker': {
      const name = random.chance(0.5) ? 'api' : 'worker';
      if (!servers[name].isReady) return undefined;
      servers[name].kill(random.int(800));
      return name;
    }
    case 'postgres':
      return postgres.kill(random);
    case 'channels': {
      if (!(await emulators.kill())) return undefined;
      setTimeout(() => void emulators.start(), random.int(1_500));
      return 'channels';
    }
  }
}
