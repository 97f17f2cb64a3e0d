import type { MakeEmulator } from '../emulator.ts';
import { alipayAdminRoutes } from './admin-routes.ts';
import type { Alipay } from './alipay.ts';
import { alipayBillAdminRoutes } from './bill-admin-routes.ts';
import { BILL_PATH, createBillApi } from './bills.ts';
import { alipayBridgeRoutes } from './bridge-routes.ts';
import { campusCardAdminRoutes } from './campus-card-admin-routes.ts';
import { createGateway } from './gateway.ts';
import { createNotices } from './notices.ts';
import { AUTHORIZE_PATH, createAuthorizeApi } from './oauth.ts';
import { alipayWallet } from './phone-wallet.ts';
import { loadAlipayPlatform } from './platform.ts';
import { alipayRefundAgenda } from './refunds.ts';

/** The emulated open platform of Alipay. */
export const emulateAlipay: MakeEmulator = ({ store, clock, faults, makeKeyPair, answerWithinMs }) => {
  const platform = loadAlipayPlatform(store, clock.now(), makeKeyPair);
  const notices = createNotices({ store, clock, platform, faults, answerWithinMs });
  const alipay: Alipay = { store, clock, platform, notices };
  const gateway = createGateway(alipay);
  return {
    apis: [
      { paths: ['/gateway.do'], api: gateway },
      { paths: [AUTHORIZE_PATH], api: createAuthorizeApi(alipay) },
      { paths: [BILL_PATH], api: createBillApi(alipay) },
    ],
    agendas: [notices.agenda, alipayRefundAgenda(alipay)],
    admin: (scope) => {
      alipayAdminRoutes(scope, alipay, gateway);
      alipayBillAdminRoutes(scope, alipay);
      campusCardAdminRoutes(scope, alipay);
    },
    phone: { wallet: alipayWallet(alipay), bridge: (scope) => alipayBridgeRoutes(scope, alipay) },
    stop: () => notices.stop(),
  };
};
