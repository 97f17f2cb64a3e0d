import fastifyCookie from '@fastify/cookie';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { appDirectory } from './apps/app-directory.ts';
import { callbackRoutes } from './callbacks/routes.ts';
import { loadCashierFrontEnd } from './cashier-api/front-end.ts';
import { cashierPage } from './cashier-api/page.ts';
import { cashierRoutes } from './cashier-api/routes.ts';
import { accountDirectory } from './channels/account-directory.ts';
import { alertMisconfiguration } from './channels/alert-misconfiguration.ts';
import { createAlipayChannel } from './channels/alipay/alipay-channel.ts';
import { createHttpClient } from './channels/http-client.ts';
import { createWechatChannel } from './channels/wechat/wechat-channel.ts';
import type { Core } from './core.ts';
import { openDatabase } from './db/database.ts';
import { watchDraining } from './drain.ts';
import { healthRoutes } from './health.ts';
import type { Clock } from './lib/clock.ts';
import { idMaker } from './lib/ids.ts';
import { openVault } from './lib/vault.ts';
import { createPartnerHttp } from './notifications/partner-http.ts';
import { orderBatches } from './orders/order-batches.ts';
import { partnerRoutes } from './partner-api/routes.ts';
import { startWorkers, type Workers } from './worker/workers.ts';

export interface AppOptions {
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly masterKey: Buffer;
  readonly publicUrl: string;
  /** Where the emulated channels are; undefined: the real ones. */
  readonly sandboxUrl: string | undefined;
  /** A call to a channel that takes longer has an unknown outcome. Milliseconds. */
  readonly channelTimeoutMs: number;
  readonly role: 'all' | 'api' | 'worker';
  readonly rateLimitPerSecond: number;
  readonly trustedProxies: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The whole server, wired and not yet listening. */
export interface App extends AsyncDisposable {
  readonly core: Core;
  readonly server: FastifyInstance;
  /** Undefined when this process has the role `api`. */
  readonly workers: Workers | undefined;
}

/** Wires the server. Disposing it finishes requests and work in hand, then leaves the database. */
export async function createApp(options: AppOptions): Promise<App> {
  await using starting = new AsyncDisposableStack();
  const db = openDatabase({
    url: options.databaseUrl,
    poolSize: options.databasePoolSize,
    onError: (error) => options.log.error({ err: error }, 'idle database connection failed'),
  });
  starting.defer(() => db.close());
  const channelHttp = starting.use(createHttpClient({ timeoutMs: options.channelTimeoutMs }));
  const partnerHttp = starting.use(createPartnerHttp({ allowLoopback: options.sandboxUrl !== undefined }));

  const vault = openVault(options.masterKey);
  const { clock, log, publicUrl, sandboxUrl } = options;
  const wechat = createWechatChannel({
    http: channelHttp,
    clock,
    ...(sandboxUrl === undefined
      ? {}
      : { baseUrl: sandboxUrl, oauthBaseUrl: sandboxUrl, connectBaseUrl: sandboxUrl }),
  });
  const alipay = createAlipayChannel({
    http: channelHttp,
    clock,
    ...(sandboxUrl === undefined
      ? {}
      : {
          gatewayUrl: `${sandboxUrl}/gateway.do`,
          authorizeUrl: `${sandboxUrl}/oauth2/publicAppAuthorize.htm`,
        }),
  });
  const core: Core = {
    db,
    clock,
    newId: idMaker(clock),
    vault,
    apps: appDirectory(db, vault),
    orders: orderBatches(db, vault),
    accounts: accountDirectory(db, vault),
    channels: new Map(
      [wechat, alipay].map((channel) => [channel.channel, alertMisconfiguration(channel, log)]),
    ),
    publicUrl,
    log,
  };

  const workers = options.role === 'api' ? undefined : starting.use(await startWorkers(core, partnerHttp));
  const server = await createServer(core, options);
  starting.defer(() => server.close());

  const stack = starting.move();
  return { core, server, workers, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function createServer(core: Core, options: AppOptions): Promise<FastifyInstance> {
  const { role, sandboxUrl, rateLimitPerSecond } = options;
  const loggerInstance: FastifyBaseLogger = options.log;
  const server = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    // requests that arrive on open connections while the server drains are still answered
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    trustProxy: (_address, hop) => hop < options.trustedProxies,
  });
  const register = (routes: (scope: FastifyInstance) => void) =>
    server.register((scope, _options, done) => {
      routes(scope);
      done();
    });
  await server.register(fastifyCookie);
  const isDraining = watchDraining(server);
  await register((scope) => healthRoutes(scope, core, isDraining));
  if (role === 'worker') return server;
  const frontEnd = await loadCashierFrontEnd();
  await register((scope) => partnerRoutes(scope, core, rateLimitPerSecond));
  await register((scope) => callbackRoutes(scope, core));
  await register((scope) => cashierRoutes(scope, core, { sandboxUrl, rateLimitPerSecond }));
  await register((scope) => cashierPage(scope, core, frontEnd, sandboxUrl));
  return server;
}
