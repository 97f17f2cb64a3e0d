import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '../../src/lib/clock.ts';
import { shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { type ConsoleClient, firstAdministrator, PASSWORD } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

const APP = { appId: 'partner1' };

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const read = async () => (await admin.call('GET /apps/:appId', APP)).body;

test('an app’s page counts its calls of seven days, and where they failed', async () => {
  const { partner } = gateway;
  await partner.order();
  await partner.call('order_query', { out_trade_no: 'none' });
  await partner.call('order_query', { out_trade_no: 'neither' });
  await gateway.app.core.requests.flush();
  const { app, callDays, callErrors, health } = await read();
  expect(app).toMatchObject({ ...APP, schoolName: '知校示范大学', keysIssuedAt: app.createdAt });
  expect(callDays).toEqual([{ day: expect.any(String), done: 1, refused: 2, unproved: 0 }]);
  expect(callErrors).toEqual([{ step: 'business', retCode: -1, count: 2 }]);
  expect(health).toMatchObject({ ...APP, tried: 0, waiting: 0, paused: [] });
});

test('keys are as old as their issue, once the old ones are retired', async () => {
  const { app: before } = await read();
  await gateway.advance(DAY_MS);
  await admin.call('POST /sign-in', { account: 'admin', password: PASSWORD });
  expect((await admin.call('POST /apps/:appId/keys', APP)).status).toBe(200);
  const { app: changing } = await read();
  expect(changing.keysIssuedAt).toBe(before.keysIssuedAt);
  expect((await admin.call('POST /apps/:appId/keys/retire-old', APP)).status).toBe(200);
  const { app: after } = await read();
  expect(after.keysIssuedAt).toBe(changing.keyChange.issuedAt);
  expect(after.keyChange).toBeUndefined();
});

test('calls are counted of seven days of Beijing, with today', async () => {
  const daysAt = async (ms: number) => {
    await gateway.advance(ms);
    await admin.call('POST /sign-in', { account: 'admin', password: PASSWORD });
    return (await read()).callDays.map(({ day }: { day: string }) => day);
  };
  await gateway.partner.call('order_query', { out_trade_no: 'none' });
  await gateway.app.core.requests.flush();
  const today = shanghaiDate(gateway.clock.now());
  expect(await daysAt(6 * DAY_MS)).toEqual([today]);
  expect(await daysAt(DAY_MS)).toEqual([]);
});
