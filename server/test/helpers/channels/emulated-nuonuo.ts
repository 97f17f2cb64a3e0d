import type { Core } from '../../../src/core.ts';
import { saveInvoiceAccount } from '../../../src/invoices/account-store.ts';
import { emulatorAdmin } from './emulator-admin.ts';

interface EmulatedInvoice {
  readonly order_no: string;
  readonly total: number;
  readonly outcome: string;
  readonly number: string | null;
  readonly red_number: string | null;
  readonly forms: readonly { readonly bill_id: string; readonly outcome: string }[];
}

const APP_KEY = 'SD12345678';
const SECRET = 'nuonuo-secret-0001';
/** What the emulated 诺诺 takes from the sandbox's school. */
export const NUONUO_SETTINGS = {
  appKey: APP_KEY,
  sellerTaxNo: '12100000400000624D',
  sellerName: '知校示范大学',
  sellerPhone: '028-85400000',
  sellerAddress: '成都市一环路南一段24号',
  clerk: '李会计',
  goodsName: '*物业管理服务*住宿费',
  goodsCode: '3040801020000000000',
  taxRate: '0.03',
};
export const NUONUO_SECRETS = { appSecret: SECRET };

/** Has the sandbox's school issue through the emulated 诺诺, and watches what that has. */
export async function emulatedNuonuo(gateway: {
  readonly sandboxUrl: string;
  readonly app: { readonly core: Pick<Core, 'db' | 'vault' | 'clock'> };
}) {
  const call = emulatorAdmin(gateway.sandboxUrl);
  const { core } = gateway.app;
  const change = (body: object) => call<{ tokens_given: number }>('PUT', `/nuonuo/accounts/${APP_KEY}`, body);
  await change({
    app_secret: SECRET,
    tax_no: NUONUO_SETTINGS.sellerTaxNo,
    clerk: NUONUO_SETTINGS.clerk,
    plan: {},
  });
  const useSecret = (appSecret = SECRET) =>
    saveInvoiceAccount(
      core.db,
      core.vault,
      {
        invoiceAccountId: 'school-nuonuo',
        schoolId: '10086',
        provider: 'nuonuo',
        settings: NUONUO_SETTINGS,
        secrets: { appSecret },
      },
      core.clock.now(),
    );
  await useSecret();
  return {
    useSecret,
    plan: (plan: object) => change({ plan }),
    tokensGiven: async () => (await change({})).tokens_given,
    invoices: () => call<EmulatedInvoice[]>('GET', '/nuonuo/invoices'),
    settle: (orderNo: string, outcome: 'issued' | 'failed') =>
      call('POST', `/nuonuo/accounts/${APP_KEY}/invoices/${orderNo}/outcome`, { outcome }),
    /** What the buyer decides of a red form at the tax office. */
    decide: (billId: string, outcome: 'reversed' | 'rejected') =>
      call('POST', `/nuonuo/accounts/${APP_KEY}/red-forms/${billId}/decision`, { outcome }),
    fault: (rule: object) => call('POST', '/faults', rule),
    clearFaults: () => call('DELETE', '/faults'),
    violations: () => call<unknown[]>('GET', '/violations'),
  };
}
