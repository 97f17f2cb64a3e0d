import { once } from 'node:events';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { argv, env, exit } from 'node:process';
import { parseArgs } from 'node:util';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../postgres/src/embedded-postgres.ts';
import { type Config, parseConfig, type Secrets } from '../server/src/config/config.ts';
import { ConfigError, readEnv } from '../server/src/config/settings.ts';
import { freePort } from '../server/test/helpers/gateway/free-port.ts';
import { answer, type Behind } from './dev/front.ts';
import { openFrontEnds } from './dev/front-ends.ts';
import { startGateway } from './dev/gateway.ts';

/**
 * `npm run dev`: what `npm start` runs, from its sources. The server starts anew with every change of it, the console
 * changes in the open page, the cashier's page loads again; all at the address of `npm start`. The database stays.
 */
const ROOT = join(import.meta.dirname, '..');
const print = (line: string) => console.log(line);

const { values: wanted } = parseArgs({
  args: argv.slice(2),
  options: {
    /** The inspector's port. */
    inspect: { type: 'string', default: '9229' },
    /** Whether the server waits for a debugger before its first line. */
    'inspect-brk': { type: 'boolean', default: false },
  },
});

try {
  const { config, secrets } = parseConfig(readEnv());
  if (config.mode !== 'sandbox') throw new ConfigError('npm run dev is for the sandbox: unset PAYMENT_MODE');
  await run(config, secrets);
} catch (error) {
  const isPlain = error instanceof ConfigError || error instanceof EmbeddedPostgresError;
  const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  if (!isPlain && !isTaken) throw error;
  console.error((error as Error).message);
  exit(1);
}

async function run(config: Config, secrets: Secrets): Promise<void> {
  const stopped = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  await using started = new AsyncDisposableStack();
  const behind = Promise.withResolvers<Behind>();
  const server = createServer((request, response) => {
    void behind.promise.then((whatAnswers) => answer(whatAnswers, request, response));
  });
  // first of all, so that a second one of the same port starts nothing
  server.listen({ host: config.host, port: config.port });
  await once(server, 'listening');
  const frontEnds = await openFrontEnds(ROOT, server);
  started.defer(() => frontEnds.close());
  started.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  const database = await openDatabase(config, secrets, started);
  const port = await freePort();
  const inspect = wanted['inspect-brk'] ? '--inspect-brk' : '--inspect';
  print(announcement(config, database.DATABASE_URL));
  const gateway = startGateway({
    root: ROOT,
    port,
    env: { ...env, ...database, ...addresses(config, port) },
    nodeOptions: [`${inspect}=127.0.0.1:${wanted.inspect}`],
    print,
  });
  started.defer(() => gateway.stop());
  behind.resolve({ gateway, port, frontEnds });
  await stopped;
}

/** The embedded PostgreSQL lives as long as this process: it need not start anew with the server. */
async function openDatabase(
  { dataDir }: Config,
  { databaseUrl, migrationDatabaseUrl }: Secrets,
  started: AsyncDisposableStack,
): Promise<{ DATABASE_URL: string; MIGRATION_DATABASE_URL?: string | undefined }> {
  if (databaseUrl !== undefined)
    return { DATABASE_URL: databaseUrl, MIGRATION_DATABASE_URL: migrationDatabaseUrl };
  const postgres = await startEmbeddedPostgres({ dataDir: resolve(ROOT, dataDir), log: print });
  started.defer(() => postgres.stop());
  return { DATABASE_URL: postgres.serverUrl, MIGRATION_DATABASE_URL: postgres.url };
}

/** The server stands behind this process, and says everywhere the address that browsers come by. */
function addresses({ publicUrl, consoleUrl, sandboxPort }: Config, port: number): NodeJS.ProcessEnv {
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    PUBLIC_URL: publicUrl,
    CONSOLE_URL: consoleUrl,
    TRUSTED_PROXIES: '1',
    // requests under way are a page's questions, which it asks again
    DRAIN_TIMEOUT_MS: '2000',
    NODE_COMPILE_CACHE: join(ROOT, '.cache', 'compiled'),
  };
}

function announcement({ publicUrl }: Config, database: string): string {
  return [
    `Zhixiao Pay for its developers, at ${publicUrl} (docs/development.md)`,
    '  server      starts anew when one of its files changes; its log is here (LOG_LEVEL=info for more)',
    `  console     ${publicUrl}/console/, from console/src; changes in the open page`,
    `  cashier     ${publicUrl}/pay/orderId/….html, from cashier/src; loads again`,
    `  inspector   127.0.0.1:${wanted.inspect} (chrome://inspect, or attach your editor)`,
    `  database    ${database}`,
    '  Press Ctrl-C to stop.',
  ].join('\n');
}
