import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { PARTNER_SLOTS } from '../../src/notifications/endpoint.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { type NameServer, startNameServer } from '../helpers/partner/name-server.ts';
import { addApp, queuePaidOrders } from '../helpers/partner/paid-orders.ts';
import { waitFor } from '../helpers/wait-for.ts';

let names: NameServer;
let gateway: Gateway;
beforeAll(async () => {
  names = await startNameServer((name) => (name.startsWith('healthy') ? { a: ['127.0.0.1'] } : 'silent'));
  gateway = await startGateway({ partners: { nameServers: [names.address] } });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await names[Symbol.asyncDispose]();
});

async function partnerAt(appId: string, hosts: readonly string[], count: number): Promise<void> {
  const { port, pathname } = new URL(gateway.endpoint.url);
  await addApp(gateway.app.core, appId);
  for (const host of hosts) {
    await queuePaidOrders(gateway.app.core, { appId, notifyUrl: `http://${host}:${port}${pathname}`, count });
  }
}

const questions = (part: string) =>
  new Set(names.received.map((received) => received.split(' ')[0]).filter((name) => name?.includes(part)));

async function outcomes(appId: string): Promise<{ detail: string; count: string }[]> {
  const db = openDatabase({ url: gateway.databaseUrl, poolSize: 1 });
  const found = await db.query<{ detail: string; count: string }>({
    text: 'select detail, count(*) from notification_attempts where app_id = $1 group by detail',
    values: [appId],
  });
  await db.close();
  return found;
}

test('five of twenty partners whose name servers are silent hold up none of the others', async () => {
  for (let n = 0; n < 5; n += 1) {
    // names of their own for their slots: no look-up of theirs serves two attempts
    const hosts = Array.from({ length: PARTNER_SLOTS }, (_, slot) => `order-${slot}.silent-${n}.example.cn`);
    await partnerAt(`silent${n}`, hosts, 2);
  }
  for (let n = 0; n < 15; n += 1) await partnerAt(`healthy${n}`, [`healthy-${n}.example.cn`], 20);
  await waitFor(() => gateway.endpoint.received.length === 300, {
    what: 'the notifications of the healthy partners',
  });
  expect(questions('silent').size).toBeGreaterThan(0);
  const failed = await waitFor(async () => (await outcomes('silent0'))[0], { what: 'an attempt to end' });
  expect(failed.detail).toBe('name look-up failed (ETIMEOUT)');
});

test('a server that stops waits for no name server', async () => {
  await partnerAt('stopping', ['stopping.example.cn'], 3);
  await waitFor(() => questions('stopping').size > 0, { what: 'the look-up' });
  await gateway.app[Symbol.asyncDispose]();
  expect(await outcomes('stopping')).toEqual([{ detail: 'name look-up failed (STOPPED)', count: '3' }]);
});
