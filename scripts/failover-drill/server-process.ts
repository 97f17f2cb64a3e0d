/** A server in a process of its own, of one role, opposite emulated channels that several share. Settings: one JSON argument. */
import { createApp } from '../../server/src/app.ts';
import { whenReachable } from '../../server/src/db/wait.ts';
import { systemClock } from '../../server/src/lib/clock.ts';
import { createLog } from '../../server/src/lib/log.ts';
import { seedSandbox } from '../../server/src/sandbox/seed.ts';

export interface ServerSettings {
  readonly databaseUrl: string;
  readonly sandboxUrl: string;
  readonly port: number;
  readonly masterKey: string;
  readonly role: 'api' | 'worker';
}

const settings = JSON.parse(process.argv[2] ?? '{}') as ServerSettings;
const waiting = { waitMs: 60_000, log: () => undefined, signal: new AbortController().signal };
await whenReachable(settings.databaseUrl, waiting, async () => undefined);
const app = await createApp({
  databaseUrl: settings.databaseUrl,
  databasePoolSize: 12,
  masterKey: Buffer.from(settings.masterKey, 'base64'),
  publicUrl: `http://127.0.0.1:${settings.port}`,
  sandboxUrl: settings.sandboxUrl,
  channelTimeoutMs: 8_000,
  role: settings.role,
  rateLimitPerSecond: 0,
  trustedProxies: 0,
  clock: systemClock,
  log: createLog('warn'),
});
if (settings.role === 'worker') await seedSandbox(app.core, settings.sandboxUrl);
await app.server.listen({ host: '127.0.0.1', port: settings.port });
process.send?.('ready');
