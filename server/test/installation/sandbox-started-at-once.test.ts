import { openResponse, type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { newKeyPair } from '@zhixiao/sandbox/key-pair';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedSandbox, TEST_APP } from '../../src/sandbox/seed.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

const PROCESSES = 6;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

test.each([1, 2, 3])(
  'processes that start a new sandbox at the same time seed it once, with keys that work (%i)',
  async (n) => {
    const app = { ...TEST_APP, appId: `atonce${n}` };
    const school = { schoolId: `2008${n}`, name: '知校第二大学' };
    const seed = () =>
      seedSandbox(gateway.app.core, gateway.sandboxUrl, newKeyPair, { school, app, accounts: app.appId });
    // each has looked for the merchant and made keys for it before any is stored
    const holder = new pg.Client({ connectionString: gateway.databaseUrl });
    await holder.connect();
    await holder.query('begin; lock table channel_accounts in share row exclusive mode');
    const seeded = Promise.all(Array.from({ length: PROCESSES }, seed));
    const waiting = `select from pg_locks where not granted and relation = 'channel_accounts'::regclass`;
    await waitFor(async () => (await gateway.app.core.db.query({ text: waiting })).length >= PROCESSES, {
      what: 'all to store their keys',
    });
    await holder.end();
    await seeded;

    const terms = {
      out_trade_no: app.appId,
      total_fee: '100',
      body: '电费',
      notify_url: gateway.endpoint.url,
    };
    const created = await fetch(`${gateway.url}/pay_api/order_create`, {
      method: 'POST',
      body: new URLSearchParams({ ...sealRequest(app, terms) }),
    });
    const answer = openResponse(app, (await created.json()) as SealedResponse);
    const { order_id } = JSON.parse(answer) as { order_id: string };
    for (const channel of ['wechat', 'alipay']) {
      const started = await fetch(`${gateway.url}/cashier-api/orders/${order_id}/payments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ channel, device: 'desktop' }),
      });
      expect([channel, started.status]).toEqual([channel, 200]);
    }
  },
);
