import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CHANNELS } from '@zhixiao/contract/codes/channels';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { EmbeddedPostgresError } from '@zhixiao/postgres';
import { startSandbox } from '@zhixiao/sandbox/launch';
import { type App, type AppOptions, createApp } from './app.ts';
import { headFileIn } from './audit/head-file.ts';
import { keyOldChain } from './audit/record.ts';
import { type Config, parseConfig, type Secrets } from './config/config.ts';
import { ConfigError, readEnv } from './config/settings.ts';
import { isDatabaseAway, openDatabase } from './db/database.ts';
import { MigrationError } from './db/migration-error.ts';
import { needlessPowers } from './db/server-role.ts';
import { UnusableDatabase, unreachable, whenReachable } from './db/wait.ts';
import { listenWidely } from './http/listen.ts';
import { openDataDir } from './installation/data-dir.ts';
import { databaseUrls, upgradeDatabase } from './installation/database-urls.ts';
import { loadKeys, type MasterKeys } from './installation/keys/load-keys.ts';
import { makeSandboxMasterKey, masterKeysOf } from './installation/master-key.ts';
import { keepMasterKey, MasterKeyError } from './installation/master-key-check.ts';
import { keepPaymentMode, PaymentModeError } from './installation/payment-mode.ts';
import { keepShard } from './installation/split/keep-shard.ts';
import { SplitRefused } from './installation/split/split-refused.ts';
import { systemClock } from './lib/clock.ts';
import { createLog } from './lib/log.ts';
import { errorCode, propertyOf } from './lib/property-of.ts';
import { vaultOf } from './lib/vault.ts';
import { serveMetrics } from './metrics/serve-metrics.ts';
import { makeFirstLink, type NewLink } from './operators/links.ts';
import { createRouter } from './router.ts';
import { seedSandbox, TEST_APP } from './sandbox/seed.ts';
import { startTracing } from './tracing/export-traces.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

/** What was started; disposing it stops everything. */
interface Running {
  readonly parts: AsyncDisposableStack;
  beginDraining(): void;
}

/**
 * Starts everything the configuration asks for, in order; what is started last stops first.
 * @throws the signal's reason, when it comes while the database is waited for
 */
async function start(config: Config, secrets: Secrets, signal: AbortSignal): Promise<Running> {
  if (config.role === 'router') return startRouter(config);
  await using starting = new AsyncDisposableStack();
  const dataDir = resolve(config.dataDir);
  await openDataDir(dataDir, print);
  const log = createLog(config.logLevel);
  const urls = await databaseUrls({ config, secrets }, starting, print);
  const { url } = urls;
  const { poolerUrl } = secrets;
  if (!secrets.masterKeys) await makeSandboxMasterKey(dataDir);
  const masterKeys = masterKeysOf(secrets, dataDir);
  const waiting = { waitMs: config.databaseWaitMs, log: print, signal, poolerUrl };
  await whenReachable(url, waiting, async () => {
    const { ahead } = await upgradeDatabase(urls, print);
    if (ahead.length > 0)
      print(`A newer version has upgraded the database (${ahead.at(-1)}); this one goes on with it`);
    await claimDatabase(url, masterKeys, config);
  });
  const powers = config.mode === 'production' ? await needlessPowers(url) : [];
  if (powers.length > 0) {
    log.warn(
      { alert: 'database_role', powers },
      'the role of DATABASE_URL may more than the server needs; give it one of its own by MIGRATION_DATABASE_URL',
    );
  }

  let sandboxUrl: string | undefined;
  if (config.mode === 'sandbox') {
    const sandbox = await startSandbox({ port: config.sandboxPort, dataDir: join(dataDir, 'sandbox') });
    starting.defer(() => sandbox.stop());
    sandboxUrl = sandbox.url;
  }

  // both before the server, which measures and traces its answers only if there is a subscriber
  if (config.metrics) {
    const backupDir = config.backup.dir;
    starting.use(await serveMetrics(config.metrics, { databaseUrl: url, backupDir, clock: systemClock }));
  }
  if (config.tracing) {
    const { mode, tracing } = config;
    starting.use(startTracing(tracing, { headers: secrets.tracingHeaders, mode, clock: systemClock, log }));
  }
  const options: AppOptions = {
    databaseUrl: url,
    poolerUrl,
    databasePoolSize: config.databasePoolSize,
    // only the console reads there
    standby:
      secrets.standbyUrls.length === 0 || config.role === 'worker'
        ? undefined
        : { urls: secrets.standbyUrls, maxLagMs: config.standbyMaxLagMs },
    masterKey: masterKeys,
    publicUrl: config.publicUrl,
    consoleUrl: config.consoleUrl,
    shard: config.shard,
    sandboxUrl,
    channelTimeoutMs: config.channelTimeoutMs,
    senders: secrets.senders,
    partners: config.partners,
    retention: config.retention,
    requestRowsPerAppDay: config.requestRowsPerAppDay,
    role: config.role,
    rateLimitPerSecond: config.rateLimitPerSecond,
    limits: config.limits,
    trustedProxies: config.trustedProxies,
    auditHeads: { file: headFileIn(dataDir), syslog: config.auditSyslog },
    clock: systemClock,
    log,
  };
  // from here to the listening the database may go away again
  const { app, firstLink } = await whenReachable(url, waiting, () => openApp(options));
  starting.use(app);
  await listenWidely(app.server, config);
  print(announcement(config, secrets, sandboxUrl, firstLink?.address));
  return { parts: starting.move(), beginDraining: app.beginDraining };
}

/** A router has no database, no key and no data folder. */
async function startRouter(config: Config): Promise<Running> {
  await using starting = new AsyncDisposableStack();
  const { routing, publicUrl } = config;
  if (!routing) throw new ConfigError('SHARD_URLS is needed with PROCESS_ROLE=router');
  if (config.metrics)
    starting.use(await serveMetrics(config.metrics, { databaseUrl: undefined, clock: systemClock }));
  const { rateLimitPerSecond, limits, trustedProxies } = config;
  const router = starting.use(
    await createRouter({
      routing,
      publicUrl,
      rateLimitPerSecond,
      limits,
      trustedProxies,
      clock: systemClock,
      log: createLog(config.logLevel),
    }),
  );
  await listenWidely(router.server, config);
  const shards = routing.shardUrls.map((url, number) => `  shard ${number}     ${url}`);
  print([`Zhixiao Pay router is ready (${publicUrl})`, ...shards].join('\n'));
  return { parts: starting.move(), beginDraining: router.beginDraining };
}

/** Everything that a start asks of the database once it is prepared; safe to repeat. @throws DatabaseAway */
async function openApp(options: AppOptions): Promise<{ app: App; firstLink: NewLink | undefined }> {
  await using opening = new AsyncDisposableStack();
  const app = opening.use(await createApp(options));
  if (options.sandboxUrl !== undefined) await seedSandbox(app.core, options.sandboxUrl);
  const firstLink = options.role === 'worker' ? undefined : await makeFirstLink(app.core);
  opening.move();
  return { app, firstLink };
}

/** On a connection of its own, before anything works with what is in the database. */
async function claimDatabase(url: string, masterKeys: MasterKeys, { mode, shard }: Config): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const db = openDatabase({ url, poolSize: 1 });
  stack.defer(() => db.close());
  await keepShard(db, shard, systemClock.now());
  const { keys } = await loadKeys(db, await masterKeys());
  const installation = { db, vault: vaultOf(() => keys), clock: systemClock };
  await keepMasterKey(installation);
  await keepPaymentMode(installation, mode);
  await keyOldChain(installation);
}

const EMULATED = `${CHANNELS.map((channel) => CHANNEL_NAMES.en[channel]).join(', ')} and 诺诺`;

/** All of it in one piece: who waits for the first line has the rest with it. */
function announcement(
  config: Config,
  secrets: Secrets,
  sandboxUrl: string | undefined,
  firstLink: string | undefined,
): string {
  const { mode, publicUrl, consoleUrl, dataDir } = config;
  const database = secrets.databaseUrl === undefined ? `embedded, in ${dataDir}` : 'DATABASE_URL';
  return [
    `Zhixiao Pay is ready (${mode})`,
    `  server      ${publicUrl}  (partner API under /pay_api, health at /readyz)`,
    `  console     ${consoleUrl}/console/`,
    `  docs        ${publicUrl}/docs/`,
    `  database    ${database}`,
    ...(sandboxUrl === undefined
      ? []
      : [
          `  start here  ${publicUrl}/  (a first payment in five steps)`,
          `  sandbox     ${sandboxUrl}  (emulated ${EMULATED}; phone at ${sandboxUrl}/phone)`,
          `  test app    id ${TEST_APP.appId}, appsecret ${TEST_APP.appSecret}, aes_key ${TEST_APP.aesKey}`,
          '  Sandbox: no real money moves. Press Ctrl-C to stop.',
        ]),
    ...(firstLink === undefined
      ? []
      : [
          '  first operator: open this link within the hour; it works once, and a restart prints another',
          `              ${firstLink}`,
        ]),
  ].join('\n');
}

/** Aborted with the first signal that asks the process to stop, its name for a reason. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => stopping.abort(signal));
  }
  return stopping.signal;
}

/** Faults that are the operator's to mend get one clear line, anything else its stack. */
function explain(error: unknown, config: Config | undefined): string {
  if (error instanceof ConfigError) return `Wrong setting: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  const [code, syscall] = [errorCode(error), propertyOf(error, 'syscall')];
  if (syscall === 'listen' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) {
    return `HOST ${config?.host} is no address of this machine`;
  }
  if (syscall === 'getaddrinfo' && propertyOf(error, 'hostname') === config?.host) {
    return `HOST ${config?.host} is no address and no known name`;
  }
  if (code === 'EADDRINUSE') return `Port ${config?.port} is in use; set PORT to a free one`;
  if (code === 'EACCES') return `Not allowed: ${error.message}`;
  if (isDatabaseAway(error)) return unreachable(error).message;
  if (code !== undefined && /^(28|3D)/.test(code))
    return `The database refused us: ${error.message}; check DATABASE_URL`;
  const isPlain = [
    EmbeddedPostgresError,
    MasterKeyError,
    MigrationError,
    PaymentModeError,
    SplitRefused,
    UnusableDatabase,
  ].some((kind) => error instanceof kind);
  if (isPlain) return error.message;
  return error.stack ?? error.message;
}

async function main(): Promise<number> {
  let config: Config | undefined;
  const stop = stopSignal();
  try {
    const parsed = parseConfig(readEnv());
    config = parsed.config;
    const running = await start(config, parsed.secrets, stop);
    if (!stop.aborted) await once(stop, 'abort');
    print(`Stopping (${stop.reason})`);
    if (config.drainDelayMs > 0) {
      running.beginDraining();
      await pause(config.drainDelayMs);
    }
    const overdue = setTimeout(() => {
      process.stderr.write('Requests did not finish in time; stopping now\n');
      process.exit(1);
    }, config.drainTimeoutMs).unref();
    await running.parts.disposeAsync();
    clearTimeout(overdue);
    return 0;
  } catch (error) {
    if (stop.aborted && error === stop.reason) {
      print(`Stopping (${stop.reason})`);
      return 0;
    }
    process.stderr.write(`${explain(error, config)}\n`);
    return 1;
  }
}

// the reader of the log may exit first (EPIPE); the server goes on taking payments
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exitCode = await main();
