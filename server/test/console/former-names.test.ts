import { afterAll, beforeAll, expect, test } from 'vitest';
import { listApps } from '../../src/apps/change-app.ts';
import { insertChange } from '../../src/changes/change-store.ts';
import { fingerprint } from '../../src/changes/fingerprint.ts';
import { DAY_MS, plusMs } from '../../src/lib/clock.ts';
import { type ConsoleClient, firstAdministrator, invited } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

/** What an earlier release stored under the names of then, as operators meet it. */
let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'system', role: 'system_administrator' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const onlyApp = async () => {
  const [app] = await listApps(gateway.app.core, 'all');
  if (!app) throw new Error('there is no app');
  return app;
};

test('a change of an app that waited through the upgrade is shown and approved', async () => {
  const { db, vault, clock, newId } = gateway.app.core;
  const { schoolId, appId, name, cipher, spDataAsText, rules } = await onlyApp();
  const { refundDayAmount, ...rest } = rules;
  const formerly = (refundDayFee: number | null) => ({
    name,
    cipher,
    spDataAsText,
    rules: { ...rest, refundDayFee },
  });
  const changeRequestId = newId();
  const change = {
    changeRequestId,
    kind: 'app.change',
    schoolId,
    subject: appId,
    lines: [{ field: 'rules.refundDayFee', before: refundDayAmount, after: 5_000 }],
    base: fingerprint({ vault }, formerly(refundDayAmount)),
    payload: { appId, ...formerly(5_000) },
    askedBy: 'system',
    askedAt: clock.now(),
    expiresAt: plusMs(clock.now(), DAY_MS),
  } as const;
  await db.transaction((tx) => insertChange(tx, vault, change));

  expect((await admin.call('GET /changes/:changeRequestId', { changeRequestId })).body).toMatchObject({
    isOutdated: false,
  });
  const decision = { changeRequestId, reason: '已核对' };
  expect(await admin.call('POST /changes/:changeRequestId/approve', decision)).toMatchObject({ status: 200 });
  expect((await onlyApp()).rules.refundDayAmount).toBe(5_000);
});
