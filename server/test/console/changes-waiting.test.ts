import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, plusMs } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { alertAging } from '../../src/overview/alert-aging.ts';
import { firstAdministrator, invited, signedIn } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

test('a change that waits for a second person for a day is alerted, until somebody decides', async () => {
  const { core } = gateway.app;
  const admin = await firstAdministrator(gateway);
  const overdue = async (afterMs: number) => {
    const lines: string[] = [];
    const log = createLog('error', { write: (line: string) => lines.push(line) });
    const clock = { now: () => plusMs(core.clock.now(), afterMs) };
    await alertAging({ ...core, log, clock });
    return lines.map((line) => JSON.parse(line)).filter(({ alert }) => alert === 'change_waiting');
  };
  // a system administrator asks for everything
  const asker = await invited(gateway, admin, { account: 'system', role: 'system_administrator' });
  const asked = await asker.call('POST /operators', { account: 'late', name: '丙', role: 'support' });
  expect(await overdue(DAY_MS - MINUTE_MS)).toEqual([]);
  expect(await overdue(DAY_MS + MINUTE_MS)).toMatchObject([{ count: 1, oldest: expect.any(String) }]);
  const { changeRequestId } = asked.body;
  await asker.call('POST /changes/:changeRequestId/withdraw', { changeRequestId });
  expect(await overdue(DAY_MS + MINUTE_MS)).toEqual([]);
});

test('a change is found by its number and its subject, says who asked by name, and its age is among what waits', async () => {
  const admin = await signedIn(gateway, 'admin');
  const asker = await signedIn(gateway, 'system');
  const asked = await asker.call('POST /operators', { account: 'newcomer', name: '丁', role: 'support' });
  const { changeRequestId } = asked.body;
  for (const text of [changeRequestId, 'NEWCOM']) {
    const { body } = await admin.call('POST /changes/find', { text });
    expect(body.changes).toMatchObject([{ changeRequestId, subject: 'newcomer', status: 'waiting' }]);
  }
  const { operatorId } = (await admin.call('GET /operators', { text: 'system' })).body.rows[0];
  await admin.call('PUT /operators/:operatorId', {
    operatorId,
    name: '系统管理员',
    role: 'system_administrator',
  });
  const [row] = (await admin.call('GET /changes', { status: 'waiting' })).body.rows;
  expect(row).toMatchObject({ askedBy: 'system', askedByName: '系统管理员' });
  expect((await admin.call('GET /changes/:changeRequestId', { changeRequestId })).body).toMatchObject({
    askedByName: '系统管理员',
  });
  const { changes, changesSince, differencesSince } = (await admin.call('GET /waiting')).body;
  expect([changes, changesSince, differencesSince]).toEqual([1, row.askedAt, undefined]);
  expect((await admin.call('GET /changes-to-decide')).body).toEqual({ count: 1, oldest: row.askedAt });
});
