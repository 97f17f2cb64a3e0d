import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CALLBACK_FAULTS, REQUEST_FAULTS } from '../src/faults.ts';
import { isSigned, MCHID } from './helpers/merchant.ts';
import { startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';

const NATIVE = '/v3/pay/transactions/native';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.admin('DELETE', '/faults'));
afterAll(() => sandbox[Symbol.asyncDispose]());

async function fault(rule: Record<string, unknown>): Promise<void> {
  const answer = await sandbox.admin('POST', '/faults', rule);
  expect(answer.status).toBe(204);
}

/** Whether the order is there: what a request did, whatever was answered. */
async function exists(outTradeNo: string): Promise<boolean> {
  return (await sandbox.admin('GET', `/wechat/orders/${outTradeNo}`)).status === 200;
}

const create = (terms: object) => sandbox.call('POST', NATIVE, terms, { timeoutMs: 300 });

test.each([
  ['timeout_before', false, 'TimeoutError'],
  ['timeout_after', true, 'TimeoutError'],
  ['reset_after', true, 'TypeError'],
])('%s: effect %s, no answer', async (name, hasEffect, failure) => {
  await fault({ fault: name });
  const terms = sandbox.orderTerms();
  await expect(create(terms)).rejects.toMatchObject({ name: failure });
  expect(await exists(terms.out_trade_no)).toBe(hasEffect);
  expect((await create(terms)).status).toBe(200);
});

test.each([
  [{ status: 503, body: '<html>busy</html>' }, false],
  [{ status: 500, body: { code: 'SYSTEM_ERROR', message: '系统错误' }, after: true }, true],
  [{ status: 429, body: { code: 'FREQUENCY_LIMITED', message: '频率超限' } }, false],
])('status %o', async (rule, hasEffect) => {
  await fault({ fault: 'status', ...rule });
  const terms = sandbox.orderTerms();
  const answer = await create(terms);
  expect(answer.status).toBe(rule.status);
  expect(answer.text).toBe(typeof rule.body === 'string' ? rule.body : JSON.stringify(rule.body));
  expect(answer.headers.get('wechatpay-signature')).toBeNull();
  expect(await exists(terms.out_trade_no)).toBe(hasEffect);
});

test('a 202 is signed like any 2xx', async () => {
  await fault({ fault: 'status', status: 202, body: {} });
  const answer = await create(sandbox.orderTerms());
  expect(answer.status).toBe(202);
  expect(isSigned(sandbox.platform, answer.headers, answer.text)).toBe(true);
});

test.each(['bad_signature', 'no_signature', 'unknown_serial', 'tampered_body', 'signtest'])(
  '%s: done, but the answer does not verify',
  async (name) => {
    await fault({ fault: name, times: 2 });
    const terms = sandbox.orderTerms();
    const created = await create(terms);
    expect(created.status).toBe(200);
    expect(isSigned(sandbox.platform, created.headers, created.text)).toBe(false);
    expect(await exists(terms.out_trade_no)).toBe(true);
    const target = `/v3/pay/transactions/out-trade-no/${terms.out_trade_no}/close`;
    const closed = await sandbox.call('POST', target, { mchid: MCHID });
    expect(closed.status).toBe(204);
    expect(isSigned(sandbox.platform, closed.headers, closed.text)).toBe(false);
    const after = await create(sandbox.orderTerms());
    expect(isSigned(sandbox.platform, after.headers, after.text)).toBe(true);
  },
);

test('signtest carries the prefix of WeChat’s own probes', async () => {
  await fault({ fault: 'signtest' });
  const answer = await create(sandbox.orderTerms());
  expect(answer.headers.get('wechatpay-signature')).toMatch(/^WECHATPAY\/SIGNTEST\//);
});

test('a tampered body is still the JSON of an answer', async () => {
  await fault({ fault: 'tampered_body' });
  const answer = await create(sandbox.orderTerms());
  expect(answer.content).toEqual({ code_url: expect.any(String), tampered: true });
});

test('skewed_time: rightly signed, more than five minutes ago', async () => {
  await fault({ fault: 'skewed_time' });
  const answer = await create(sandbox.orderTerms());
  expect(isSigned(sandbox.platform, answer.headers, answer.text)).toBe(true);
  const ageSeconds = Date.now() / 1000 - Number(answer.headers.get('wechatpay-timestamp'));
  expect(ageSeconds).toBeGreaterThan(300);
});

test('delay: the effect at once, the answer later', async () => {
  await fault({ fault: 'delay', ms: 200 });
  const terms = sandbox.orderTerms();
  let isAnswered = false;
  const creating = create(terms).then(() => {
    isAnswered = true;
  });
  while (!(await exists(terms.out_trade_no))) expect(isAnswered).toBe(false);
  // In between a payer can be quicker than the answer: the early callback.
  const paid = await sandbox.admin('POST', '/wechat/pay', { out_trade_no: terms.out_trade_no });
  expect(paid.content).toMatchObject({ paid: true });
  expect(isAnswered).toBe(false);
  await creating;
});

test.each([
  [undefined, false],
  [true, true],
])('system_error with after %s: effect %s, and the channel’s own word for it', async (after, hasEffect) => {
  await fault({ fault: 'system_error', ...(after ? { after } : {}) });
  const terms = sandbox.orderTerms();
  const answer = await create(terms);
  expect([answer.status, answer.content.code]).toEqual([500, 'SYSTEM_ERROR']);
  expect(await exists(terms.out_trade_no)).toBe(hasEffect);
});

test('rate_limit: so many in a second pass, the others are told so and have no effect, until it is cleared', async () => {
  await fault({ match: { path: '/native$' }, fault: 'rate_limit', per_second: 2 });
  const all = Array.from({ length: 12 }, () => sandbox.orderTerms());
  const ask = (terms: object) => sandbox.call('POST', NATIVE, terms);
  const answers = await Promise.all(all.map(ask));
  const refused = answers.filter(({ status }) => status === 429);
  // the twelve may be dealt out to two seconds, or to three on a machine that is slow
  expect(refused.length).toBeGreaterThanOrEqual(6);
  expect(refused[0]?.content).toMatchObject({ code: 'FREQUENCY_LIMITED' });
  const there = await Promise.all(all.map(({ out_trade_no: number }) => exists(number)));
  expect(there).toEqual(answers.map(({ status }) => status === 200));
  expect(there).toContain(true);
  await sandbox.admin('DELETE', '/faults');
  const later = await Promise.all(all.map(ask));
  expect(later.map(({ status }) => status)).toEqual(Array(12).fill(200));
});

test('part: a rule hits some by chance, and the rule after it those that pass', async () => {
  await fault({ fault: 'status', status: 502, part: 0.5, times: 1_000_000 });
  await fault({ fault: 'status', status: 503, times: 1_000_000 });
  const statuses = [];
  for (let n = 0; n < 60; n += 1) statuses.push((await create(sandbox.orderTerms())).status);
  expect(new Set(statuses)).toEqual(new Set([502, 503]));
});

test('truncated and empty: done, and nothing to read', async () => {
  await fault({ fault: 'truncated' });
  await fault({ fault: 'empty' });
  const [half, nothing] = [sandbox.orderTerms(), sandbox.orderTerms()];
  const truncated = await create(half);
  expect([truncated.status, truncated.text.startsWith('{"code_url"')]).toEqual([200, true]);
  expect(() => JSON.parse(truncated.text)).toThrow();
  const empty = await create(nothing);
  expect([empty.status, empty.text]).toEqual([200, '']);
  for (const terms of [half, nothing]) expect(await exists(terms.out_trade_no)).toBe(true);
});

test('trickle: a whole answer, a little at a time, and longer than some wait', async () => {
  await fault({ fault: 'trickle', ms: 100 });
  const answer = await create(sandbox.orderTerms());
  expect(isSigned(sandbox.platform, answer.headers, answer.text)).toBe(true);
  await fault({ fault: 'trickle', ms: 60_000 });
  const terms = sandbox.orderTerms();
  await expect(create(terms)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await exists(terms.out_trade_no)).toBe(true);
});

test('lie_closed: a signed 204 for an order that stays open', async () => {
  const terms = sandbox.orderTerms();
  await create(terms);
  await fault({ match: { path: '/close$' }, fault: 'lie_closed' });
  const target = `/v3/pay/transactions/out-trade-no/${terms.out_trade_no}/close`;
  const lie = await sandbox.call('POST', target, { mchid: MCHID });
  expect([lie.status, isSigned(sandbox.platform, lie.headers, lie.text)]).toEqual([204, true]);
  const paid = await sandbox.admin('POST', '/wechat/pay', { out_trade_no: terms.out_trade_no });
  expect(paid.content).toMatchObject({ paid: true });
});

test('rules match by method, path and number, skip, and wear out', async () => {
  const [hit, spared] = [sandbox.orderTerms(), sandbox.orderTerms()];
  const match = { method: 'POST', path: '/native$', out_trade_no: `^${hit.out_trade_no}$` };
  await fault({ match, skip: 1, times: 2, fault: 'status', status: 502 });
  const statuses = [];
  for (const terms of [hit, spared, hit, spared, hit, hit]) statuses.push((await create(terms)).status);
  expect(statuses).toEqual([200, 200, 502, 200, 502, 200]);
  expect(JSON.parse((await sandbox.admin('GET', '/faults')).text)).toMatchObject([{ hits: 2, times: 2 }]);
});

test('a number in the path is matched too', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  const terms = sandbox.refundTerms(outTradeNo, 10);
  const match = { method: 'GET', out_trade_no: terms.out_refund_no };
  await fault({ match, fault: 'status', status: 500 });
  expect((await sandbox.call('POST', '/v3/refund/domestic/refunds', terms)).status).toBe(200);
  const target = `/v3/refund/domestic/refunds/${terms.out_refund_no}`;
  expect((await sandbox.call('GET', target)).status).toBe(500);
  expect((await sandbox.call('GET', target)).status).toBe(200);
});

test.each([
  { fault: 'nonsense' },
  { fault: 'lost' },
  { callback: 'payment', fault: 'timeout_before' },
  { fault: 'status', status: 99 },
  { fault: 'status', match: { path: '(' } },
  { fault: 'delay', unknown: 1 },
])('a rule that makes no sense is refused: %o', async (rule) => {
  expect((await sandbox.admin('POST', '/faults', rule)).status).toBe(400);
  expect((await sandbox.admin('GET', '/faults')).text).toBe('[]');
});

test('every fault has a name of its own', () => {
  const names = [...REQUEST_FAULTS, ...CALLBACK_FAULTS.map((name) => `callback ${name}`)];
  expect(new Set(names).size).toBe(22);
});

test('the journal keeps what was said, byte for byte', async () => {
  const before = JSON.parse((await sandbox.admin('GET', '/journal')).text) as { id: number }[];
  const terms = sandbox.orderTerms();
  await fault({ fault: 'timeout_after' });
  await expect(create(terms)).rejects.toThrow();
  const answer = await create(terms);
  const since = before.at(-1)?.id ?? 0;
  const { text } = await sandbox.admin('GET', `/journal?since=${since}`);
  const body = JSON.stringify(terms);
  expect(JSON.parse(text)).toMatchObject([
    { method: 'POST', path: NATIVE, status: null, fault: 'timeout_after', request_body: body },
    {
      status: 200,
      fault: null,
      request_body: body,
      bytes_in: Buffer.byteLength(body),
      response_body: answer.text,
      bytes_out: Buffer.byteLength(answer.text),
      request_headers: { authorization: expect.stringContaining(MCHID) },
      response_headers: { 'wechatpay-signature': answer.headers.get('wechatpay-signature') },
    },
  ]);
});
