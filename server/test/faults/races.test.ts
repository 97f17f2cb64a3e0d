import { randomUUID } from 'node:crypto';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import type { Channel } from '../../src/channels/channel.ts';
import { SECOND_MS } from '../../src/lib/clock.ts';
import { emulatorAdmin } from '../helpers/channels/emulator-admin.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** How many orders each race is run on; any number on demand: RACES=10000. */
const RACES = Number(env.RACES ?? 20);
const BATCH = 20;
const LIMITS = { timeout: patience(RACES * 500 + 60_000) };
/** Of ten refunds of a fifth of the payment each, five fit. */
const [AMOUNT, REFUND_AMOUNT, AT_ONCE] = [100, 20, 10];
/** Three of ten refunds take effect at the channel and are not answered. */
const isLost = (index: number) => [1, 4, 8].includes(index % 10);

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ channelTimeoutMs: patience(2_000) });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (name: string, param: object) => gateway.partner.call(name, param);
const cancel = (outTradeNo: string) => call('order_cancel', { out_trade_no: outTradeNo });
const channelOf = (index: number): Channel => (index % 2 === 0 ? 'wechat' : 'alipay');

/** Runs each race, so many at once; answers what came of each. */
async function race<T>(run: (index: number) => Promise<T>): Promise<T[]> {
  const ends: T[] = [];
  for (let from = 0; from < RACES; from += BATCH) {
    const size = Math.min(BATCH, RACES - from);
    ends.push(...(await Promise.all(Array.from({ length: size }, (_, index) => run(from + index)))));
    await refundsSettle();
  }
  return ends;
}

async function refundsSettle(): Promise<void> {
  await gateway.advanceUntil(10 * SECOND_MS, 'every refund to settle', async () => {
    const [open] = await gateway.app.core.db.query<{ count: string }>({
      text: "select count(*) from refunds where status = 'processing'",
    });
    return open?.count === '0';
  });
}

/** What the order says in the end; waits until it is no longer open. */
function endOf(outTradeNo: string, meanwhile: () => Promise<unknown> = async () => undefined) {
  return waitFor(
    async () => {
      await meanwhile();
      const { status } = (await call('order_query', { out_trade_no: outTradeNo })).content;
      return status !== '1' && status;
    },
    { what: `order ${outTradeNo} to end` },
  );
}

async function paidOrder(index: number): Promise<{ outTradeNo: string; orderId: string }> {
  const order = await gateway.partner.order({ total_fee: AMOUNT });
  const code = await gateway.openCode(order.orderId, channelOf(index));
  await gateway[channelOf(index)].pay({ code_url: code });
  expect(await endOf(order.outTradeNo)).toBe('2');
  return order;
}

const refund = (outTradeNo: string, amount: number) =>
  call('order_refund', { out_trade_no: outTradeNo, refund_fee: String(amount), out_refund_no: randomUUID() });

interface Booked {
  readonly paymentNo: string;
  readonly disposition: string | null;
  readonly refunded: string;
  readonly refunds: string;
}

/** What became of the payment of each order, or of one, by the order's number. */
async function booksOf(orderId?: string): Promise<Map<string, Booked>> {
  const rows = await gateway.app.core.db.query<Booked & { readonly orderId: string }>({
    text: `select order_id as "orderId", payment_no as "paymentNo", disposition, refunded_amount as refunded,
                  (select count(*) from refunds where refunds.payment_no = payments.payment_no) as refunds
             from payments where $1::bigint is null or order_id = $1`,
    values: [orderId ?? null],
  });
  return new Map(rows.map((row) => [row.orderId, row]));
}

test(`${RACES} races of cancel against pay end paid, or closed with the money back`, LIMITS, async () => {
  const ends = await race(async (index) => {
    const { outTradeNo, orderId } = await gateway.partner.order({ total_fee: AMOUNT });
    const code = await gateway.openCode(orderId, channelOf(index));
    const pay = () => gateway[channelOf(index)].pay({ code_url: code });
    await Promise.all(index % 4 < 2 ? [pay(), cancel(outTradeNo)] : [cancel(outTradeNo), pay()]);
    return { orderId, status: await endOf(outTradeNo, () => cancel(outTradeNo)) };
  });
  const books = await booksOf();
  for (const { orderId, status } of ends) {
    const { disposition, refunded } = books.get(orderId) ?? {};
    if (status === '2') expect([disposition, refunded], orderId).toEqual(['order', '0']);
    else
      expect(
        [
          [null, '0'],
          ['late', String(AMOUNT)],
        ],
        orderId,
      ).toContainEqual([disposition, refunded]);
  }
  await expectBooksAgree(gateway);
});

test(
  `${RACES} payments, ten refunds of each at once: never more than was paid, and all of it`,
  LIMITS,
  async () => {
    const orderIds = await race(async (index) => {
      const { outTradeNo, orderId } = await paidOrder(index);
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, () => refund(outTradeNo, REFUND_AMOUNT)),
      );
      // one that the channel answers late is taken too, and its partner told to ask again
      expect(answers.filter(({ code }) => code === 0).length).toBeLessThanOrEqual(AMOUNT / REFUND_AMOUNT);
      return orderId;
    });
    const books = await booksOf();
    for (const orderId of orderIds) expect(books.get(orderId)?.refunded, orderId).toBe(String(AMOUNT));
    await expectBooksAgree(gateway);
  },
);

test(
  `of ${RACES} refunds three in ten are made and not answered: each is found, under its one number`,
  LIMITS,
  async () => {
    const orderIds = await race(async (index) => {
      const { outTradeNo, orderId } = await paidOrder(index);
      if (isLost(index)) await loseRefundOf(orderId);
      await refund(outTradeNo, REFUND_AMOUNT);
      return orderId;
    });
    const rules = await emulatorAdmin(gateway.wechat.url)<{ hits: number }[]>('GET', '/faults');
    expect(rules.filter(({ hits }) => hits === 0)).toEqual([]);
    const books = await booksOf();
    for (const orderId of orderIds)
      expect(books.get(orderId), orderId).toMatchObject({ refunded: String(REFUND_AMOUNT), refunds: '1' });
    const atChannels = [...(await gateway.wechat.books()), ...(await gateway.alipay.books())];
    const numbersOf = new Map(atChannels.map(({ paymentNo, refunds }) => [paymentNo, refunds.length]));
    for (const orderId of orderIds)
      expect(numbersOf.get(books.get(orderId)?.paymentNo ?? ''), orderId).toBe(1);
    await expectBooksAgree(gateway);
  },
);

/** The channel makes the order's refund and does not answer, nor the next question about a refund. */
async function loseRefundOf(orderId: string): Promise<void> {
  const paymentNo = (await booksOf(orderId)).get(orderId)?.paymentNo;
  const made = { path: '/refunds$|trade\\.refund$', out_trade_no: paymentNo };
  for (const match of [made, { path: '/refunds/[^/]+$|refund\\.query$' }])
    await gateway.wechat.fault({ match, times: 1, fault: 'timeout_after' });
}
