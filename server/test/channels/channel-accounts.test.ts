import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Channel, ChannelAccount } from '../../src/channels/channel.ts';
import type { ChannelAccountInput } from '../../src/merchants/account-input.ts';
import { findAccount } from '../../src/merchants/account-store.ts';
import {
  configureChannelAccount,
  listChannelAccounts,
} from '../../src/merchants/configure-channel-account.ts';
import { testChannelAccount } from '../../src/merchants/test-channel-account.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
const seeded = new Map<Channel, ChannelAccount>();
beforeAll(async () => {
  gateway = await startGateway();
  const { db, vault } = gateway.app.core;
  for (const channel of ['wechat', 'alipay'] as const) {
    const account = await findAccount(db, vault, `sandbox-${channel}`);
    if (account) seeded.set(channel, account);
  }
});
afterEach(() => gateway.wechat.clearFaults());
afterAll(() => gateway[Symbol.asyncDispose]());

/** The seeded account as an operator sends it back: without its secrets. */
function inputOf(channel: Channel, changes: { settings?: object; secrets?: object; enabled?: boolean } = {}) {
  const account = seeded.get(channel);
  if (!account) throw new Error(`no seeded ${channel} account`);
  return {
    channelAccountId: account.channelAccountId,
    settings: { ...account.settings, ...changes.settings },
    secrets: { ...changes.secrets },
    enabled: changes.enabled ?? true,
  } satisfies ChannelAccountInput;
}

test.each(['wechat', 'alipay'] as const)(
  'the credentials of %s are proven by a live question',
  async (channel) => {
    const { core } = gateway.app;
    expect(await testChannelAccount(core, 'all', inputOf(channel))).toEqual({ works: true });
  },
);

test.each([
  ['wechat', { merchantSerial: '0'.repeat(40) }, {}],
  ['alipay', {}, 'wrong key'],
] as const)(
  'wrong credentials of %s are distinguished from no answer',
  async (channel, settings, secrets) => {
    const { core } = gateway.app;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const appPrivateKey = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const input = inputOf(channel, {
      settings,
      secrets: secrets === 'wrong key' ? { appPrivateKey } : secrets,
    });
    expect(await testChannelAccount(core, 'all', input)).toMatchObject({ works: false, answered: true });
  },
);

test('a wrong APIv3 key, which only callbacks would show, does not pass', async () => {
  const input = inputOf('wechat', { secrets: { apiV3Key: 'x'.repeat(32) } });
  expect(await testChannelAccount(gateway.app.core, 'all', input)).toMatchObject({ works: false });
});

test('no answer proves nothing', async () => {
  await gateway.wechat.fault({ match: { path: '/transactions/' }, times: 9, fault: 'status', status: 502 });
  expect(await testChannelAccount(gateway.app.core, 'all', inputOf('wechat'))).toMatchObject({
    works: false,
    answered: false,
    message: expect.stringContaining('502'),
  });
});

test('an account keeps the secrets that are not sent, and never shows one', async () => {
  const { core } = gateway.app;
  const id = await configureChannelAccount(
    core,
    'all',
    inputOf('wechat', { secrets: { appSecret: 'fresh', apiV3Key: '' } }),
  );
  const stored = await findAccount(core.db, core.vault, id);
  expect(stored?.secrets).toEqual({ ...seeded.get('wechat')?.secrets, appSecret: 'fresh' });
  const listed = await listChannelAccounts(core, ['10086']);
  expect(listed.find(({ channelAccountId }) => channelAccountId === id)).toMatchObject({
    merchant: '1900000001',
    secretNames: expect.arrayContaining(['apiV3Key', 'merchantPrivateKey', 'appSecret']),
    callbackUrl: expect.stringContaining(gateway.url),
    enabled: true,
  });
  for (const secret of Object.values(stored?.secrets ?? {})) {
    expect(JSON.stringify(listed)).not.toContain(JSON.stringify(secret));
  }
});

test('what cannot be used is refused by the name of its field; a merchant is never exchanged', async () => {
  const { core } = gateway.app;
  const save = (input: ChannelAccountInput) => expect(configureChannelAccount(core, 'all', input)).rejects;
  await save(inputOf('wechat', { settings: { merchantSerial: 'x' } })).toMatchObject({
    code: 'account_invalid',
    details: {
      message: expect.stringContaining('merchantSerial'),
      inEnglish: '“settings.merchantSerial” is not valid.',
    },
  });
  await save(inputOf('wechat', { settings: { merchantId: '1900000002' } })).toThrow(
    'account_merchant_differs',
  );
  const { settings, secrets } = seeded.get('wechat') ?? { settings: {}, secrets: {} };
  const another = {
    channel: 'wechat',
    settings,
    secrets,
    enabled: true,
    schoolId: '10086',
  } as ChannelAccountInput;
  await save(another).toThrow('account_exists');
  await save({ ...another, appId: 'none' } as ChannelAccountInput).toThrow('app_not_found');
});

test('a disabled account makes room for another merchant', async () => {
  const { core } = gateway.app;
  await configureChannelAccount(core, 'all', inputOf('wechat', { enabled: false }));
  const { settings, secrets } = seeded.get('wechat') ?? { settings: {}, secrets: {} };
  const another = {
    channel: 'wechat',
    settings,
    secrets,
    enabled: true,
    schoolId: '10086',
  } as ChannelAccountInput;
  await configureChannelAccount(core, ['10086'], another);
  await expect(configureChannelAccount(core, 'all', inputOf('wechat'))).rejects.toThrow('account_exists');
  const listed = await listChannelAccounts(core, ['10086']);
  expect(listed.filter(({ channel }) => channel === 'wechat').map(({ enabled }) => enabled)).toEqual([
    true,
    false,
  ]);
});

test('accounts of another school are neither seen, tried nor touched', async () => {
  const { core } = gateway.app;
  expect(await listChannelAccounts(core, ['20000'])).toEqual([]);
  await expect(testChannelAccount(core, ['20000'], inputOf('alipay'))).rejects.toThrow('account_not_found');
  await expect(configureChannelAccount(core, ['20000'], inputOf('alipay'))).rejects.toThrow(
    'account_not_found',
  );
});

test('the seller of an Alipay account is corrected until money was taken for it, and never after', async () => {
  const { core } = gateway.app;
  const save = (sellerId?: string) =>
    configureChannelAccount(core, 'all', inputOf('alipay', sellerId ? { settings: { sellerId } } : {}));
  await save('2088000000000001');
  await save();
  const { orderId, outTradeNo } = await gateway.partner.order();
  const started = await fetch(`${gateway.url}/cashier-api/orders/${orderId}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'alipay', device: 'desktop' }),
  });
  const { payment } = (await started.json()) as { payment: { codeUrl: string } };
  await gateway.alipay.pay({ code_url: payment.codeUrl });
  await waitFor(
    async () =>
      (await gateway.partner.call('order_query', { out_trade_no: outTradeNo })).content.status === '2',
    { what: 'the order to be paid' },
  );
  await expect(save('2088000000000001')).rejects.toThrow('account_merchant_differs');
  // everything else may still change
  await save();
});
