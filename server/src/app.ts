import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { callbackHealthRoute } from './apis/callbacks/health.ts';
import { invoiceHintRoutes } from './apis/callbacks/invoice-hints.ts';
import { callbackRoutes } from './apis/callbacks/routes.ts';
import { bindPage } from './apis/cashier/bind-page.ts';
import { consentPages } from './apis/cashier/consent-form.ts';
import { loadCashierFrontEnd } from './apis/cashier/front-end.ts';
import { invoicePages } from './apis/cashier/invoice-pages.ts';
import { logoRoute } from './apis/cashier/logo-route.ts';
import { cashierPage } from './apis/cashier/page.ts';
import { cashierRoutes } from './apis/cashier/routes.ts';
import { CONSOLE_ROUTES } from './apis/console/all-routes.ts';
import { loadConsoleFrontEnd } from './apis/console/front-end.ts';
import { consolePages } from './apis/console/pages.ts';
import { consoleRoutes } from './apis/console/routes.ts';
import { docsPages } from './apis/docs/pages.ts';
import { landingPages } from './apis/landing/pages.ts';
import { PARTNER_PREFIX } from './apis/partner/partner-path.ts';
import { partnerRoutes } from './apis/partner/routes.ts';
import { keepHeads } from './audit/keep-heads.ts';
import type { Core } from './core.ts';
import { admitByKind } from './http/admission.ts';
import { type Draining, watchDraining } from './http/drain.ts';
import { healthRoutes } from './http/health.ts';
import { BACKGROUND, type KindName, kindsWaiting } from './http/kinds.ts';
import { openKeyring } from './installation/keys/keyring.ts';
import type { MasterKeys } from './installation/keys/load-keys.ts';
import { type CoreOptions, openCore } from './installation/open-core.ts';
import { paced } from './jobs/pace.ts';
import { createListener, type ListenerOptions, type ServedRoute } from './listener.ts';
import { createPartnerHttp } from './notifications/partner-http.ts';
import { startWorkers, type Workers } from './workers.ts';

export interface AppOptions extends Omit<CoreOptions, 'vault'>, ListenerOptions {
  /** The master key, or those there are while one takes another's place. */
  readonly masterKey: Buffer | MasterKeys;
  readonly role: 'all' | 'api' | 'worker';
  /** How many times as long as usual requests may wait before some are refused: tests share their machine; 1 by default. */
  readonly waitFactor?: number;
}

/** The whole server, wired and not yet listening. */
export interface App extends AsyncDisposable {
  readonly core: Core;
  readonly server: FastifyInstance;
  /** Everything that the server answers by an address. */
  readonly routes: readonly ServedRoute[];
  /** Undefined when this process has the role `api`. */
  readonly workers: Workers | undefined;
  /** Says at `/readyz` that it stops soon, and goes on. */
  beginDraining(): void;
}

/**
 * Wires the server. Disposing it finishes requests and work in hand, then leaves the database.
 * @throws MasterKeyError, DatabaseAway
 */
export async function createApp(options: AppOptions): Promise<App> {
  await using starting = new AsyncDisposableStack();
  const { masterKey, databaseUrl, log } = options;
  const masterKeys = Buffer.isBuffer(masterKey) ? async () => [masterKey] : masterKey;
  const { vault } = starting.use(await openKeyring({ databaseUrl, masterKeys, log }));
  const { core } = starting.use(openCore({ ...options, vault }));
  if (options.auditHeads) starting.use(await keepHeads(core, options.auditHeads));
  const partnerHttp = starting.use(
    createPartnerHttp({
      ...core.reach.rules,
      traceparentHosts: options.partners?.traceparentHosts ?? [],
      resolve: core.reach.names.addressesOf,
    }),
  );

  const pace = options.role === 'worker' ? undefined : paced();
  const workers =
    options.role === 'api'
      ? undefined
      : starting.use(await startWorkers(beside(core, options), partnerHttp, pace));
  // before workers are waited for: an attempt that waits for a name server is not
  starting.defer(() => core.reach.names.stop());
  const routes: ServedRoute[] = [];
  const { server, draining } = await createServer(core, options, routes);
  starting.defer(() => server.close());

  const stack = starting.move();
  return {
    core,
    server,
    routes,
    workers,
    beginDraining: draining.begin,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What workers work with: in a process that answers requests as well, they leave connections for these. */
function beside(core: Core, { role }: AppOptions): Core {
  return role === 'worker' ? core : { ...core, db: core.db.usedFor(BACKGROUND) };
}

async function createServer(
  core: Core,
  options: AppOptions,
  routes: ServedRoute[],
): Promise<{ server: FastifyInstance; draining: Draining }> {
  const { role, sandboxUrl } = options;
  const server = createListener(options, routes);
  const registerFreely = (routes: (scope: FastifyInstance) => void, prefix = '') =>
    server.register(
      (scope, _options, done) => {
        routes(scope);
        done();
      },
      { prefix },
    );
  const register = (kind: KindName, routes: (scope: FastifyInstance, core: Core) => void, prefix?: string) =>
    registerFreely((scope) => {
      const { admit, core } = admitted(kind);
      scope.addHook('onRequest', admit);
      routes(scope, core);
    }, prefix);
  await server.register(fastifyCookie);
  const draining = watchDraining(server);
  healthRoutes(server, core, draining.isDraining, options.shard);
  if (role === 'worker') return { server, draining };
  const admitted = admitByKind(server, core, kindsWaiting(options.waitFactor ?? 1));
  const frontEnd = await loadCashierFrontEnd();
  const consoleFrontEnd = await loadConsoleFrontEnd();
  await register('partner', partnerRoutes, PARTNER_PREFIX);
  await register('callback', callbackRoutes);
  await register('callback', callbackHealthRoute);
  await register('callback', invoiceHintRoutes);
  await register('payer', (scope, core) => cashierRoutes(scope, core, sandboxUrl));
  await register('payer', (scope, core) => bindPage(scope, core, frontEnd, sandboxUrl));
  await register('payer', (scope, core) => consentPages(scope, core, frontEnd, sandboxUrl));
  await register('payer', (scope, core) => invoicePages(scope, core, frontEnd, sandboxUrl));
  await register('console', (scope, core) =>
    consoleRoutes(scope, core, admitted('file'), CONSOLE_ROUTES, sandboxUrl),
  );
  // files that cost no more than a refusal; the console says in words that its lists are refused
  await registerFreely((scope) => consolePages(scope, consoleFrontEnd));
  await registerFreely((scope) => docsPages(scope, core, sandboxUrl !== undefined));
  await register('payer', (scope, core) => logoRoute(scope, core, ''));
  await register('console', (scope, core) => logoRoute(scope, core, '/console'));
  await register('payer', (scope, core) => cashierPage(scope, core, frontEnd, sandboxUrl));
  if (sandboxUrl !== undefined)
    await register('payer', (scope, core) => landingPages(scope, core, sandboxUrl));
  return { server, draining };
}
