import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  configureInvoiceAccount,
  disableInvoiceAccount,
  listInvoiceAccounts,
} from '../../src/invoices/configure-invoice-account.ts';
import { SECOND_MS } from '../../src/lib/clock.ts';
import { NUONUO_SECRETS, NUONUO_SETTINGS } from '../helpers/channels/emulated-nuonuo.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { invoicesOf, PERSON } from '../helpers/partner/invoices.ts';

const OWN = ['10086'];
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';
const NUONUO = {
  schoolId: '10086',
  provider: 'nuonuo',
  settings: NUONUO_SETTINGS,
  secrets: NUONUO_SECRETS,
} as const;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const list = () => listInvoiceAccounts(gateway.app.core, OWN);
const configure = (input: Parameters<typeof configureInvoiceAccount>[2], scope = OWN) =>
  configureInvoiceAccount(gateway.app.core, scope, input);
const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => 'nothing',
    (error: { code?: string }) => error.code,
  );

test('a school has one enabled account, is shown no secret, and keeps those it does not send', async () => {
  const { core } = gateway.app;
  const receipts = await configure({
    schoolId: '10086',
    provider: 'receipt',
    settings: { sealPng: PNG },
    secrets: {},
  });
  const nuonuo = await configure(NUONUO);
  expect(await list()).toMatchObject([
    { invoiceAccountId: nuonuo, enabled: true, provider: 'nuonuo', secretNames: ['appSecret'] },
    { invoiceAccountId: receipts, enabled: false, provider: 'receipt', secretNames: [] },
  ]);
  const [shown] = await list();
  expect(shown?.callbackUrl).toBe(`${gateway.url}/callbacks/invoices/${nuonuo}`);
  expect(JSON.stringify(shown)).not.toContain(NUONUO_SECRETS.appSecret);

  const settings = { ...NUONUO_SETTINGS, clerk: '王会计' };
  expect(await configure({ invoiceAccountId: nuonuo, settings, secrets: { appSecret: '' } })).toBe(nuonuo);
  expect((await list())[0]).toMatchObject({ settings: { clerk: '王会计' }, secretNames: ['appSecret'] });

  await disableInvoiceAccount(core, OWN, nuonuo);
  expect((await list()).map(({ enabled }) => enabled)).toEqual([false, false]);
  expect(await refusalOf(disableInvoiceAccount(core, OWN, nuonuo))).toBe('invoice_account_not_found');
});

test('receipts are made with the seal of the account, and without any once it is disabled', async () => {
  const invoices = invoicesOf(gateway);
  const isSealed = async () => {
    const { outTradeNo } = await invoices.paid({ piaoju: PERSON });
    const { url } = await invoices.reached(outTradeNo, '2', SECOND_MS);
    const pdf = Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
    return pdf.includes('/Subtype /Image');
  };
  const sealed = { provider: 'receipt', settings: { sealPng: PNG }, secrets: {} } as const;
  const account = await configure({ schoolId: '10086', ...sealed });
  expect(await isSealed()).toBe(true);
  await disableInvoiceAccount(gateway.app.core, OWN, account);
  expect(await isSealed()).toBe(false);
});

test('what cannot be used, or is another school’s, is refused', async () => {
  const { core } = gateway.app;
  expect(await refusalOf(configure({ ...NUONUO, settings: { ...NUONUO_SETTINGS, clerk: '' } }))).toBe(
    'account_invalid',
  );
  expect(await refusalOf(configure({ ...NUONUO, secrets: {} }))).toBe('account_invalid');
  const seal = { sealPng: Buffer.from('no picture').toString('base64') };
  expect(
    await refusalOf(configure({ schoolId: '10086', provider: 'receipt', settings: seal, secrets: {} })),
  ).toBe('account_invalid');
  expect(await refusalOf(configure(NUONUO, ['20000']))).toBe('school_not_found');

  const own = await configure(NUONUO);
  const change = { invoiceAccountId: own, settings: NUONUO_SETTINGS, secrets: {} };
  const seller = { ...NUONUO_SETTINGS, sellerTaxNo: '91510100MA61RKHY2X' };
  expect(await refusalOf(configure({ ...change, settings: seller }))).toBe('account_invalid');
  expect(await configure({ ...change, settings: { ...NUONUO_SETTINGS, clerk: '王会计' } })).toBe(own);
  expect(await refusalOf(configure(change, ['20000']))).toBe('invoice_account_not_found');
  expect(await refusalOf(disableInvoiceAccount(core, ['20000'], own))).toBe('invoice_account_not_found');
  expect(await listInvoiceAccounts(core, ['20000'])).toEqual([]);
});
