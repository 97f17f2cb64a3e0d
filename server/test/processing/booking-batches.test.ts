import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { unaudited } from '../../src/audit/unaudited.ts';
import type { VerifiedCallback } from '../../src/channels/channel.ts';
import type { Core } from '../../src/core.ts';
import { isDatabaseAway } from '../../src/db/database.ts';
import { KEYED_PLANS } from '../../src/db/keyed-plans.ts';
import { openCore } from '../../src/installation/open-core.ts';
import { commissionCharged } from '../../src/ledger/ledger.ts';
import { createLog } from '../../src/lib/log.ts';
import { openVault } from '../../src/lib/vault.ts';
import { saveChannelAccount } from '../../src/merchants/account-store.ts';
import { insertOrders } from '../../src/orders/order-store.ts';
import { channelOf } from '../../src/payments/channel-of.ts';
import type { MerchantChannel } from '../../src/payments/merchant-channel.ts';
import { insertPayment } from '../../src/payments/payment-store.ts';
import { bookPayment, bookProofs } from '../../src/processing/book-payment.ts';
import { closeOrder } from '../../src/processing/close-order.ts';
import type { Booked, Proof } from '../../src/processing/proof.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { orderTimeline } from '../../src/timeline/order-timeline.ts';
import { wechatAccount } from '../helpers/channels/signed-callbacks.ts';
import { newOrder } from '../helpers/partner/new-order.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

const NOW = new Date('2026-11-29T08:00:00.000Z');
const PAID_AT = new Date('2026-11-29T07:59:57.000Z');
const SCENES = ['native', 'jsapi', 'page'] as const;
const vault = openVault(randomBytes(32));

interface Lab {
  readonly core: Core;
  readonly url: string;
  readonly channel: MerchantChannel;
  readonly foreign: MerchantChannel;
}

const cleanup = new AsyncDisposableStack();
const log: { readonly msg: string; readonly alert?: string; readonly proofs?: number }[] = [];
let lab: Lab;
let other: Lab;
beforeAll(async () => {
  [lab, other] = await Promise.all([openLab(), openLab()]);
});
afterEach(() => {
  log.length = 0;
});
afterAll(() => cleanup.disposeAsync());

async function openLab(): Promise<Lab> {
  const database = await createTestDatabase();
  cleanup.defer(() => database.drop());
  const { core } = cleanup.use(
    openCore({
      databaseUrl: database.url,
      databasePoolSize: 8,
      vault,
      publicUrl: 'http://127.0.0.1:1',
      sandboxUrl: 'http://127.0.0.1:1',
      channelTimeoutMs: 1_000,
      clock: { now: () => NOW },
      log: createLog('warn', { write: (line: string) => void log.push(JSON.parse(line)) }),
    }),
  );
  await insertSchool(core.db, { schoolId: 's', name: 's' }, NOW);
  await insertApp(core.db, vault, { ...TEST_APP, appId: 'a', schoolId: 's', name: 'a' }, NOW);
  await saveChannelAccount(
    core.db,
    vault,
    { ...wechatAccount('w1', ['1900007291']), schoolId: 's', appId: 'a' },
    NOW,
  );
  await saveChannelAccount(core.db, vault, { ...wechatAccount('w2', ['1900007292']), schoolId: 's' }, NOW);
  const of = (channelAccountId: string) => channelOf(core, { channel: 'wechat', channelAccountId });
  return { core, url: database.url, channel: await of('w1'), foreign: await of('w2') };
}

const orderId = (n: number) => String(1_795_900_000_000_000_000n + BigInt(n));
const paymentNo = (n: number, attempt = 0) => String(1_795_900_001_000_000_000n + BigInt(n * 10 + attempt));

interface Given {
  /** How many open payments the order has. */
  readonly attempts?: number;
  readonly is?: 'closed' | 'closing';
  readonly wantsInvoice?: boolean;
}

async function seed({ core: { db } }: Lab, n: number, given: Given = {}): Promise<void> {
  const { attempts = 1, is, wantsInvoice } = given;
  const invoice = wantsInvoice ? { payer_type: 1, payer_name: '张三' } : undefined;
  const key = { appId: 'a', orderId: orderId(n) };
  await insertOrders(db, vault, [
    newOrder({ ...key, outTradeNo: `n${n}`, createdAt: NOW, invoice: invoice as never }),
  ]);
  await db.transaction(async (tx) => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      insertPayment(tx, vault, {
        ...key,
        paymentNo: paymentNo(n, attempt),
        channel: 'wechat',
        scene: SCENES[attempt] ?? 'native',
        channelAccountId: 'w1',
        openid: undefined,
        totalAmount: 100,
        requestBody: '{}',
        createdAt: NOW,
        expiresAt: NOW,
        dueAt: new Date(NOW.getTime() + 60_000),
      });
    }
  });
  const set = (table: string, to: string) =>
    db.query({ text: `update ${table} set ${to} where order_id = $1`, values: [orderId(n)] });
  if (is === 'closing') await set('orders', `close_reason = 'cancelled'`);
  if (is === 'closed') {
    await set('payments', `status = 'closed', closed_at = created_at, due_at = null`);
    await set('orders', `status = 'closed', close_reason = 'expired', closed_at = created_at, due_at = null`);
  }
}

function proofOf({ channel }: Lab, n: number, attempt = 0, told: Partial<Proof['evidence']> = {}): Proof {
  const no = paymentNo(n, attempt);
  const evidence = { transactionId: `t${no}`, paidAmount: 100, paidAt: PAID_AT, payerUid: `o${n}`, ...told };
  const said = { callbackId: `EV-${no}`, kind: 'payment', content: `{"of":"${no}"}`, paymentNo: no } as const;
  const callback: VerifiedCallback = { ...said, state: { status: 'paid', evidence } };
  return { channel, paymentNo: no, evidence, callback };
}

/** One of everything that can come of evidence, in the order it comes. */
async function story(of: Lab): Promise<{ readonly orders: number; readonly proofs: readonly Proof[] }> {
  const { channel, foreign } = of;
  const given: readonly Given[] = [
    {},
    { is: 'closed' },
    { attempts: 3 },
    {},
    { wantsInvoice: true },
    { is: 'closing' },
    {},
    {},
    { wantsInvoice: true, is: 'closed' },
    { attempts: 2 },
  ];
  for (const [n, each] of given.entries()) await seed(of, n, each);
  const again = (proof: Proof, callbackId: string): Proof =>
    proof.callback ? { ...proof, callback: { ...proof.callback, callbackId } } : proof;
  const subject = { appId: 'a', subjectNo: paymentNo(6), channel: 'wechat', amount: 1 } as const;
  const { callback: _, ...byQuery } = proofOf(of, 6);
  const proofs = [
    // highest first: rows are locked in another order than they come in
    proofOf(of, 9, 1),
    proofOf(of, 9, 0, { paidAmount: 99 }),
    proofOf(of, 4),
    // pays, is told again with the same number and with another, and is contradicted
    proofOf(of, 0),
    proofOf(of, 0),
    again(proofOf(of, 0), 'EV-again'),
    again(proofOf(of, 0, 0, { transactionId: 'another' }), 'EV-contradicts'),
    // two payments of one order; a third stays open
    proofOf(of, 2, 1, { payerUid: '' }),
    proofOf(of, 2, 0),
    proofOf(of, 1),
    proofOf(of, 8),
    proofOf(of, 3, 0, { paidAmount: 101 }),
    proofOf(of, 5),
    // by a bill, with the commission of its line
    { ...byQuery, commissions: [commissionCharged(subject)] },
    { ...byQuery, commissions: [commissionCharged({ ...subject, amount: 2 })] },
    // says that it waits for the payer
    { ...proofOf(of, 7), evidence: undefined },
    // another account's word, and a number that is nobody's
    { ...proofOf(of, 7), channel: foreign },
    { channel, paymentNo: '17', evidence: undefined },
  ];
  return { orders: given.length, proofs };
}

const TABLES: Readonly<Record<string, string>> = {
  orders: 'select order_id, status, paid_at, payment_no, due_at, close_reason, closed_at from orders',
  payments: `select payment_no, status, transaction_id, paid_amount, paid_at, disposition, evidence_account_id, due_at,
                    refunding_amount, refunded_amount, payer_uid_index, payer_uid_sealed is null as unsealed from payments`,
  refunds: `select payment_no, order_id, refund_amount, cause, status, channel, due_at, created_at,
                   replace(request_body, refund_id::text, 'R') as body from refunds`,
  callbacks: 'select channel_account_id, callback_id, kind, subject_no, received_at from channel_callbacks',
  ledger: `select coalesce(r.payment_no, subject_no) as of, event, posted_at, account, amount, e.channel
             from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
             left join refunds r on r.refund_id = subject_no`,
  notifications: `select order_id, status, endpoint, created_at, deadline_at, next_attempt_at, attempts from notifications`,
  invoices:
    'select order_id, source, status, created_at, due_at, terms_sealed is null as unsealed from invoices',
};

/** Every row that evidence changes, without numbers made at random; and the timelines. */
async function booksOf({ core }: Lab, orders: number): Promise<Record<string, unknown>> {
  const books: Record<string, unknown> = {};
  for (const [table, text] of Object.entries(TABLES)) {
    books[table] = await core.db.query({ text: `select * from (${text}) as t order by t::text` });
  }
  for (let n = 0; n < orders; n += 1) {
    const { events, payments, refunds, invoices, notification } = await orderTimeline(
      core,
      'all',
      orderId(n),
    );
    const made = [...refunds.map(({ refundId }) => refundId), ...invoices.map(({ invoiceNo }) => invoiceNo)];
    // of one instant, events of a kind are in no order
    const texts = [
      ...events.map((event) => JSON.stringify(event)).sort(),
      JSON.stringify({ payments, notification }),
    ];
    books[`timeline ${n}`] = texts
      .map((text) => made.reduce((all, id) => all.replaceAll(id, 'N'), text))
      .sort();
  }
  return books;
}

test('a batch of everything leaves the same rows and timelines as one by one', async () => {
  const [alone, together] = [await story(lab), await story(other)];
  const single: Booked[] = [];
  for (const proof of alone.proofs) {
    single.push(...(await lab.core.db.transaction((tx) => bookProofs(lab.core, tx, [proof]), KEYED_PLANS)));
  }
  const batch = await other.core.db.transaction(
    (tx) => bookProofs(other.core, tx, together.proofs),
    KEYED_PLANS,
  );
  expect(batch).toEqual(single);
  const kinds = batch.map((booked) => (booked.kind === 'received' ? booked.disposition : booked.kind));
  expect(kinds).toEqual([
    'order',
    'wrong_amount',
    'order',
    'order',
    'repeated',
    'repeated',
    'contradicted',
    'order',
    'duplicate',
    'late',
    'late',
    'wrong_amount',
    'order',
    'order',
    'repeated',
    'kept',
    'foreign',
    'foreign',
  ]);
  const books = await booksOf(other, together.orders);
  expect(books).toEqual(await booksOf(lab, alone.orders));
  expect(books.callbacks).toHaveLength(13);
  expect(books.notifications).toHaveLength(6);
  expect(books.invoices).toHaveLength(1);
  expect(books.refunds).toHaveLength(3);
});

test('no statement of a booking is planned for just its rows', async () => {
  for (let n = 20; n < 23; n += 1) await seed(other, n, { attempts: 2, wantsInvoice: true });
  const { core } = other;
  const plans = await core.db.transaction(async (tx) => {
    const book = (from: number, to: number) => {
      const proofs = Array.from({ length: to - from }, (_, n) => proofOf(other, from + n));
      return bookProofs(core, tx, proofs);
    };
    // its session may have planned before, also what others keep in the ledger
    const planned = () =>
      tx.query<{ name: string; plans: number; custom: number }>({
        text: `select name, (generic_plans + custom_plans)::int as plans, custom_plans::int as custom
                 from pg_prepared_statements
                where name ~ '^(lock-(orders|payments)-of|mark-(orders|payments)-|post-|expedite|queue-|insert-(callbacks|invoices))'`,
      });
    const before = new Map((await planned()).map((one) => [one.name, one]));
    for (let n = 20; n < 23; n += 1) await book(n, n + 1);
    return (await planned()).flatMap(({ name, ...after }) => {
      const { plans, custom } = before.get(name) ?? { plans: 0, custom: 0 };
      return after.plans > plans ? [{ name, custom: after.custom - custom }] : [];
    });
  }, KEYED_PLANS);
  expect(plans.map(({ name }) => name).sort()).toEqual([
    'expedite-open-payments',
    'insert-callbacks',
    'insert-invoices-of-orders',
    'lock-orders-of-payments',
    'lock-payments-of-orders',
    'mark-orders-paid',
    'mark-payments-succeeded',
    'post-ledger',
    'queue-notifications',
  ]);
  expect(plans.filter(({ custom }) => custom > 0)).toEqual([]);
});

/** Books proofs that come at the same time: the first alone, the rest in one batch behind it. */
const bookTogether = ({ core }: Lab, proofs: readonly Proof[]) =>
  Promise.allSettled(proofs.map((proof) => bookPayment(core, proof)));

async function statusesOf({ core: { db } }: Lab, from: number, to: number): Promise<(string | null)[]> {
  const rows = await db.query<{ disposition: string | null }>({
    text: 'select disposition from payments where order_id between $1 and $2 order by payment_no',
    values: [orderId(from), orderId(to)],
  });
  return rows.map(({ disposition }) => disposition);
}

test('evidence that the database refuses fails alone, and its neighbours are booked', async () => {
  for (let n = 100; n < 108; n += 1) await seed(lab, n);
  const proofs = Array.from({ length: 8 }, (_, n) =>
    proofOf(
      lab,
      100 + n,
      0,
      n === 4 ? { transactionId: `t${paymentNo(100)}` } : { paidAmount: n === 5 ? 7 : 100 },
    ),
  );
  const answers = await bookTogether(lab, proofs);
  expect(answers.map(({ status }) => status === 'fulfilled')).toEqual(proofs.map((_, n) => n !== 4));
  expect(await statusesOf(lab, 100, 107)).toEqual(
    proofs.map((_, n) => (n === 4 ? null : n === 5 ? 'wrong_amount' : 'order')),
  );
  const kept = await lab.core.db.query({
    text: 'select from channel_callbacks where subject_no between $1 and $2',
    values: [paymentNo(100), paymentNo(107)],
  });
  expect(kept).toHaveLength(7);
  expect(log.filter(({ proofs: size }) => size !== undefined)).toMatchObject([{ proofs: 7 }]);
  // told once it is committed, though the batch was tried before
  expect(log.filter(({ alert }) => alert === 'unwanted_money')).toHaveLength(1);
});

/** A session of somebody else that ends with the test. */
async function session(of: Lab): Promise<{ readonly client: pg.Client } & AsyncDisposable> {
  const client = new pg.Client({ connectionString: of.url });
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

test('an order that somebody holds keeps none of its neighbours from being booked', async () => {
  for (let n = 120; n < 126; n += 1) await seed(lab, n);
  await using holder = await session(lab);
  await holder.client.query('begin');
  await holder.client.query('select from orders where order_id = $1 for no key update', [orderId(123)]);
  const booking = Array.from({ length: 6 }, (_, n) => bookPayment(lab.core, proofOf(lab, 120 + n)));
  await Promise.all(booking.filter((_, n) => n !== 3));
  expect(await statusesOf(lab, 120, 125)).toEqual(['order', 'order', 'order', null, 'order', 'order']);
  // and what comes afterwards does not wait behind it
  await seed(lab, 126);
  await bookPayment(lab.core, proofOf(lab, 126));
  await holder.client.query('rollback');
  await booking[3];
  expect(await statusesOf(lab, 123, 123)).toEqual(['order']);
});

test('a connection lost in the middle of a batch is nobody’s success, and the repeat books each once', async () => {
  for (let n = 140; n < 146; n += 1) await seed(lab, n);
  const { db } = lab.core;
  const sleeping = `select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  // what is inserted last but the callbacks: by then payments, ledger and orders are written
  await db.query({
    text: `create function sleep_once() returns trigger language plpgsql as
           'begin if new.order_id = ${orderId(143)} then perform pg_sleep(60); end if; return new; end'`,
  });
  await db.query({
    text: 'create trigger slow before insert on notifications for each row execute function sleep_once()',
  });
  const proofs = Array.from({ length: 6 }, (_, n) => proofOf(lab, 140 + n));
  const booking = bookTogether(lab, proofs);
  await waitFor(async () => (await db.query({ text: sleeping })).length > 0, {
    what: 'the batch to be in the middle',
  });
  await db.query({ text: `select pg_terminate_backend(pid) from (${sleeping}) as s` });
  const answers = await booking;
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', ...Array(5).fill('rejected')]);
  for (const answer of answers.slice(1))
    expect(answer.status === 'rejected' && isDatabaseAway(answer.reason)).toBe(true);
  expect(await statusesOf(lab, 140, 145)).toEqual(['order', null, null, null, null, null]);
  await db.query({ text: 'drop trigger slow on notifications' });
  const repeated = await bookTogether(lab, proofs);
  expect(repeated.map(({ status }) => status)).toEqual(Array(6).fill('fulfilled'));
  expect(await statusesOf(lab, 140, 145)).toEqual(Array(6).fill('order'));
});

test('money and the closing of its order at once end as one after the other', async () => {
  const numbers = Array.from({ length: 24 }, (_, n) => 160 + n);
  // closed at the channel already, whose word comes late
  for (const n of numbers) await seed(lab, n);
  await lab.core.db.query({
    text: `update payments set status = 'closed', closed_at = created_at, due_at = null where order_id between $1 and $2`,
    values: [orderId(160), orderId(183)],
  });
  const close = (n: number) =>
    closeOrder(unaudited(lab.core), { appId: 'a', orderId: orderId(n) }, 'cancelled').then(
      ({ status }) => status,
    );
  const both = numbers.flatMap((n) => [bookPayment(lab.core, proofOf(lab, n)), close(n)]);
  const ends = (await Promise.all(both)).filter((_, index) => index % 2 === 1);
  const dispositions = await statusesOf(lab, 160, 183);
  expect(ends).toEqual(dispositions.map((disposition) => (disposition === 'order' ? 'paid' : 'closed')));
  const refunds = await lab.core.db.query<{ order_id: string }>({
    text: `select order_id from refunds where cause = 'late' and order_id between $1 and $2 order by 1`,
    values: [orderId(160), orderId(183)],
  });
  expect(refunds.map((refund) => refund.order_id)).toEqual(
    numbers.filter((_, index) => dispositions[index] === 'late').map(orderId),
  );
});

test('batches of two servers over the same orders, in opposite orders, wait for each other and end', async () => {
  const numbers = Array.from({ length: 20 }, (_, n) => 200 + n);
  for (const n of numbers) await seed(lab, n);
  const second = openCore({
    databaseUrl: lab.url,
    databasePoolSize: 4,
    vault,
    publicUrl: 'http://127.0.0.1:1',
    sandboxUrl: 'http://127.0.0.1:1',
    channelTimeoutMs: 1_000,
    clock: { now: () => NOW },
    log: createLog('silent'),
  });
  await using _ = second;
  const proofs = numbers.map((n) => proofOf(lab, n));
  const answers = await Promise.all([
    bookTogether(lab, proofs),
    bookTogether({ ...lab, core: second.core }, proofs.toReversed()),
  ]);
  expect(answers.flat().map(({ status }) => status)).toEqual(Array(40).fill('fulfilled'));
  expect(await statusesOf(lab, 200, 219)).toEqual(Array(20).fill('order'));
});

test('two payments of each order and a repeat, in batches beside each other, are booked once each', async () => {
  const numbers = Array.from({ length: 60 }, (_, n) => 400 + n);
  for (const n of numbers) await seed(lab, n, { attempts: 2 });
  const proofs = [
    ...numbers.map((n) => proofOf(lab, n)),
    ...numbers.toReversed().map((n) => proofOf(lab, n, 1)),
    ...numbers.map((n) => proofOf(lab, n)),
  ];
  const answers = await bookTogether(lab, proofs);
  expect(answers.map(({ status }) => status)).toEqual(Array(180).fill('fulfilled'));
  const dispositions = await statusesOf(lab, 400, 459);
  for (const [index] of numbers.entries()) {
    expect(dispositions.slice(2 * index, 2 * index + 2).toSorted()).toEqual(['duplicate', 'order']);
  }
  const [counts] = await lab.core.db.query({
    text: `select (select count(*)::int from refunds where cause = 'duplicate' and order_id between $1 and $2) as refunds,
                  (select count(*)::int from notifications where order_id between $1 and $2) as notifications,
                  (select count(*)::int from channel_callbacks where subject_no between $3 and $4) as callbacks,
                  (select count(*)::int from ledger_transactions
                    where event in ('payment_received', 'unwanted_money_received') and subject_no between $3 and $4) as postings`,
    values: [orderId(400), orderId(459), paymentNo(400), paymentNo(459, 1)],
  });
  expect(counts).toEqual({ refunds: 60, notifications: 60, callbacks: 120, postings: 120 });
});
