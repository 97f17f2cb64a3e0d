/**
 * Loaded before `server/src/main.ts` by `--import`, so that the product needs no hook of its own: the emulators are
 * those of the run, the time is the run's, and a seeded bug is put into the source as it is read.
 */
import { flushCompileCache, registerHooks } from 'node:module';
import { env } from 'node:process';
import { MUTANTS, mutated } from '../mutants/mutants.ts';
import { crashAt } from '../points/crash-at.ts';
import type { GatewaySettings, Message } from './gateway.ts';

const settings = JSON.parse(env.TORTURE ?? '{}') as GatewaySettings['torture'];
const mutant = MUTANTS.find(({ name }) => name === settings.mutant);
const STAND_IN = new URL('./given-sandbox.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === '@zhixiao/sandbox/launch' ? STAND_IN : specifier, context),
  load(url, context, next) {
    const loaded = next(url, context);
    const edits = (mutant?.edits ?? []).filter(({ file }) => url.endsWith(`/${file}`));
    return edits.length > 0 ? { ...loaded, source: mutated(String(loaded.source), edits) } : loaded;
  },
});

let { offsetMs } = settings;
const { systemClock } = await import('../../../server/src/lib/clock.ts');
Object.assign(systemClock, { now: () => new Date(Date.now() + offsetMs) });
process.on('message', (message: Message) => {
  if ('offsetMs' in message) ({ offsetMs } = message);
  // it will be killed, and never come to keep what it has compiled
  else if ('isReady' in message) flushCompileCache();
  else crashAt(message);
});
// without the run nobody would end it
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
