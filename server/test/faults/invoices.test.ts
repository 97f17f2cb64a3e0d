import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { SECOND_MS, systemClock } from '../../src/lib/clock.ts';
import { openVault } from '../../src/lib/vault.ts';
import { emulatedNuonuo } from '../helpers/channels/emulated-nuonuo.ts';
import { emulatedWechat } from '../helpers/channels/emulated-wechat.ts';
import { startEmulators } from '../helpers/channels/emulators.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { startGateway } from '../helpers/gateway/gateway.ts';
import { startKillableGateway } from '../helpers/gateway/killable-gateway.ts';
import { passTime } from '../helpers/gateway/pass-time.ts';
import { invoicesOf, PERSON } from '../helpers/partner/invoices.ts';
import { partnerOf } from '../helpers/partner/partner.ts';
import { startPartnerEndpoint } from '../helpers/partner/partner-endpoint.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';

type Nuonuo = Awaited<ReturnType<typeof emulatedNuonuo>>;

/** What the provider has that is valid: the amount by our number. */
async function validInvoices(nuonuo: Nuonuo): Promise<Map<string, number>> {
  const all = await nuonuo.invoices();
  expect(new Set(all.map(({ order_no }) => order_no)).size).toBe(all.length);
  return new Map(
    all
      .filter(({ number, red_number }) => number !== null && red_number === null)
      .map(({ order_no, total }) => [order_no, total]),
  );
}

test('three workers and requests that are repeated at once issue one invoice an order', async () => {
  await using gateway = await startGateway();
  const invoices = invoicesOf(gateway);
  const nuonuo = await emulatedNuonuo(gateway);
  await using _second = await gateway.startWorker();
  await using _third = await gateway.startWorker();
  const orders = await Promise.all(Array.from({ length: 12 }, () => invoices.paid({ piaoju: PERSON })));
  await Promise.all([...orders, ...orders, ...orders].map(({ outTradeNo }) => invoices.create(outTradeNo)));
  for (const { outTradeNo } of orders) await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  expect((await validInvoices(nuonuo)).size).toBe(orders.length);
  for (const { orderId } of orders) expect(await invoices.rows(orderId)).toHaveLength(1);
});

test('killed again and again while invoices are issued and corrected: each order ends with the right one', async () => {
  await using cleanup = new AsyncDisposableStack();
  const database = await createTestDatabase();
  cleanup.defer(() => database.drop());
  const sandbox = cleanup.use(await startEmulators());
  const endpoint = cleanup.use(await startPartnerEndpoint());
  const masterKey = randomBytes(32);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    databaseUrl: database.url,
    sandboxUrl: sandbox.url,
    port,
    masterKey: masterKey.toString('base64'),
    role: 'all',
  } as const;
  const partner = partnerOf(url, endpoint.url);
  const wechat = emulatedWechat(sandbox.url);
  const first = await startKillableGateway(settings);
  const core = { db: database.database, vault: openVault(masterKey), clock: systemClock };
  const nuonuo = await emulatedNuonuo({ sandboxUrl: sandbox.url, app: { core } });
  await first.kill();

  const paid: { orderId: string; outTradeNo: string }[] = [];
  for (const [round, delayMs] of [0, 40, 90, 160, 300, 600].entries()) {
    const gateway = await startKillableGateway(settings);
    const refunded = paid.slice(-2);
    const orders = await Promise.all([0, 1].map(() => partner.order({ piaoju: PERSON })));
    for (const order of orders) {
      const answer = await fetch(`${url}/cashier-api/orders/${order.orderId}/payments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ channel: 'wechat', device: 'desktop' }),
      });
      const { payment } = (await answer.json()) as { payment: { codeUrl: string } };
      await wechat.pay({ code_url: payment.codeUrl });
      paid.push(order);
    }
    // a call the kill cuts off is refunded or not; the books know
    const refunds = Promise.allSettled(
      refunded.map(({ outTradeNo }, index) =>
        partner.call('order_refund', {
          out_trade_no: outTradeNo,
          out_refund_no: `R${round}${index}`,
          refund_fee: index === 0 ? '100' : '30',
        }),
      ),
    );
    // not a wait for anything: the moment of the kill is what is varied
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await gateway.kill();
    await refunds;
  }

  const last = await startKillableGateway(settings);
  onTestFinished(() => last.kill());
  const rows = () =>
    database.database.query<{ order_id: string; invoice_no: string; left: string }>({
      text: `select o.order_id, i.invoice_no, p.paid_amount - p.refunded_amount as left
               from orders o join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no
               left join invoices i on i.app_id = o.app_id and i.order_id = o.order_id`,
    });
  const isSettled = async () => {
    const refunding = await database.database.query({
      text: `select 1 from refunds where status = 'processing'`,
    });
    if (refunding.length > 0) return false;
    const valid = await validInvoices(nuonuo);
    const all = await rows();
    return paid.every(({ orderId }) => {
      const own = all.filter((row) => row.order_id === orderId);
      const amounts = own.flatMap((row) => valid.get(row.invoice_no) ?? []);
      const left = Number(own[0]?.left ?? Number.NaN);
      return left === 0 ? amounts.length === 0 : amounts.length === 1 && amounts[0] === left;
    });
  };
  const advance = async (ms: number) => {
    await wechat.advance(ms);
    last.advance(ms);
  };
  await passTime(advance, 5 * SECOND_MS, 'every order to have the invoice of what is left', isSettled);
  const all = await rows();
  expect(new Set(all.map(({ left }) => left))).toEqual(new Set(['100', '70', '0']));
  // and no invoice of anybody else's
  const known = new Set(all.map(({ invoice_no }) => invoice_no));
  for (const orderNo of (await validInvoices(nuonuo)).keys()) expect(known).toContain(orderNo);
});
