import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeApp, listApps } from '../../src/apps/change-app.ts';
import { createApp } from '../../src/apps/create-app.ts';
import { issueNextKeys, retireOldKeys, withdrawNextKeys } from '../../src/apps/rotate-app-keys.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { type Partner, partnerOf } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const INPUT = { schoolId: '10086', name: '图书馆', cipher: 'aes-256-cbc', spDataAsText: false } as const;

const partner = (appId: string, secrets: { appSecret: string; aesKey: string }, cipher = INPUT.cipher) =>
  partnerOf(gateway.url, gateway.endpoint.url, { appId, cipher, ...secrets });

const canAsk = async (who: Partner) =>
  (await who.call('order_query', { out_trade_no: 'none' })).message === '订单不存在';

/** A change to an app is seen within a few seconds. */
const seen = (what: string, condition: () => Promise<boolean>) => waitFor(condition, { what });

const listed = async (appId: string) =>
  (await listApps(gateway.app.core, 'all')).find((app) => app.appId === appId);

test('a new app can ask at once, with secrets that are shown only then', async () => {
  const { appId, ...secrets } = await createApp(gateway.app.core, 'all', INPUT);
  expect(await canAsk(partner(appId, secrets))).toBe(true);
  const [row] = await gateway.app.core.db.query<Record<string, unknown>>({
    text: 'select row_to_json(apps)::text as all from apps where app_id = $1',
    values: [appId],
  });
  for (const secret of Object.values(secrets)) expect(row?.all).not.toContain(secret);
  expect(JSON.stringify(await listApps(gateway.app.core, 'all'))).not.toContain(secrets.aesKey);
});

test('a partner from another platform keeps its id and keys; what cannot work is refused', async () => {
  const { core } = gateway.app;
  const secrets = { appSecret: 'k3Zq8vT1xW6mB0sD', aesKey: '9f3c1e7a5b8d2046' };
  const moved = { ...INPUT, appId: 'moved', cipher: 'aes-128-cbc', secrets } as const;
  await createApp(core, 'all', moved);
  expect(
    await canAsk(partnerOf(gateway.url, '', { appId: 'moved', cipher: 'aes-128-cbc', ...secrets })),
  ).toBe(true);
  await expect(createApp(core, 'all', moved)).rejects.toThrow('app_exists');
  const refused = (input: object) =>
    expect(createApp(core, 'all', { ...moved, appId: 'other', ...input })).rejects;
  await refused({ cipher: 'aes-256-cbc' }).toMatchObject({ details: { field: 'aes_key' } });
  await refused({ appId: 'a b' }).toMatchObject({ details: { field: 'app_id' } });
  await refused({ secrets: { ...secrets, appSecret: '' } }).toMatchObject({
    details: { field: 'app_secret' },
  });
  for (const [field, weak] of [
    ['app_secret', { appSecret: 'weiweixiao' }],
    ['app_secret', { appSecret: 'aaaaaaaaaaaaaaaa' }],
    ['aes_key', { aesKey: '0123456789abcdef' }],
  ] as const) {
    await refused({ secrets: { ...secrets, ...weak } }).toMatchObject({
      code: 'app_secret_guessable',
      details: { field },
    });
  }
  await refused({ schoolId: 'none' }).toThrow('school_not_found');
  await expect(changeApp(core, 'all', 'moved', { cipher: 'aes-256-cbc' })).rejects.toMatchObject({
    details: { field: 'aes_key' },
  });
});

test('keys change without a gap: both are valid, each answered in its own, until the old are retired', async () => {
  const { core } = gateway.app;
  const { appId, ...old } = await createApp(core, 'all', INPUT);
  const before = partner(appId, old);
  const fresh = partner(appId, await issueNextKeys(core, 'all', appId));
  await expect(issueNextKeys(core, 'all', appId)).rejects.toThrow('keys_already_changing');
  expect((await listed(appId))?.keyChange).toMatchObject({ issuedAt: expect.any(Date), usedAt: undefined });
  await seen('the new keys to be valid', () => canAsk(fresh).catch(() => false));
  expect(await canAsk(before)).toBe(true);
  expect((await listed(appId))?.keyChange?.usedAt).toBeInstanceOf(Date);
  await retireOldKeys(core, 'all', appId);
  await seen('the old keys to be worth nothing', async () => !(await canAsk(before).catch(() => false)));
  expect(await canAsk(fresh)).toBe(true);
  expect((await listed(appId))?.keyChange).toBeUndefined();
  await expect(retireOldKeys(core, 'all', appId)).rejects.toThrow('keys_not_changing');
});

test('a change that is given up leaves the old keys as they were', async () => {
  const { core } = gateway.app;
  const { appId, ...old } = await createApp(core, 'all', INPUT);
  const fresh = partner(appId, await issueNextKeys(core, 'all', appId));
  await withdrawNextKeys(core, 'all', appId);
  expect(await canAsk(partner(appId, old))).toBe(true);
  await expect(fresh.call('order_query', { out_trade_no: 'none' })).rejects.toThrow('not signed');
});

test('a frozen app is refused until it is thawed; its cipher and name change', async () => {
  const { core } = gateway.app;
  const { appId, ...secrets } = await createApp(core, 'all', INPUT);
  const frozen = partner(appId, secrets);
  await changeApp(core, 'all', appId, { frozen: true, name: '新名' });
  await seen('the app to be frozen', async () => (await frozen.call('order_query', {})).code === -3);
  await changeApp(core, 'all', appId, { frozen: false, cipher: 'aes-128-cbc', spDataAsText: true });
  const other = partnerOf(gateway.url, '', { appId, cipher: 'aes-128-cbc', ...secrets });
  await seen('the app to speak its new cipher', () => canAsk(other).catch(() => false));
  expect(await listed(appId)).toMatchObject({
    name: '新名',
    cipher: 'aes-128-cbc',
    spDataAsText: true,
    frozen: false,
  });
});

test('apps of another school are neither seen nor touched', async () => {
  const { core } = gateway.app;
  const elsewhere = ['20000'];
  expect(await listApps(core, elsewhere)).toEqual([]);
  await expect(createApp(core, elsewhere, INPUT)).rejects.toThrow('school_not_found');
  await expect(changeApp(core, elsewhere, 'partner1', { frozen: true })).rejects.toThrow('app_not_found');
  for (const act of [issueNextKeys, retireOldKeys, withdrawNextKeys]) {
    await expect(act(core, elsewhere, 'partner1')).rejects.toThrow('app_not_found');
  }
});
