import { afterEach, beforeEach, expect, test } from 'vitest';
import { RETRY_GAPS_MS } from '../src/wechat/callbacks.ts';
import { decrypt, isSigned } from './helpers/merchant.ts';
import { startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';
import { waitFor } from './helpers/wait-for.ts';

let sandbox: TestSandbox;

beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

interface CallbackState {
  readonly attempts: number;
  readonly next_at: string | null;
  readonly delivered_at: string | null;
}

async function callbackOf(outTradeNo: string): Promise<CallbackState> {
  const { content } = await sandbox.admin('GET', `/wechat/orders/${outTradeNo}`);
  const [callback] = content.callbacks as CallbackState[];
  if (!callback) throw new Error('no callback was planned');
  return callback;
}

async function payAnOrder(): Promise<string> {
  const terms = sandbox.orderTerms();
  await sandbox.call('POST', '/v3/pay/transactions/native', terms);
  await sandbox.admin('POST', '/wechat/pay', { out_trade_no: terms.out_trade_no });
  return terms.out_trade_no;
}

const received = (count: number) =>
  waitFor(`callback number ${count}`, () => sandbox.receiver.received.length === count);

const violations = async () =>
  JSON.parse((await sandbox.admin('GET', '/violations')).text) as { kind: string; detail: string }[];

test('the first attempt leaves at once; repetitions follow the published gaps, signed anew, and end', async () => {
  const { receiver, platform, admin } = sandbox;
  receiver.answerWith(500);
  const outTradeNo = await payAnOrder();
  await received(1);
  const published = '15s/15s/30s/180s/600s/1200s/1800s/1800s/1800s/3600s/10800s/10800s/10800s/21600s/21600s';
  const gaps = published.split('/').map((gap) => Number.parseInt(gap, 10) * 1000);
  expect(RETRY_GAPS_MS).toEqual(gaps);
  for (const [index, gapMs] of gaps.entries()) {
    // Five seconds leave room for the real time that this test takes.
    await admin('POST', '/clock', { advance_ms: gapMs - 5000 });
    expect((await callbackOf(outTradeNo)).attempts).toBe(index + 1);
    await admin('POST', '/clock', { advance_ms: 5000 });
    await received(index + 2);
  }
  expect(await callbackOf(outTradeNo)).toEqual(
    expect.objectContaining({ attempts: 16, next_at: null, delivered_at: null }),
  );
  const nonces = new Set<unknown>();
  for (const { headers, body } of receiver.received) {
    expect(isSigned(platform, new Headers(headers as Record<string, string>), body)).toBe(true);
    nonces.add(headers['wechatpay-nonce']);
  }
  expect(nonces.size).toBe(16);
  const ids = receiver.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^EV-\d{33}$/);
  await admin('POST', '/clock', { advance_ms: 7 * 86_400_000 });
  expect((await callbackOf(outTradeNo)).attempts).toBe(16);
});

test.each([200, 204])('an answer of %i is enough', async (status) => {
  sandbox.receiver.answerWith(status);
  const outTradeNo = await payAnOrder();
  await waitFor('the delivery', async () => (await callbackOf(outTradeNo)).delivered_at);
  await sandbox.admin('POST', '/clock', { advance_ms: 86_400_000 });
  expect(await callbackOf(outTradeNo)).toMatchObject({ attempts: 1, next_at: null });
});

test('a repetition that is taken ends the matter', async () => {
  sandbox.receiver.answerWith(500);
  const outTradeNo = await payAnOrder();
  await received(1);
  sandbox.receiver.answerWith(204);
  await sandbox.admin('POST', '/clock', { advance_ms: 15_000 });
  await waitFor('the delivery', async () => (await callbackOf(outTradeNo)).delivered_at);
  expect(await callbackOf(outTradeNo)).toMatchObject({ attempts: 2, next_at: null });
});

test.each([201, 302, 400])('an answer of %i is none', async (status) => {
  sandbox.receiver.answerWith(status);
  const outTradeNo = await payAnOrder();
  await received(1);
  const { attempts, next_at: nextAt, delivered_at: deliveredAt } = await callbackOf(outTradeNo);
  expect([attempts, typeof nextAt, deliveredAt]).toEqual([1, 'string', null]);
});

test('an answer after five seconds comes too late, and is a violation', async () => {
  sandbox.receiver.answerWith('never');
  const outTradeNo = await payAnOrder();
  const [violation] = await waitFor('the violation', async () => {
    const kept = await violations();
    return kept.length > 0 && kept;
  });
  expect(violation).toMatchObject({ kind: 'slow_callback_answer', detail: outTradeNo });
  expect((await callbackOf(outTradeNo)).delivered_at).toBeNull();
});

test('lost: that attempt never arrives, the next one does', async () => {
  await sandbox.admin('POST', '/faults', { callback: 'payment', fault: 'lost' });
  const outTradeNo = await payAnOrder();
  await waitFor('the attempt', async () => (await callbackOf(outTradeNo)).attempts === 1);
  expect(sandbox.receiver.received).toEqual([]);
  await sandbox.admin('POST', '/clock', { advance_ms: 15_000 });
  await received(1);
});

test('duplicate: one callback in several copies', async () => {
  await sandbox.admin('POST', '/faults', { callback: 'payment', fault: 'duplicate', times: 5 });
  await payAnOrder();
  await received(5);
  await payAnOrder();
  await received(6);
});

test('delay: not before its time', async () => {
  await sandbox.admin('POST', '/faults', { callback: 'payment', fault: 'delay', ms: 60_000 });
  const outTradeNo = await payAnOrder();
  await waitFor('the postponement', async () => {
    const { next_at: nextAt } = await callbackOf(outTradeNo);
    return nextAt !== null && Date.parse(nextAt) > Date.now() + 30_000;
  });
  expect((await callbackOf(outTradeNo)).attempts).toBe(0);
  await sandbox.admin('POST', '/clock', { advance_ms: 60_000 });
  await received(1);
});

test('forged: the signature is of something else, and accepting it is a violation', async () => {
  await sandbox.admin('POST', '/faults', { callback: 'payment', fault: 'forged' });
  const outTradeNo = await payAnOrder();
  await received(1);
  const [forged] = sandbox.receiver.received;
  const headers = new Headers(forged?.headers as Record<string, string>);
  expect(headers.get('wechatpay-serial')).toBe(sandbox.platform.platform_public_key_id);
  expect(isSigned(sandbox.platform, headers, forged?.body ?? '')).toBe(false);
  await waitFor('the violation', async () => (await violations()).length > 0);
  expect(await violations()).toMatchObject([{ kind: 'forged_callback_accepted', detail: outTradeNo }]);
  await sandbox.admin('POST', '/clock', { advance_ms: 15_000 });
  await received(2);
});

test('wrong amount: well signed, one fen too much', async () => {
  await sandbox.admin('POST', '/faults', { callback: 'payment', fault: 'wrong_amount' });
  await payAnOrder();
  await received(1);
  const [callback] = sandbox.receiver.received;
  const body = callback?.body ?? '';
  expect(isSigned(sandbox.platform, new Headers(callback?.headers as Record<string, string>), body)).toBe(
    true,
  );
  const { resource } = JSON.parse(body);
  expect(JSON.parse(decrypt(resource)).amount.total).toBe(101);
});

test('a rule for one number or for refunds leaves the others alone', async () => {
  await sandbox.admin('POST', '/faults', { callback: 'refund', fault: 'lost', times: 99 });
  const match = { out_trade_no: '^NOBODY$' };
  await sandbox.admin('POST', '/faults', { callback: 'payment', match, fault: 'lost', times: 99 });
  await payAnOrder();
  await received(1);
});
