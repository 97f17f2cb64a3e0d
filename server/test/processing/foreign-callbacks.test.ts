import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { insertApp } from '../../src/apps/app-store.ts';
import { type ChannelAccount, ForeignCallback } from '../../src/channels/channel.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { saveChannelAccount } from '../../src/merchants/account-store.ts';
import { channelOf } from '../../src/payments/channel-of.ts';
import { findPaymentByNo } from '../../src/payments/payment-store.ts';
import { bookPayment } from '../../src/processing/book-payment.ts';
import { bookRefund } from '../../src/processing/submit-refund.ts';
import { findRefundByNo } from '../../src/refunds/refund-store.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { orderTimeline } from '../../src/timeline/order-timeline.ts';
import {
  alipayAccount,
  alipayCallback,
  type SentCallback,
  type SignedMoney,
  type WechatMerchant,
  wechatAccount,
  wechatCallback,
  wechatHeaders,
} from '../helpers/channels/signed-callbacks.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { movableClock } from '../helpers/gateway/movable-clock.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { seedBooks } from '../helpers/reconciliation/seed-books.ts';
import { waitFor } from '../helpers/wait-for.ts';

// Every kind of callback, hint and notice of some merchants against one another. All have the same keys, as
// sub-merchants of one provider do and as an account may be given by whoever administers it: a signature that
// holds says nothing of whose money it is.

/** A merchant account with one paid payment, a refund of it under way, and one payment that is open. */
interface Party {
  readonly account: ChannelAccount;
  readonly appId: string;
  readonly paidNo: string;
  readonly refundNo: string;
  readonly openNo: string;
  /** What the channel tells of this merchant; of any number whatsoever. */
  tell(told: SignedMoney): SentCallback;
}

const clock = movableClock();
const log: {
  readonly err?: object;
  readonly subject?: string;
  readonly alert?: string;
  readonly times?: number;
}[] = [];
const parties: Party[] = [];
let database: TestDatabase;
let app: App;
let url = '';
beforeAll(async () => {
  database = await createTestDatabase();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  app = await createApp({
    databaseUrl: database.url,
    databasePoolSize: 8,
    masterKey: randomBytes(32),
    publicUrl: url,
    sandboxUrl: 'http://127.0.0.1:1',
    channelTimeoutMs: 1_000,
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 0,
    clock,
    log: createLog('warn', { write: (line: string) => void log.push(JSON.parse(line)) }),
  });
  await app.server.listen({ host: '127.0.0.1', port });
  for (const school of ['s1', 's2', 's3', 's4']) {
    await insertSchool(app.core.db, { schoolId: school, name: school }, clock.now());
  }
  await addWechat('w1', 's1', 'a1', ['1900007291']);
  await addWechat('w2', 's2', 'a2', ['1900007292']);
  await addWechat('w3', 's1', 'a3', ['1900007293']);
  await addWechat('w4', 's3', 'a4', ['1900008000', '1900008001']);
  await addWechat('w5', 's4', 'a5', ['1900008000', '1900008002']);
  await addAlipay('p1', 's1', 'a1', ['2021000000000001', '2088000000000001']);
  await addAlipay('p2', 's2', 'a2', ['2021000000000002', '2088000000000002']);
  // another application of the first school, with the same merchant
  await addAlipay('p3', 's1', 'a3', ['2021000000000003', '2088000000000001']);
});
afterEach(() => {
  log.length = 0;
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await database.drop();
});

async function addWechat(id: string, school: string, appId: string, merchant: WechatMerchant) {
  const account = wechatAccount(id, merchant);
  await addParty(school, appId, account, (told) => wechatCallback(merchant, told, clock.now()));
}

async function addAlipay(id: string, school: string, appId: string, [of, seller]: [string, string]) {
  const account = alipayAccount(id, of, seller);
  await addParty(school, appId, account, (told) => alipayCallback(of, seller, told));
}

async function addParty(schoolId: string, appId: string, account: ChannelAccount, tell: Party['tell']) {
  const { db, vault, newId } = app.core;
  const now = clock.now();
  const stored = { ...account, schoolId, appId };
  const [known] = await db.query({ text: 'select 1 from apps where app_id = $1', values: [appId] });
  if (!known) await insertApp(db, vault, { ...TEST_APP, appId, schoolId, name: appId }, now);
  await saveChannelAccount(db, vault, stored, now);
  const [paidNo, refundNo, openNo] = [newId(), newId(), newId()];
  const { channelAccountId } = account;
  const payment = { kind: 'payment', appId, channelAccountId, amount: 100, from: now } as const;
  const received = { until: now, transactionId: `t${paidNo}`, refundNo: undefined } as const;
  const open = { until: undefined, transactionId: undefined, refundNo: undefined } as const;
  await seedBooks(db, [
    { ...payment, ...received, paymentNo: paidNo, status: 'succeeded' },
    { ...payment, ...open, paymentNo: openNo, status: 'open' },
    { ...payment, ...open, kind: 'refund', paymentNo: paidNo, refundNo, amount: 40, status: 'open' },
  ]);
  parties.push({ account, appId, paidNo, refundNo, openNo, tell });
}

function send({ account }: Party, { headers, body }: SentCallback): Promise<Response> {
  const path = `/channel/${account.channel}/${account.channelAccountId}`;
  return fetch(url + path, { method: 'POST', headers, body });
}

/** Everything that evidence changes. */
async function books(): Promise<Record<string, object[]>> {
  const columns: Record<string, string> = {
    orders: 'order_id, status, paid_at, due_at',
    payments: 'payment_no, status, transaction_id, paid_amount, refunding_amount, refunded_amount, due_at',
    refunds: 'refund_id, status, accepted_at, channel_refund_id, settled_at, due_at, checks',
    channel_callbacks: 'callback_id, subject_no',
    ledger_transactions: 'event, subject_no',
    notifications: 'order_id, status',
  };
  const all = Object.entries(columns).map(async ([table, wanted]) => {
    return [table, await app.core.db.query<object>({ text: `select ${wanted} from ${table} order by 1, 2` })];
  });
  return Object.fromEntries(await Promise.all(all)) as Record<string, object[]>;
}

/** Each merchant with each other one of its channel. */
function pairs(): { readonly one: Party; readonly other: Party }[] {
  return parties.flatMap((one) =>
    parties
      .filter((other) => other !== one && other.account.channel === one.account.channel)
      .map((other) => ({ one, other })),
  );
}

test('no account settles, pays or hurries anything of another, whoever is named and wherever it is sent', async () => {
  const before = await books();
  const answers: string[] = [];
  for (const { one, other } of pairs()) {
    const what = `${one.account.channelAccountId} about ${other.account.channelAccountId}`;
    const numbers: SignedMoney[] = [
      { paymentNo: other.openNo },
      { paymentNo: other.paidNo },
      { paymentNo: other.paidNo, refundNo: other.refundNo },
      // his own payment with the other's refund, and the other way round
      { paymentNo: one.paidNo, refundNo: other.refundNo },
      { paymentNo: other.paidNo, refundNo: one.refundNo },
    ];
    for (const told of one.account.channel === 'wechat' ? numbers : numbers.slice(0, 3)) {
      const sent = [
        ['his merchant, to his address', await send(one, one.tell(told))],
        ['the other merchant, to his address', await send(one, other.tell(told))],
        ['his merchant, to the other address', await send(other, one.tell(told))],
      ] as const;
      for (const [how, { status }] of sent) {
        if (status !== 401) answers.push(`${what}, ${how}, ${JSON.stringify(told)}: ${status}`);
      }
    }
  }
  expect(answers).toEqual([]);
  expect(await books()).toEqual(before);
  expect(log.filter(({ alert }) => alert === 'foreign_callback').length).toBeGreaterThan(0);
});

test('a number that is nobody’s is refused, and nothing is kept of it', async () => {
  const before = await books();
  for (const party of parties) {
    const nobody = app.core.newId();
    for (const told of [
      { paymentNo: nobody },
      { paymentNo: 'POS-1' },
      { paymentNo: '1', refundNo: nobody },
    ]) {
      expect((await send(party, party.tell(told))).status).toBe(401);
    }
    const withNul = { paymentNo: party.openNo, transactionId: 't\u0000', callbackId: 'EV\u0000' };
    expect((await send(party, party.tell(withNul))).status).toBe(401);
  }
  expect(await books()).toEqual(before);
});

test('an unsigned word has an account’s own refunds asked about, once a minute', async () => {
  const [one] = parties;
  if (!one) throw new Error('no parties');
  const xml = (...fields: string[]) => ({
    headers: { 'content-type': 'text/xml' },
    body: `<xml><return_code>SUCCESS</return_code>${fields.join('')}<req_info>AAAA</req_info></xml>`,
  });
  const named = (mchid: string) => `<mch_id><![CDATA[${mchid}]]></mch_id>`;
  const before = await books();
  for (const { one: to, other } of pairs().filter(({ one: { account } }) => account.channel === 'wechat')) {
    const [mchid = '', sub] = [other.account.settings.merchantId, other.account.settings.subMerchantId].map(
      (id) => (id === undefined ? undefined : String(id)),
    );
    const word = xml(named(mchid), ...(sub === undefined ? [] : [`<sub_mch_id>${sub}</sub_mch_id>`]));
    const answer = await send(to, word);
    expect(answer.status, `${other.account.channelAccountId} to ${to.account.channelAccountId}`).toBe(401);
    expect(await answer.text()).toContain('FAIL');
  }
  expect(await books()).toEqual(before);

  const dueOf = async ({ refundNo }: Party) => {
    const text = 'select due_at, checks from refunds where refund_id = $1';
    const [row] = await app.core.db.query<{ due_at: Date; checks: number }>({ text, values: [refundNo] });
    return row;
  };
  const others = await Promise.all(parties.slice(1).map(dueOf));
  const asked = new Set<number>();
  for (let n = 0; n < 50; n += 1) {
    expect((await send(one, xml(named('1900007291')))).status, JSON.stringify(log)).toBe(200);
    const due = await dueOf(one);
    if (due && due.due_at <= clock.now()) {
      asked.add(due.due_at.getTime());
      // as the worker leaves it once it has asked
      await app.core.db.query({
        text: `update refunds set due_at = $2, checks = checks + 1 where refund_id = $1`,
        values: [one.refundNo, new Date(clock.now().getTime() + HOUR_MS)],
      });
    }
    clock.advance(SECOND_MS);
  }
  expect(asked.size).toBe(1);
  // the words that came too early are acted on later: none is lost
  const waiting = (await dueOf(one))?.due_at.getTime() ?? 0;
  expect(waiting - Math.min(...asked)).toBe(MINUTE_MS);
  expect((await dueOf(one))?.checks).toBeLessThanOrEqual(1);
  expect(await Promise.all(parties.slice(1).map(dueOf))).toEqual(others);
  clock.advance(DAY_MS);
});

test('a hint about an invoice moves that of its own account alone, once a minute', async () => {
  const { db, vault, newId } = app.core;
  const number = newId();
  const [one] = parties;
  if (!one) throw new Error('no parties');
  for (const [id, school] of [
    ['i1', 's1'],
    ['i2', 's2'],
  ]) {
    await db.query({
      text: `insert into invoice_accounts (invoice_account_id, school_id, provider, settings, secrets_sealed, created_at)
             values ($1, $2, 'nuonuo', '{}', $3, $4)`,
      values: [id, school, vault.seal(`invoice_accounts.secrets_sealed|${id}`, {}), clock.now()],
    });
  }
  const far = new Date(clock.now().getTime() + DAY_MS);
  await db.query({
    text: `insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code,
                                 created_at, provider, invoice_account_id, amount, request_body_sealed, due_at)
           values ('a1', $1, $2, 'partner', 'issuing', '\\x00', 'v', 'f', $3, 'nuonuo', 'i1', 100, '\\x00', $4)`,
    values: [number, one.paidNo, clock.now(), far],
  });
  const dueAt = async () => {
    const text = 'select due_at from invoices where invoice_no = $1';
    return (await db.query<{ due_at: Date }>({ text, values: [number] }))[0]?.due_at.getTime() ?? 0;
  };
  const hint = (
    account: string,
    body: string | Buffer | URLSearchParams = new URLSearchParams({ operater: 'callback', orderno: number }),
  ) => fetch(`${url}/callbacks/invoices/${account}`, { method: 'POST', body });
  expect((await hint('i2')).status).toBe(200);
  expect(await dueAt()).toBe(far.getTime());
  const first = clock.now().getTime();
  expect((await hint('i1')).status).toBe(200);
  const asked = await dueAt();
  expect(Math.abs(asked - first)).toBeLessThan(10 * SECOND_MS);
  await db.query({ text: 'update invoices set due_at = $2 where invoice_no = $1', values: [number, far] });
  for (let n = 0; n < 20; n += 1) await hint('i1');
  expect((await dueAt()) - asked).toBe(MINUTE_MS);

  for (const body of ['', 'x', '\u0000', '{"orderno":"1"}', '<xml>', 'operater=callback&orderno=%00']) {
    expect((await hint('i1', body)).status, JSON.stringify(body)).toBe(400);
  }
  expect((await hint('i1', Buffer.alloc(300 * 1024))).status).toBe(413);
  for (const nobody of ['i3', '%00', '..%2f', 'x'.repeat(500)]) expect((await hint(nobody)).status).toBe(404);
});

test('whatever strangers send is answered 4xx in the channel’s words, and summed in the log', async () => {
  const before = await books();
  const probe = parties[0]?.tell({ paymentNo: '1' });
  const wechatProbe = {
    headers: { ...probe?.headers, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${'A'.repeat(300)}` },
    body: probe?.body ?? '',
  };
  const inputs: { readonly headers?: Record<string, string>; readonly body?: string | Buffer }[] = [
    {},
    wechatProbe,
    { body: 'null' },
    { body: '\u0000'.repeat(1000), headers: { 'content-type': 'application/json' } },
    { body: '<html>', headers: { 'content-type': 'text/xml' } },
    { body: '<xml></xml>', headers: { 'content-type': 'text/xml' } },
    { body: `${'<'.repeat(60_000)}`, headers: { 'content-type': 'text/xml' } },
    { body: `<xml>${'<mch_id>'.repeat(8_000)}`, headers: { 'content-type': 'text/xml' } },
    { body: 'sign=1&sign=2', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { body: '%zz&%00=%00', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { body: '{}', headers: { 'content-type': 'text/plain; charset=nothing' } },
    { body: '{}', headers: { 'content-type': ';;;' } },
    { body: '{}', headers: { 'content-type': '' } },
    { body: Buffer.from([0xff, 0xfe, 0x00]), headers: { 'content-type': 'multipart/form-data' } },
    { body: '{}', headers: wechatHeaders('{}', clock.now()) },
    { body: '[]', headers: wechatHeaders('[]', clock.now()) },
    { body: 'x'.repeat(70 * 1024) },
  ];
  const paths = ['/channel/wechat/w1', '/channel/alipay/p1', '/callbacks/invoices/i1'];
  for (const path of [
    ...paths,
    '/channel/wechat/%00',
    '/channel/%E0/w1',
    '/channel/wechat/nobody',
    '/channel/alipay/w1',
  ]) {
    for (const input of inputs) {
      const { status } = await fetch(url + path, { method: 'POST', ...input });
      expect(status, `${path} ${JSON.stringify(input).slice(0, 80)}`).toBeGreaterThanOrEqual(400);
      expect(status, `${path} ${JSON.stringify(input).slice(0, 80)}`).toBeLessThan(500);
    }
  }
  expect(await books()).toEqual(before);
  const { db, vault } = app.core;
  const untouched = { ...wechatAccount('w9', ['1900007299']), schoolId: 's4', enabled: false };
  await saveChannelAccount(db, vault, untouched, clock.now());
  for (let n = 0; n < 100; n += 1) {
    const answer = await fetch(`${url}/channel/wechat/w9`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'FAIL' });
  }
  const alipay = await fetch(`${url}/channel/alipay/p2`, { method: 'POST', body: 'sign=x' });
  expect([alipay.status, await alipay.text()]).toEqual([401, 'fail']);
  const ofAccount = () => log.filter(({ subject }) => subject === 'w9');
  expect(ofAccount()).toMatchObject([{ times: 1 }]);
  clock.advance(MINUTE_MS);
  await waitFor(() => ofAccount().length === 2, { what: 'the other refusals in one line' });
  expect(ofAccount()[1]).toMatchObject({ times: 99 });
});

test('no one takes a channel’s number away from another merchant’s payment', async () => {
  const [one, other] = parties;
  if (!one || !other) throw new Error('no parties');
  const transactionId = '4200000000202609010000000001';
  expect((await send(one, one.tell({ paymentNo: one.openNo, transactionId }))).status).toBe(204);
  expect((await send(other, other.tell({ paymentNo: other.openNo, transactionId }))).status).toBe(204);
});

test('another’s evidence is refused by the code that books it, and by the database behind that', async () => {
  const { core } = app;
  const [one, other] = parties;
  if (!one || !other) throw new Error('no parties');
  const payment = await findPaymentByNo(core.db, core.vault, other.paidNo);
  const refund = await findRefundByNo(core.db, other.refundNo);
  if (!payment || !refund) throw new Error('nothing seeded');
  const channel = await channelOf(core, { channel: 'wechat', channelAccountId: 'w1' });
  const state = { status: 'succeeded', refundAmount: 40, channelRefundId: 'r' } as const;
  const evidence = { transactionId: 'x', paidAmount: 100, paidAt: clock.now(), payerUid: '' };
  await expect(core.db.transaction((tx) => bookRefund(core, tx, channel, refund, state))).rejects.toThrow(
    'another account',
  );
  const { paymentNo } = payment;
  await expect(bookPayment(core, { channel, paymentNo, evidence })).rejects.toThrow(ForeignCallback);
  const run = (text: string) => core.db.query({ text });
  const settle = (account: string | null) =>
    run(`update refunds set status = 'succeeded', settled_at = now(), due_at = null,
                            evidence_account_id = ${account === null ? 'null' : `'${account}'`}
          where refund_id = ${other.refundNo}`);
  for (const account of ['w1', null]) await expect(settle(account)).rejects.toThrow('on the word of account');
  const accept = `update refunds set accepted_at = now(), evidence_account_id = 'w1' where refund_id = ${other.refundNo}`;
  await expect(run(accept)).rejects.toThrow('on the word of account');
  const fourth = parties[3];
  const pay = (account: string) =>
    run(`update payments set status = 'succeeded', transaction_id = 'y', paid_amount = 100, paid_at = now(),
                disposition = 'order', due_at = null, evidence_account_id = ${account}
          where payment_no = ${fourth?.openNo}`);
  await expect(pay(`'w1'`)).rejects.toThrow('check constraint');
  await expect(pay('null')).rejects.toThrow('nobody');
  await expect(
    run(`update payments set channel_account_id = 'w1' where payment_no = ${other.paidNo}`),
  ).rejects.toThrow('stays with the account');
  const keep = (kind: string, subject: string) =>
    run(`insert into channel_callbacks values ('w1', 'c', '${kind}', ${subject}, '\\x00', now())`);
  for (const [kind, subject] of [
    ['payment', other.paidNo],
    ['refund', other.refundNo],
    ['payment', one.refundNo],
    ['refund', one.paidNo],
  ] as const) {
    await expect(keep(kind, subject)).rejects.toThrow('proves nothing of its own');
  }
});

test('what had been kept of a foreign callback stands in no timeline', async () => {
  const { core } = app;
  const [, other] = parties;
  if (!other) throw new Error('no parties');
  await core.db.query({ text: 'alter table channel_callbacks disable trigger channel_callbacks_own' });
  await core.db.query({
    text: `insert into channel_callbacks values ('w1', 'FOREIGN-1', 'payment', $1, '\\x00', $2)`,
    values: [other.paidNo, clock.now()],
  });
  await core.db.query({ text: 'alter table channel_callbacks enable trigger channel_callbacks_own' });
  expect(JSON.stringify(await orderTimeline(core, 'all', other.paidNo))).not.toContain('FOREIGN-1');
});

test('each account’s own callbacks are taken, at any time after', async () => {
  for (const party of parties) {
    const { paidNo, refundNo, openNo, account, tell } = party;
    const status = account.channel === 'wechat' ? 204 : 200;
    expect((await send(party, tell({ paymentNo: openNo, transactionId: `t${openNo}` }))).status).toBeLessThan(
      300,
    );
    expect((await send(party, tell({ paymentNo: paidNo, refundNo }))).status).toBe(status);
    const refund = await findRefundByNo(app.core.db, refundNo);
    // Alipay’s notice of a refund adds them all up: it settles none
    expect(refund?.status).toBe(account.channel === 'wechat' ? 'succeeded' : 'processing');
    expect((await findPaymentByNo(app.core.db, app.core.vault, openNo))?.status).toBe('succeeded');
    const timeline = await orderTimeline(app.core, 'all', paidNo);
    expect(JSON.stringify(timeline)).toContain('callback_received');
  }
});
