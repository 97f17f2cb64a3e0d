import fastify, { type FastifyInstance } from 'fastify';
import { clockRoutes } from './admin/clock-routes.ts';
import { faultRoutes } from './admin/fault-routes.ts';
import { recordRoutes } from './admin/record-routes.ts';
import { alipayAdminRoutes } from './alipay/admin-routes.ts';
import type { Alipay } from './alipay/alipay.ts';
import { alipayBillAdminRoutes } from './alipay/bill-admin-routes.ts';
import { BILL_PATH, createBillApi } from './alipay/bills.ts';
import { campusCardAdminRoutes } from './alipay/campus-card-admin-routes.ts';
import { createGateway } from './alipay/gateway.ts';
import { createNotices } from './alipay/notices.ts';
import { AUTHORIZE_PATH, createAuthorizeApi } from './alipay/oauth.ts';
import { loadAlipayPlatform } from './alipay/platform.ts';
import { alipayRefundAgenda } from './alipay/refunds.ts';
import { createClock } from './clock.ts';
import { serveApi } from './exchange.ts';
import { createFaults } from './faults.ts';
import { createJournal } from './journal.ts';
import { type MakeKeyPair, newKeyPair } from './key-pair.ts';
import { nuonuoAdminRoutes } from './nuonuo/admin-routes.ts';
import { createNuonuoApi, NUONUO_PATH } from './nuonuo/api.ts';
import { nuonuoHints } from './nuonuo/hints.ts';
import type { Nuonuo } from './nuonuo/nuonuo.ts';
import { alipayBridgeRoutes } from './phone/alipay-bridge-routes.ts';
import { alipayWallet } from './phone/alipay-wallet.ts';
import { bridgeRoutes } from './phone/bridge-routes.ts';
import { phoneRoutes } from './phone/phone-routes.ts';
import { wechatWallet } from './phone/wechat-wallet.ts';
import { openStore } from './store.ts';
import { switchboardRoutes } from './switchboard/routes.ts';
import { wechatAdminRoutes } from './wechat/admin-routes.ts';
import { createCallbacks } from './wechat/callbacks.ts';
import { createOauthApi } from './wechat/oauth-api.ts';
import { loadPlatform } from './wechat/platform.ts';
import { refundAgenda } from './wechat/refunds.ts';
import { createV3Api } from './wechat/v3-api.ts';
import type { Wechat } from './wechat/wechat.ts';

/** What only tests change. */
export interface SandboxOptions {
  /** Where the platforms' keys come from, when the store has none. */
  readonly makeKeyPair?: MakeKeyPair;
  /** How long the channels wait for the answer to a callback; five seconds is what they document. */
  readonly answerWithinMs?: number;
}

/** The emulators with their admin API and phone, not yet listening; closing it closes the store. */
export async function createSandbox(
  dataDir: string,
  { makeKeyPair = newKeyPair, answerWithinMs = 5_000 }: SandboxOptions = {},
): Promise<FastifyInstance> {
  const store = openStore(dataDir);
  const clock = createClock(store);
  const faults = createFaults();
  const journal = createJournal(clock);
  const platform = loadPlatform(store, clock.now(), makeKeyPair);
  const callbacks = createCallbacks({ store, clock, platform, faults, answerWithinMs });
  const wechat: Wechat = { store, clock, platform, callbacks };
  const alipayPlatform = loadAlipayPlatform(store, clock.now(), makeKeyPair);
  const notices = createNotices({ store, clock, platform: alipayPlatform, faults, answerWithinMs });
  const alipay: Alipay = { store, clock, platform: alipayPlatform, notices };
  const gateway = createGateway(alipay);
  clock.add(callbacks.agenda);
  clock.add(refundAgenda(wechat));
  clock.add(notices.agenda);
  clock.add(alipayRefundAgenda(alipay));
  const nuonuo: Nuonuo = { store, clock };
  const hints = nuonuoHints(nuonuo);
  clock.add(hints);

  const server = fastify({
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true } },
  });
  server.addHook('onListen', async () => clock.wake());
  server.addHook('onClose', async () => {
    callbacks.stop();
    notices.stop();
    hints.stop();
    clock.stop();
    store.close();
  });

  const recorded = { faults, journal };
  scoped(server, '', (scope) => serveApi(scope, ['/v3/*'], createV3Api(wechat), recorded));
  scoped(server, '', (scope) => serveApi(scope, ['/connect/*', '/sns/*'], createOauthApi(wechat), recorded));
  scoped(server, '', (scope) => serveApi(scope, ['/gateway.do'], gateway, recorded));
  scoped(server, '', (scope) => serveApi(scope, [AUTHORIZE_PATH], createAuthorizeApi(alipay), recorded));
  scoped(server, '', (scope) => serveApi(scope, [BILL_PATH], createBillApi(alipay), recorded));
  scoped(server, '', (scope) => serveApi(scope, [`${NUONUO_PATH}/*`], createNuonuoApi(nuonuo), recorded));
  scoped(server, '/__admin', (scope) => {
    clockRoutes(scope, clock);
    faultRoutes(scope, faults);
    recordRoutes(scope, store, journal);
    wechatAdminRoutes(scope, wechat);
    alipayAdminRoutes(scope, alipay, gateway);
    alipayBillAdminRoutes(scope, alipay);
    campusCardAdminRoutes(scope, alipay);
    nuonuoAdminRoutes(scope, nuonuo);
  });
  scoped(server, '', (scope) => switchboardRoutes(scope, { store, clock, faults, journal }));
  scoped(server, '', (scope) => {
    phoneRoutes(scope, [wechatWallet(wechat), alipayWallet(alipay)]);
    bridgeRoutes(scope, wechat);
    alipayBridgeRoutes(scope, alipay);
  });
  await server.ready();
  return server;
}

/** A part of the server with body parsers of its own. */
function scoped(server: FastifyInstance, prefix: string, fill: (scope: FastifyInstance) => void): void {
  server.register(
    (scope, _options, done) => {
      fill(scope);
      done();
    },
    { prefix },
  );
}
