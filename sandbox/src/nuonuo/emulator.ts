import type { MakeEmulator } from '../emulator.ts';
import { nuonuoAdminRoutes } from './admin-routes.ts';
import { createNuonuoApi, NUONUO_PATH } from './api.ts';
import { nuonuoHints } from './hints.ts';
import type { Nuonuo } from './nuonuo.ts';

/** The emulated 诺诺, which issues invoices. */
export const emulateNuonuo: MakeEmulator = ({ store, clock }) => {
  const nuonuo: Nuonuo = { store, clock };
  const hints = nuonuoHints(nuonuo);
  return {
    apis: [{ paths: [`${NUONUO_PATH}/*`], api: createNuonuoApi(nuonuo) }],
    agendas: [hints],
    admin: (scope) => nuonuoAdminRoutes(scope, nuonuo),
    stop: () => hints.stop(),
  };
};
