/** Loaded before `server/src/main.ts`, so that the product needs no hook of its own: the time is the run's. */
import { flushCompileCache } from 'node:module';
import { env } from 'node:process';
import { systemClock } from '../../../server/src/lib/clock.ts';
import { crashAt } from '../points/crash-at.ts';
import type { GatewaySettings, Message } from './gateway.ts';

const settings = JSON.parse(env.TORTURE ?? '{}') as GatewaySettings['torture'];

let { offsetMs } = settings;
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
