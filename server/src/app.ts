import fastifyCookie from '@fastify/cookie';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { invoiceHintRoutes } from './callbacks/invoice-hints.ts';
import { callbackRoutes } from './callbacks/routes.ts';
import { bindPage } from './cashier-api/bind-page.ts';
import { loadCashierFrontEnd } from './cashier-api/front-end.ts';
import { invoicePages } from './cashier-api/invoice-pages.ts';
import { cashierPage } from './cashier-api/page.ts';
import { cashierRoutes } from './cashier-api/routes.ts';
import { readClientAddresses } from './client-address.ts';
import { CONSOLE_ROUTES } from './console-api/all-routes.ts';
import { loadConsoleFrontEnd } from './console-api/front-end.ts';
import { consolePages } from './console-api/pages.ts';
import { consoleRoutes } from './console-api/routes.ts';
import type { Core } from './core.ts';
import { watchDraining } from './drain.ts';
import { errorPages } from './error-page.ts';
import { healthRoutes } from './health.ts';
import { createPartnerHttp } from './notifications/partner-http.ts';
import { type CoreOptions, openCore } from './open-core.ts';
import { PARTNER_PREFIX, partnerUrl } from './partner-api/partner-path.ts';
import { partnerRoutes } from './partner-api/routes.ts';
import { createRateLimit } from './rate-limit.ts';
import { answerUnreadable } from './unreadable-request.ts';
import { startWorkers, type Workers } from './worker/workers.ts';

export interface AppOptions extends CoreOptions {
  readonly role: 'all' | 'api' | 'worker';
  readonly rateLimitPerSecond: number;
  readonly trustedProxies: number;
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
  const { core } = starting.use(openCore(options));
  const partnerHttp = starting.use(
    createPartnerHttp({ ...core.reach.rules, resolve: core.reach.names.addressesOf }),
  );

  const workers = options.role === 'api' ? undefined : starting.use(await startWorkers(core, partnerHttp));
  // before workers are waited for: an attempt that waits for a name server is not
  starting.defer(() => core.reach.names.stop());
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
    // a passkey's id has up to 1023 bytes, in base64
    routerOptions: { maxParamLength: 1400 },
    clientErrorHandler: answerUnreadable,
    // old clients write their requests by hand, and nothing here depends on the name that they call us by
    http: { requireHostHeader: false },
    rewriteUrl: ({ url = '/' }) => partnerUrl(url),
    trustProxy: (_address, hop) => hop < options.trustedProxies,
  });
  // a client that expects more than 100-continue is served all the same, and not told 417 without a word
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );
  const register = (routes: (scope: FastifyInstance) => void, prefix = '') =>
    server.register(
      (scope, _options, done) => {
        routes(scope);
        done();
      },
      { prefix },
    );
  await server.register(fastifyCookie);
  errorPages(server);
  readClientAddresses(server, options.trustedProxies);
  const rateLimit = createRateLimit(rateLimitPerSecond);
  const limitedInWords = rateLimit((reply) => reply.send('请求过于频繁，请稍候'));
  const registerLimited = (routes: (scope: FastifyInstance) => void) =>
    register((scope) => {
      scope.addHook('onRequest', limitedInWords);
      routes(scope);
    });
  const isDraining = watchDraining(server);
  await register((scope) => healthRoutes(scope, core, isDraining));
  if (role === 'worker') return server;
  const frontEnd = await loadCashierFrontEnd();
  const consoleFrontEnd = await loadConsoleFrontEnd();
  await register((scope) => partnerRoutes(scope, core, rateLimit), PARTNER_PREFIX);
  await registerLimited((scope) => callbackRoutes(scope, core));
  await registerLimited((scope) => invoiceHintRoutes(scope, core));
  await register((scope) => cashierRoutes(scope, core, { sandboxUrl, rateLimit }));
  await registerLimited((scope) => bindPage(scope, core, frontEnd, sandboxUrl));
  await registerLimited((scope) => invoicePages(scope, core, frontEnd, sandboxUrl));
  await register((scope) => consoleRoutes(scope, core, CONSOLE_ROUTES, { sandboxUrl, rateLimit }));
  await registerLimited((scope) => consolePages(scope, consoleFrontEnd));
  await registerLimited((scope) => cashierPage(scope, core, frontEnd, sandboxUrl));
  return server;
}
