/** A gateway in a process of its own, for tests and drills that kill it. Settings come as one JSON argument. */
import { flushCompileCache } from 'node:module';
import { type AppOptions, createApp } from '../../../src/app.ts';
import { whenReachable } from '../../../src/db/wait.ts';
import { listenWidely } from '../../../src/http/listen.ts';
import { createLog } from '../../../src/lib/log.ts';
import { seedSandbox } from '../../../src/sandbox/seed.ts';
import { movableClock } from './movable-clock.ts';

/** What the process is told; see `killable-gateway.ts` and the failover drill. */
export interface GatewayProcessSettings {
  readonly databaseUrl: string;
  readonly sandboxUrl: string;
  readonly port: number;
  readonly masterKey: string;
  readonly role: 'all' | 'api' | 'worker';
  readonly standby?: AppOptions['standby'];
  /** `fatal` where it is not given. */
  readonly logLevel?: 'warn';
}

const settings = JSON.parse(process.argv[2] ?? '{}') as GatewayProcessSettings;
const waiting = { waitMs: 60_000, log: () => undefined, signal: new AbortController().signal };
await whenReachable(settings.databaseUrl, waiting, async () => undefined);
const clock = movableClock();
const app = await createApp({
  databaseUrl: settings.databaseUrl,
  databasePoolSize: 12,
  standby: settings.standby,
  masterKey: Buffer.from(settings.masterKey, 'base64'),
  publicUrl: `http://127.0.0.1:${settings.port}`,
  sandboxUrl: settings.sandboxUrl,
  channelTimeoutMs: 8_000,
  role: settings.role,
  rateLimitPerSecond: 0,
  trustedProxies: 0,
  clock,
  log: createLog(settings.logLevel ?? 'fatal'),
});
process.on('message', (advanceMs: number) => {
  clock.advance(advanceMs);
  app.workers?.wake();
});
await seedSandbox(app.core, settings.sandboxUrl);
await listenWidely(app.server, { host: '127.0.0.1', port: settings.port });
process.send?.('ready');
// it will be killed, and never come to keep what it has compiled
flushCompileCache();
