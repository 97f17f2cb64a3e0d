import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { TEST_APP } from '../../src/sandbox-seed.ts';
import { type Gateway, startGateway } from '../helpers/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

const CANARIES = { user_no: '2013141516', user_name: '欧阳张三丰' };
const INVOICE = {
  payer_type: 1,
  payer_name: '司马小明',
  phone: '13912345678',
  payer_email: 'canary@example.com',
};
const OPENID = 'oCanary00000000000000000zhan';

let gateway: Gateway;
let logged = '';
beforeAll(async () => {
  gateway = await startGateway({
    log: createLog('trace', {
      write: (line) => {
        logged += line;
      },
    }),
  });
  for (const channelUnwell of [false, true]) {
    if (channelUnwell)
      await gateway.wechat.fault({ match: { path: '/jsapi$' }, times: 1, fault: 'status', status: 500 });
    const terms = {
      ...CANARIES,
      piaoju: INVOICE,
      pay_type: 1,
      openid: OPENID,
      out_trade_no: `n${channelUnwell}`,
    };
    await gateway.partner.order(terms).catch(() => undefined);
  }
  const order = await gateway.partner.order({ ...CANARIES, piaoju: INVOICE });
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await waitFor(() => gateway.endpoint.receivedFor(order.outTradeNo)[0], { what: 'the notification' });
  await gateway.partner.call('order_refund', { out_trade_no: order.outTradeNo, refund_fee: '1' });
  await fetch(`${gateway.url}/channel/wechat/sandbox-wechat`, {
    method: 'POST',
    body: JSON.stringify({ openid: OPENID }),
  });
  gateway.app.core.log.info(
    { keys: TEST_APP, payer: CANARIES, order: { userName: CANARIES.user_name } },
    'logged whole by mistake',
  );
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function secrets(): Promise<string[]> {
  const account = await gateway.app.core.accounts.byId('sandbox-wechat');
  return [
    ...Object.values(CANARIES),
    INVOICE.payer_name,
    INVOICE.phone,
    INVOICE.payer_email,
    TEST_APP.appSecret,
    TEST_APP.aesKey,
    ...Object.values(account?.secrets ?? {}).map((secret) => String(secret).split('\n')[1] ?? String(secret)),
  ];
}

test('the log has none of the secrets and personal data that went through', async () => {
  expect(logged).toContain('notification attempt');
  for (const secret of [...(await secrets()), OPENID]) expect(logged).not.toContain(secret);
});

test('the database holds them only sealed', async () => {
  const { db } = gateway.app.core;
  const tables = await db.query<{ name: string }>({
    text: `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  });
  expect(tables.length).toBeGreaterThan(8);
  for (const { name } of tables) {
    const rows = await db.query<{ row: string }>({ text: `select t::text as row from ${name} t` });
    const text = rows.map(({ row }) => row).join('\n');
    for (const secret of await secrets()) {
      expect(text, name).not.toContain(secret);
      expect(text, name).not.toContain(Buffer.from(secret).toString('hex'));
    }
  }
});

test('the cashier shows a payer masked', async () => {
  const { orderId } = await gateway.partner.order(CANARIES);
  for (const path of [`/cashier-api/orders/${orderId}`, `/pay/orderId/${orderId}.html`]) {
    const text = await (await fetch(gateway.url + path)).text();
    for (const canary of Object.values(CANARIES)) expect(text).not.toContain(canary);
  }
  const view = await (await fetch(`${gateway.url}/cashier-api/orders/${orderId}`)).json();
  expect(view).toMatchObject({ userName: '欧***', userNo: '20******16' });
});
