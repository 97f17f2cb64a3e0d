import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECOND_MS } from '../../src/lib/clock.ts';
import { type EmulatedWechat, emulatedWechat } from '../helpers/channels/emulated-wechat.ts';
import { startEmulators } from '../helpers/channels/emulators.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import type { GatewayProcessSettings } from '../helpers/gateway/gateway-process.ts';
import { startKillableGateway } from '../helpers/gateway/killable-gateway.ts';
import { passTime } from '../helpers/gateway/pass-time.ts';
import { type Partner, partnerOf } from '../helpers/partner/partner.ts';
import { type PartnerEndpoint, startPartnerEndpoint } from '../helpers/partner/partner-endpoint.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

let database: TestDatabase;
let endpoint: PartnerEndpoint;
let wechat: EmulatedWechat;
let partner: Partner;
let settings: GatewayProcessSettings;
const cleanup = new AsyncDisposableStack();

beforeAll(async () => {
  database = await createTestDatabase();
  cleanup.defer(() => database.drop());
  const sandbox = cleanup.use(await startEmulators());
  endpoint = cleanup.use(await startPartnerEndpoint());
  wechat = emulatedWechat(sandbox.url);
  const port = await freePort();
  const masterKey = randomBytes(32).toString('base64');
  settings = { databaseUrl: database.url, sandboxUrl: sandbox.url, port, masterKey, role: 'all' };
  partner = partnerOf(`http://127.0.0.1:${port}`, endpoint.url);
});
afterAll(() => cleanup.disposeAsync());

async function openCode(orderId: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${settings.port}/cashier-api/orders/${orderId}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'wechat', device: 'desktop' }),
  });
  return ((await answer.json()) as { payment: { codeUrl: string } }).payment.codeUrl;
}

async function orderStatus(orderId: string): Promise<string | undefined> {
  const [row] = await database.database.query<{ status: string }>({
    text: 'select status from orders where order_id = $1',
    values: [orderId],
  });
  return row?.status;
}

test('killed between payment and notification: the notification is sent after the restart', async () => {
  // the api role takes the callback and tells nobody: exactly the moment in between
  const api = await startKillableGateway({ ...settings, role: 'api' });
  const { orderId, outTradeNo } = await partner.order();
  await wechat.pay({ code_url: await openCode(orderId) });
  await waitFor(async () => (await orderStatus(orderId)) === 'paid', { what: 'the payment to be booked' });
  await api.kill();
  expect(endpoint.receivedFor(outTradeNo)).toEqual([]);

  const restarted = await startKillableGateway(settings);
  await waitFor(() => endpoint.receivedFor(outTradeNo).length === 1, { what: 'the notification' });
  await restarted.kill();
});

test('killed again and again while payers pay: nothing is lost, nothing is booked twice', async () => {
  const paid: { orderId: string; outTradeNo: string }[] = [];
  for (const delayMs of [0, 5, 10, 20, 30, 50, 80, 120]) {
    const gateway = await startKillableGateway(settings);
    const orders = await Promise.all(Array.from({ length: 5 }, () => partner.order()));
    const codes = await Promise.all(orders.map((order) => openCode(order.orderId)));
    paid.push(...orders);
    const paying = Promise.all(codes.map((code) => wechat.pay({ code_url: code })));
    // not a wait for anything: the moment of the kill is what is varied
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await gateway.kill();
    await paying;
  }
  const last = await startKillableGateway(settings);
  // what the killed had in hand is taken up again when its lease is over
  const advance = async (ms: number) => {
    await wechat.advance(ms);
    last.advance(ms);
  };
  await passTime(advance, 5 * SECOND_MS, 'every notification', async () =>
    paid.every(({ outTradeNo }) => endpoint.receivedFor(outTradeNo).length > 0),
  );
  for (const { orderId } of paid) expect(await orderStatus(orderId)).toBe('paid');
  await last.kill();
  const booked = await database.database.query<{ transaction_id: string; paid_amount: string }>({
    text: `select transaction_id, paid_amount from payments where status = 'succeeded' order by 1`,
  });
  const truth = await wechat.books();
  expect(booked.map((payment) => [payment.transaction_id, Number(payment.paid_amount)])).toEqual(
    truth.map((payment) => [payment.transactionId, payment.total]).sort(),
  );
});

test('killed in the middle of a batch of payments: none is answered or half booked, and each is booked once', async () => {
  const gateway = await startKillableGateway({ ...settings, role: 'api' });
  const orders = await Promise.all(Array.from({ length: 8 }, () => partner.order()));
  const codes = await Promise.all(orders.map((order) => openCode(order.orderId)));
  const ids = orders.map(({ orderId }) => orderId);
  const rows = async (text: string) => (await database.database.query({ text, values: [ids] })).length;
  const run = (text: string) => database.database.query({ text });
  // whatever batches they come in: each sleeps once payments, ledger and orders are written, and nothing is committed
  await run(`create function sleep_a_minute() returns trigger language plpgsql as
             'begin perform pg_sleep(60); return new; end'`);
  await run(
    'create trigger slow before insert on notifications for each statement execute function sleep_a_minute()',
  );
  const paying = Promise.all(codes.map((code) => wechat.pay({ code_url: code })));
  const sleeping = `select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  await waitFor(async () => (await run(sleeping)).length > 0, { what: 'a batch to be in the middle' });
  await gateway.kill();
  await run(`select pg_terminate_backend(pid) from (${sleeping}) as s`);
  await paying;
  await run('drop trigger slow on notifications');
  expect(await rows(`select from payments where status = 'succeeded' and order_id = any ($1)`)).toBe(0);
  expect(
    await rows(
      'select from channel_callbacks c join payments p on p.payment_no = c.subject_no where order_id = any ($1)',
    ),
  ).toBe(0);

  const restarted = await startKillableGateway(settings);
  const advance = async (ms: number) => {
    await wechat.advance(ms);
    restarted.advance(ms);
  };
  await passTime(advance, 5 * SECOND_MS, 'every notification', async () =>
    orders.every(({ outTradeNo }) => endpoint.receivedFor(outTradeNo).length > 0),
  );
  await restarted.kill();
  expect(await rows(`select from payments where disposition = 'order' and order_id = any ($1)`)).toBe(8);
  expect(
    await rows(
      'select from ledger_transactions join payments on payment_no = subject_no where order_id = any ($1)',
    ),
  ).toBe(8);
});

test('killed while orders are created: every order that was answered is there', async () => {
  const answered: { orderId: string; outTradeNo: string }[] = [];
  for (const answers of [1, 10, 40, 100]) {
    const gateway = await startKillableGateway({ ...settings, role: 'api' });
    let killed = false;
    // thirty callers keep the batches full until the kill
    const callers = Array.from({ length: 30 }, async () => {
      while (!killed) {
        const order = await partner.order().catch(() => undefined);
        if (order) answered.push(order);
      }
    });
    const enough = answered.length + answers;
    await waitFor(() => answered.length >= enough, { what: `${answers} orders to be answered` });
    await gateway.kill();
    killed = true;
    await Promise.all(callers);
  }
  const kept = await database.database.query<{ order_id: string; out_trade_no: string }>({
    text: 'select order_id, out_trade_no from orders where order_id = any ($1) order by order_id',
    values: [answered.map(({ orderId }) => orderId)],
  });
  expect(kept.map((order) => [order.order_id, order.out_trade_no])).toEqual(
    answered.map(({ orderId, outTradeNo }) => [orderId, outTradeNo]).sort(),
  );
});
