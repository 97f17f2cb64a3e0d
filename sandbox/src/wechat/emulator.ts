import type { MakeEmulator } from '../emulator.ts';
import { wechatAdminRoutes } from './admin-routes.ts';
import { wechatBridgeRoutes } from './bridge-routes.ts';
import { createCallbacks } from './callbacks.ts';
import { createOauthApi } from './oauth-api.ts';
import { wechatWallet } from './phone-wallet.ts';
import { loadPlatform } from './platform.ts';
import { refundAgenda } from './refunds.ts';
import { createV3Api } from './v3-api.ts';
import type { Wechat } from './wechat.ts';

/** The emulated WeChat Pay API v3. */
export const emulateWechat: MakeEmulator = ({ store, clock, faults, makeKeyPair, answerWithinMs }) => {
  const platform = loadPlatform(store, clock.now(), makeKeyPair);
  const callbacks = createCallbacks({ store, clock, platform, faults, answerWithinMs });
  const wechat: Wechat = { store, clock, platform, callbacks };
  return {
    apis: [
      { paths: ['/v3/*'], api: createV3Api(wechat) },
      { paths: ['/connect/*', '/sns/*'], api: createOauthApi(wechat) },
    ],
    agendas: [callbacks.agenda, refundAgenda(wechat)],
    admin: (scope) => wechatAdminRoutes(scope, wechat),
    phone: { wallet: wechatWallet(wechat), bridge: (scope) => wechatBridgeRoutes(scope, wechat) },
    stop: () => callbacks.stop(),
  };
};
